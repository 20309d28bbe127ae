"""`quoth add` and `quoth remove`: documents that Quoth keeps itself, beside the folder."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.holdings import Holdings
    from bot.preview import Preview
    from corpus.adding import FileRefused

_FILES = typer.Argument(help="Files, or folders: every file in them that can be read.")
_COLLECTION = typer.Option(
    "--collection",
    help="The collection they go to; left out, a sub-folder of a named folder is one.",
)


def add(
    files: Annotated[list[Path], _FILES], collection: Annotated[str | None, _COLLECTION] = None
) -> None:
    """Add documents: Quoth keeps a copy of each beside the folder, and answers from it.

    Exit code 1 where a file was refused.
    """
    from bot.progress import Progress
    from bot.wiring import make_holdings
    from config.settings import load_settings

    holdings = make_holdings(load_settings())
    previews, refused = _previews(holdings, list(_found(files, _collection(holdings, collection))))
    if previews:
        with Progress("Embedding") as progress:
            addition = holdings.add(previews, progress)
        refused += addition.refused
        passages = sum(len(entry.passages) for entry in addition.documents)
        added = _count(len(addition.documents), "document")
        print(f"Added {added}, {_count(passages, 'passage')}.")
    for one in refused:
        print(one, file=sys.stderr)
    if not previews and not refused:
        print("There is no file to add.", file=sys.stderr)
    if refused or not previews:
        raise typer.Exit(1)


def remove(
    names: Annotated[
        list[str], typer.Argument(help="Paths, or parts of titles, of documents that were added.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove documents that were added: their copies are deleted, and nothing quotes them."""
    from bot.progress import Progress
    from bot.wiring import make_holdings
    from config.settings import load_settings

    holdings = make_holdings(load_settings())
    paths = dict.fromkeys(_one_of(holdings, name) for name in names)
    for path in paths:
        if not yes and not typer.confirm(f"Remove {path}?"):
            print(f"{path} stays.")
            continue
        with Progress("Embedding") as progress:
            holdings.remove(path, progress)
        print(f"Removed {path}.")


def _one_of(holdings: "Holdings", name: str) -> str:
    """The path of the one added document that is meant."""
    from bot.errors import DocumentUnknown, NotAdded

    paths = [one.path for one in holdings.listed()]
    if name in paths:
        if not holdings.is_added(name):
            raise NotAdded(name, holdings.folder)
        return name
    # No words would fit every document.
    found = tuple(one.path for one in holdings.added(name)) if name.strip() else ()
    if len(found) != 1:
        raise DocumentUnknown(name, found)
    return found[0]


def _found(files: list[Path], collection: str | None) -> Iterator[tuple[Path, str]]:
    """Every file that is meant, once, with its collection."""
    from corpus.listing import list_folder

    seen: set[Path] = set()
    for named in files:
        names = list_folder(named).names if named.is_dir() else None
        for path in [named] if names is None else [named / name for name in names]:
            parts = () if names is None else path.relative_to(named).parts
            own = parts[0] if len(parts) > 1 else ""
            real = path.resolve() if path.exists() else path
            if real not in seen:
                seen.add(real)
                yield path, own if collection is None else collection


def _collection(holdings: "Holdings", given: str | None) -> str | None:
    """The collection that is meant: one that is there, where only case or marks differ."""
    from bot.collection_name import collection_named

    if not given:
        return given
    name = collection_named(given, sorted({one.collection for one in holdings.listed()} - {""}))
    if name is None:
        raise typer.BadParameter(
            f"{given!r} can name no collection: give it a short name with letters or figures, "
            'without commas and slashes, and not "all"',
            param_hint="--collection",
        )
    return name


def _previews(
    holdings: "Holdings", files: list[tuple[Path, str]]
) -> tuple[list["Preview"], list["FileRefused"]]:
    """Read every file, say what it is, and gather what is refused."""
    from bot.preview import Given
    from corpus.adding import FileRefused
    from corpus.read import MOST_FILE_BYTES

    previews: list[Preview] = []
    refused: list[FileRefused] = []
    for path, collection in files:
        try:
            if path.exists() and not path.is_file():
                raise FileRefused(path.name, "not a file")
            if path.stat().st_size > MOST_FILE_BYTES:
                raise FileRefused(path.name, f"at most {MOST_FILE_BYTES:,} bytes are read")
            preview = holdings.preview(Given(path.name, collection, path.read_bytes()))
        except FileRefused as error:
            refused.append(error)
        except OSError as error:
            refused.append(FileRefused(str(path), error.strerror or str(error)))
        else:
            previews.append(preview)
            print(_line(preview))
    return previews, refused


def _line(preview: "Preview") -> str:
    from bot.visible import visible

    same = [f"the same text as {path}" for path in preview.same if path != preview.given.path]
    warned = "".join(f"; {warning}" for warning in (*preview.warnings, *same))
    title = visible(" ".join(preview.document.title.split()))
    return f"{preview.given.path}: {title}, {_count(preview.passages, 'passage')}{visible(warned)}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
