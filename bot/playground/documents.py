"""The library as the page lists it, and files that are added to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.emulator.people import Json
from bot.librarian import Librarian
from bot.playground.door import Answer, admitted, body_of
from bot.playground.errors import Declined
from bot.playground.finding import document_json, passage_json
from bot.playground.visits import Visit, Visits
from bot.worker import Worker
from corpus.document import Document
from corpus.errors import CorpusError
from corpus.read import MOST_FILE_BYTES
from corpus.skipped import Skipped
from index.errors import SearchError
from index.prepare import Watcher


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are kept and how they get there; both are called in a thread.

    Args:
        skipped: the files that the library left out.
        add: takes a name, a collection and the bytes of a file, tells a watcher how far embedding
            is, and returns the document as it was read.
    """

    skipped: Callable[[], list[Skipped]]
    add: Callable[[str, str, bytes, Watcher], Document]


class Documents:
    """Lists documents, shows one, takes new ones.

    Args:
        hidden: collections that are not for everybody.
        may_add: whether visitors may add files.
        changed: is called after a change of the library.
    """

    def __init__(
        self,
        librarian: Librarian,
        visits: Visits,
        desk: Desk,
        *,
        hidden: frozenset[str],
        may_add: bool,
        changed: Callable[[], None],
    ) -> None:
        self._librarian, self._visits, self._desk = librarian, visits, desk
        self._hidden, self._may_add, self._changed = hidden, may_add, changed
        # One file at a time: the next one waits.
        self._worker = Worker()

    def routes(self) -> Iterator[Route]:
        """Where they are asked for."""
        yield Route("/api/documents", admitted(self._visits, self.list))
        yield Route("/api/documents", admitted(self._visits, self.add), methods=["POST"])
        yield Route("/api/documents/{document}", admitted(self._visits, self.show))

    async def list(self, request: Request, visit: Visit) -> Response:
        """All documents by collection, and what was left out."""
        del request, visit
        snapshot = self._librarian.snapshot
        counts: dict[str, int] = {}
        for passage in snapshot.passages:
            counts[passage.document_id] = counts.get(passage.document_id, 0) + 1
        collections: dict[str, list[Json]] = {}
        for document in snapshot.documents:
            if document.collection not in self._hidden:
                collections.setdefault(document.collection, []).append(
                    {
                        **document_json(document),
                        "characters": len(document.text),
                        "passages": counts.get(document.id, 0),
                    }
                )
        skipped = await self._worker.run(self._desk.skipped)
        return Answer(
            {
                "collections": [
                    {"name": name, "documents": collections[name]} for name in sorted(collections)
                ],
                "skipped": [
                    {"path": file.path, "reason": file.reason}
                    for file in skipped
                    # A folder that cannot be opened is named in full.
                    if self._hidden.isdisjoint(file.path.split("/"))
                ],
            }
        )

    async def show(self, request: Request, visit: Visit) -> Response:
        """One document with its passages."""
        del visit
        snapshot = self._librarian.snapshot
        wanted = request.path_params["document"]
        document = next((one for one in snapshot.documents if one.id == wanted), None)
        if document is None or document.collection in self._hidden:
            raise Declined(404, "There is no such document any more.")
        passages = [snapshot.passages[row] for row in snapshot.rows_of(document.id)]
        return Answer(
            {
                **document_json(document),
                "text": document.text,
                "passages": [passage_json(passage, document) for passage in passages],
            }
        )

    async def add(self, request: Request, visit: Visit) -> Response:
        """Take a file; the answer tells line by line how far embedding is."""
        del visit
        if not self._may_add:
            raise Declined(403, "Documents cannot be added here.")
        name = request.query_params.get("name", "")
        collection = request.query_params.get("collection", "")
        if collection in self._hidden:
            raise Declined(403, "That collection is not open to everybody.")
        content = await body_of(request, MOST_FILE_BYTES)
        lines = self._added(name, collection, content)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def _added(self, name: str, collection: str, content: bytes) -> AsyncIterator[str]:
        told: asyncio.Queue[Json | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        watcher = _Teller(lambda what: loop.call_soon_threadsafe(told.put_nowait, what))

        async def work() -> Json:
            try:
                document = await self._worker.run(
                    self._desk.add, name, collection, content, watcher
                )
            except (CorpusError, SearchError) as error:
                return {"error": str(error)}
            finally:
                told.put_nowait(None)
            await self._librarian.refresh()
            self._changed()
            return {"done": self._report(document)}

        working = asyncio.create_task(work())
        try:
            while (what := await told.get()) is not None:
                yield json.dumps(what) + "\n"
        finally:
            # A page that is closed meanwhile does not stop the work: the file is kept already.
            outcome = await asyncio.shield(working)
        yield json.dumps(outcome) + "\n"

    def _report(self, document: Document) -> Json:
        passages = len(self._librarian.snapshot.rows_of(document.id))
        return {
            "document": document.id,
            "title": document.title,
            "passages": passages,
            "warnings": [] if passages else ["Nothing in it can be quoted."],
        }


class _Teller:
    """A `Watcher` that passes on what it is told."""

    def __init__(self, tell: Callable[[Json], object]) -> None:
        self._tell, self._done = tell, 0

    def expect(self, texts: int) -> None:
        """Before embedding: how many texts there are to embed."""
        self._tell({"expected": texts})

    def advance(self, texts: int) -> None:
        """During embedding: how many are done."""
        self._done += texts
        self._tell({"embedded": self._done})
