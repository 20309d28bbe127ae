"""`quoth list`, `show`, `verify` and `export`: what is in the library, and whether it is true."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.holdings import Holdings
    from corpus.document import Document, Span
    from index.stored.entries import Entry
    from index.stored.listing import Listed

_CHANGED, _UNKNOWN = 1, 2


def list_documents(
    collection: Annotated[
        str | None, typer.Option("--collection", help="Those of one collection alone.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the documents: path, title, collection, date, passages, and where they come from."""
    from bot.visible import visible

    holdings = _holdings()
    listed = _listed(holdings)
    added = {one.path for one in holdings.added()}
    rows = [
        {
            "path": one.path,
            "title": one.title,
            "collection": one.collection,
            "date": one.date,
            "passages": one.passages,
            "from": "added" if one.path in added else "folder",
        }
        for one in listed
        if collection is None or one.collection == collection
    ]
    if collection is not None and not rows:
        names = sorted({one.collection for one in listed} - {""})
        print(f"No document in {collection!r}. Collections: {', '.join(names)}", file=sys.stderr)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("\t".join(visible(" ".join(str(one or "-").split())) for one in row.values()))


def show(
    document: Annotated[str, typer.Argument(help="Its path, or words of its title or path.")],
    passages: Annotated[
        bool, typer.Option("--passages", help="Every passage with its id, place and heading.")
    ] = False,
) -> None:
    """Print a document as it is stored: the text that quotes are cut from."""
    from bot.source import place_of
    from bot.visible import visible
    from corpus.document import Span

    entry = _one(_holdings(), document)
    if not passages:
        print(visible(entry.document.text))
        return
    for passage in entry.passages:
        span = Span(passage.start, passage.end)
        place = f"{place_of(entry.document, span)} · chars {span.start}-{span.end}"
        heading = f" · {passage.heading}" if passage.heading else ""
        print(visible(f"{passage.id} · {place}{heading}\n{passage.text}\n"))


def verify(
    quote: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A passage's id, or PATH:START-END with the chars of a card."
        ),
    ],
) -> None:
    """Compare a quote with its file as it is now: exit code 0 where it still stands exactly there.

    1 says that the file changed, 2 that there is no such passage.
    """
    from bot.source import place_of
    from corpus.skipped import Skipped

    holdings = _holdings()
    found = _range_of(holdings, quote)
    if found is None:
        print(f"No such passage: {quote}. quoth show DOCUMENT --passages lists them.")
        raise typer.Exit(_UNKNOWN)
    document, span = found
    place = place_of(document, span)
    now = holdings.read_again(document.path)
    if isinstance(now, Skipped):
        print(f"The file changed: {document.path} cannot be read any more ({now.reason}).")
        raise typer.Exit(_CHANGED)
    quoted = document.text[span.start : span.end]
    if now.text[span.start : span.end] == quoted:
        print(f"Yes, exactly: {document.path}, {place}.")
        return
    hint = "The same words stand elsewhere in it now. " if quoted in now.text else ""
    print(f"The file changed: {document.path}, {place}. {hint}Take it up with: quoth index")
    raise typer.Exit(_CHANGED)


def export(
    file: Annotated[
        Path | None, typer.Argument(help="A file to write; the terminal if left out, or with -.")
    ] = None,
    vectors: Annotated[
        bool, typer.Option("--vectors", help="Also the vector of each passage.")
    ] = False,
) -> None:
    """Write the library as JSON lines: one object a document, with its passages and places."""
    from index.errors import FileUnwritable
    from index.stored.library import Library

    path = _settings_path()
    with Library.open(path) as library, library.reading():
        lines = (
            json.dumps(_exported(entry, library if vectors else None), ensure_ascii=False)
            for entry in library.entries()
        )
        if file is None or str(file) == "-":
            for line in lines:
                print(line)
            return
        try:
            with file.open("w", encoding="utf-8", errors="surrogatepass") as out:
                out.writelines(f"{line}\n" for line in lines)
        except OSError as error:
            raise FileUnwritable(file, error.strerror or str(error)) from error
        print(f"{len(library.paths())} documents in {file}.")


def _exported(entry: "Entry", library: Any) -> dict[str, object]:
    from bot.source import place_of
    from corpus.document import Span

    document = entry.document
    rows = None if library is None else library.vectors.read(entry.vectors_key).passages
    passages: list[dict[str, object]] = []
    for number, passage in enumerate(entry.passages):
        found: dict[str, object] = {
            "id": passage.id,
            "start": passage.start,
            "end": passage.end,
            "place": place_of(document, Span(passage.start, passage.end)),
            "heading": passage.heading,
            "text": passage.text,
            "sentences": passage.sentences,
        }
        if rows is not None:
            found["vector"] = [round(float(one), 5) for one in rows[number]]
        passages.append(found)
    return {
        "id": document.id,
        "path": document.path,
        "collection": document.collection,
        "title": document.title,
        "date": document.date,
        "author": document.author,
        "source_url": document.source_url,
        "digest": document.digest,
        "original": document.original,
        "text": document.text,
        "passages": passages,
    }


def _range_of(holdings: "Holdings", quote: str) -> "tuple[Document, Span] | None":
    """The document and range of a passage's id, or of a path with characters."""
    from corpus.document import Span

    entry = holdings.entry_with(quote)
    if entry is not None:
        passage = next(passage for passage in entry.passages if passage.id == quote)
        return entry.document, Span(passage.start, passage.end)
    path, _, characters = quote.rpartition(":")
    start, _, end = characters.partition("-")
    numbers = [one.id for one in holdings.listed() if one.path == path]
    if not (start.isdecimal() and end.isdecimal() and numbers):
        return None
    span, entry = Span(int(start), int(end)), holdings.entry(numbers[0])
    if entry is None or not span.start < span.end <= len(entry.document.text):
        return None
    return entry.document, span


def _one(holdings: "Holdings", name: str) -> "Entry":
    """The one document that is meant."""
    from bot.errors import DocumentUnknown

    found = list(_meant(_listed(holdings), name))
    entry = holdings.entry(found[0].id) if len(found) == 1 else None
    if entry is None:
        raise DocumentUnknown(name, tuple(one.path for one in found))
    return entry


def _meant(listed: list["Listed"], name: str) -> Iterator["Listed"]:
    exact = [one for one in listed if name in (one.path, one.id)]
    words = name.casefold().split()
    for one in exact or (listed if words else ()):
        named = f"{one.path}\n{one.title}".casefold()
        if exact or all(word in named for word in words):
            yield one


def _listed(holdings: "Holdings") -> list["Listed"]:
    from index.errors import LibraryMissing

    found = holdings.listed()
    if not found:
        raise LibraryMissing(_settings_path())
    return found


def _holdings() -> "Holdings":
    from bot.wiring import make_holdings
    from config.settings import load_settings

    return make_holdings(load_settings())


def _settings_path() -> Path:
    from config.settings import load_settings

    return load_settings().library_path
