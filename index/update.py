"""Bring the library up to date with a folder, embedding only the texts that are new to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document
from corpus.read import Reading
from corpus.skipped import Skipped
from index.crew import Crew
from index.embedder import Embedder
from index.known import Known
from index.prepare import Prepared, Watcher, embed_missing, prepare
from index.stored.entries import Entry, Holding
from index.stored.library import Library, Overtaken


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did: documents by what happened to them, and what was left out."""

    documents: tuple[Document, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    passages: int
    embedded_documents: int
    embedded_texts: int
    skipped: tuple[Skipped, ...]
    assumed: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]

    @property
    def dropped_lines(self) -> int:
        """How many lines of all documents are in no passage."""
        return sum(len(document.dropped) for document in self.documents)


def update(
    library: Library,
    reading: Reading,
    embedder: Embedder,
    watcher: Watcher,
    known: Known | None = None,
    splitting: Watcher | None = None,
    crew: Crew | None = None,
) -> Report:
    """Make the library hold the documents of `reading` and no others.

    Vectors are stored as they are made and the rest in one transaction at the end, so that an
    interrupted run leaves the old library as it was and the next one goes on where it stopped.
    When another process changes the library meanwhile, the work is looked over again.

    Args:
        library: is changed.
        reading: of the folder.
        embedder: the model.
        watcher: is told how far embedding has come.
        known: what earlier updates of this library with this model came to know.
        splitting: is told how many new documents are split into passages.
        crew: embeds with that model; this process if left out.
    """
    now = Known(embedder.identity) if known is None else known
    while True:
        try:
            return _update_once(library, reading, embedder, watcher, now, splitting, crew)
        except Overtaken:
            continue


def _update_once(
    library: Library,
    reading: Reading,
    embedder: Embedder,
    watcher: Watcher,
    now: Known,
    splitting: Watcher | None,
    crew: Crew | None,
) -> Report:
    since = library.version
    with library.reading():
        # What did not change is taken over, and would be damaged for ever.
        _check(library, now)
    known, cleaned = now.holdings, now.clean(reading.files)
    documents = [found.document for found in cleaned]
    new = [
        found.document
        for found in cleaned
        if _fingerprint(known.get(found.document.id)) != found.fingerprint
    ]
    fresh = _prepared(new, embedder, splitting)
    removed = sorted(known.keys() - {document.id for document in documents})
    skipped = sorted(reading.skipped, key=lambda file: file.path)
    is_swept = now.is_swept
    # What is embedded before an interruption is left.
    now.is_swept = is_swept and not fresh
    embedded = embed_missing(library, fresh, embedder, watcher, crew)
    if fresh or removed or library.skipped() != skipped or library.folder != str(reading.folder):
        entries = [prepared.entry(embedder.identity) for prepared in fresh]
        holdings = _after(known, entries, removed)
        library.commit(
            entries,
            removed,
            skipped,
            model=embedder.identity,
            folder=str(reading.folder),
            since=since,
            unused=_unused(known, holdings, embedded.parts) if is_swept else None,
        )
        now.seal, now.holdings, now.is_swept = library.seal, holdings, True
    fresh_ids = {prepared.document.id for prepared in fresh}
    return Report(
        documents=tuple(documents),
        added=tuple(d.path for d in documents if d.id not in known),
        changed=tuple(d.path for d in documents if d.id in fresh_ids and d.id in known),
        removed=tuple(known[document_id].path for document_id in removed),
        unchanged=tuple(d.path for d in documents if d.id not in fresh_ids),
        passages=library.count_passages(),
        embedded_documents=embedded.documents,
        embedded_texts=embedded.texts,
        skipped=tuple(skipped),
        assumed=tuple((f.path, f.encoding) for f in reading.files if f.is_assumed),
        warnings=tuple(
            (file.path, warning)
            for file in reading.files
            for warning in (file.extract.warnings if file.extract else ())
        ),
    )


def _prepared(
    documents: Sequence[Document], embedder: Embedder, splitting: Watcher | None
) -> list[Prepared]:
    if splitting is not None:
        splitting.expect(len(documents))
    found = []
    for document in documents:
        found.append(prepare(document, embedder))
        if splitting is not None:
            splitting.advance(1)
    return found


def _check(library: Library, known: Known) -> None:
    """Compare a library with its checksums, once for each state of it."""
    if known.seal and known.seal == library.seal:
        return
    library.check()
    known.seal, known.holdings, known.is_swept = library.seal, library.holdings(), False


def _fingerprint(holding: Holding | None) -> str:
    return "" if holding is None else holding.fingerprint


def _after(
    before: dict[str, Holding], entries: Sequence[Entry], removed: Sequence[str]
) -> dict[str, Holding]:
    holdings = before.copy()
    for document_id in removed:
        del holdings[document_id]
    for entry in entries:
        holdings[entry.document.id] = Holding(
            entry.document.path, entry.fingerprint, entry.vectors_key
        )
    return holdings


def _unused(
    before: dict[str, Holding], after: dict[str, Holding], parts: frozenset[str]
) -> set[str]:
    """The keys of vectors that no document has any more, and of parts of what some have."""
    keys = {one.vectors_key for one in before.values()} | parts
    return keys - {one.vectors_key for one in after.values()}
