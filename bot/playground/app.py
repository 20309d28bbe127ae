"""The playground's web application: the page, and what the page asks for."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import phrases
from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.librarian import Librarian
from bot.menus import Menu, commands, group_menu
from bot.playground.documents import Desk, Documents
from bot.playground.door import COOKIE, Answer, Guard, admitted, declining
from bot.playground.errors import Declined
from bot.playground.feed import stream
from bot.playground.finding import Findings
from bot.playground.insight import Insight
from bot.playground.stage import Stage
from bot.playground.talking import Talking
from bot.playground.visits import Visit, Visits
from bot.samples import sample_questions, tried
from bot.speech import DEFAULT, language_of

_PAGE = Path(__file__).parent / "page"
_SAMPLES = 5
_NO_EDGE_CACHE = {"x-accel-buffering": "no"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What visitors may do.

    Args:
        hosts: the host names that the page may be called by; None for any.
        may_add: whether they may add documents.
        may_see_insight: whether they may see what others asked.
        hidden: the collections that are not for everybody.
        visitors: how many there are at once.
    """

    hosts: frozenset[str] | None
    may_add: bool
    may_see_insight: bool
    hidden: frozenset[str]
    visitors: int


class Playground:
    """The page's server side, around one librarian and one memory."""

    def __init__(
        self, stage: Stage, librarian: Librarian, chats: Chats, desk: Desk, rules: Rules
    ) -> None:
        self._stage, self._librarian, self._chats, self._rules = stage, librarian, chats, rules
        self._visits = Visits(stage.telegram, rules.visitors, time.monotonic, self._forget)
        self._talking = Talking(stage.telegram, self._visits)
        self._findings = Findings(librarian, chats, self._visits)
        self._documents = Documents(
            librarian,
            self._visits,
            desk,
            hidden=rules.hidden,
            may_add=rules.may_add,
            changed=self.tell_all,
        )
        self._insight = Insight(librarian, chats, self._visits, is_open=rules.may_see_insight)
        self._forgetting: set[asyncio.Task[int]] = set()
        # Of the library with a seal, tried or not.
        self._samples, self._samples_of = list[str](), ("", False)
        self._sampling = asyncio.Lock()

    def application(self, others: Sequence[BaseRoute]) -> Starlette:
        """The web application, with other routes beside the playground's."""
        routes = [*others, *self._routes()]
        return Starlette(routes=routes, middleware=[Middleware(Guard, hosts=self._rules.hosts)])

    def tell_all(self) -> None:
        """Let every page look at the news."""
        for visit in self._visits:
            visit.bell.ring()

    def _routes(self) -> Iterator[BaseRoute]:
        yield Route("/", self._page)
        yield Mount("/static", StaticFiles(directory=_PAGE))
        yield Route("/api/visit", self._visit)
        yield Route("/api/visit/end", admitted(self._visits, self._end), methods=["POST"])
        yield Route("/api/events", admitted(self._visits, self._events))
        yield from self._talking.routes()
        yield from self._findings.routes()
        yield from self._documents.routes()
        yield from self._insight.routes()

    async def _page(self, _: Request) -> Response:
        return FileResponse(_PAGE / "index.html")

    async def _visit(self, request: Request) -> Response:
        visit = self._visits.find(request.cookies.get(COOKIE))
        if visit is None:
            try:
                visit = self._visits.begin(_language(request))
            except Declined as declined:
                return declining(declined)
        answer = Answer(await self._as_json(visit))
        answer.set_cookie(COOKIE, visit.key, httponly=True, samesite="strict")
        return answer

    async def _events(self, _: Request, visit: Visit) -> Response:
        return StreamingResponse(
            stream(visit, self._news), media_type="text/event-stream", headers=_NO_EDGE_CACHE
        )

    async def _end(self, _: Request, visit: Visit) -> Response:
        self._visits.end(visit)
        answer = Answer({})
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    async def _as_json(self, visit: Visit) -> Json:
        language = visit.you.language_code
        snapshot, rules = self._librarian.snapshot, self._rules
        return {
            "bot": _person_json(self._stage.bot.as_user()),
            "you": [_person_json(one.as_user()) for one in (visit.you, visit.friend)],
            "chats": [
                {"id": visit.private.id, "kind": "private", "title": "Quoth", "topics": []},
                {
                    "id": visit.group.id,
                    "kind": "group",
                    "title": visit.group.title,
                    "topics": [
                        {"id": topic.id, "name": topic.name}
                        for topic in visit.group.topics.values()
                    ],
                },
            ],
            "commands": {
                "private": _menu_json(phrases.COMMANDS, language),
                "group": _menu_json(group_menu(), language),
            },
            "library": {
                **self._library(),
                "model": snapshot.model,
                "samples": await self._tried_samples(),
            },
            "may": {"upload": rules.may_add, "see_insight": rules.may_see_insight},
        }

    async def _tried_samples(self) -> list[str]:
        """Questions to try that are surely answered; none are tried before the model is loaded."""
        # Those who come at once share one look through the passages.
        async with self._sampling:
            state = (self._librarian.snapshot.seal, self._librarian.is_warm)
            if self._samples_of != state:
                self._samples, self._samples_of = await self._find_samples(), state
            return self._samples

    async def _find_samples(self) -> list[str]:
        librarian = self._librarian
        open_collections = librarian.collections_without(self._rules.hidden)
        is_warm = librarian.is_warm
        samples = await asyncio.to_thread(sample_questions, librarian.snapshot, open_collections)
        if not is_warm:
            return samples[:_SAMPLES]
        return await tried(librarian, samples, _SAMPLES, collections=open_collections)

    def _forget(self, visit: Visit) -> None:
        for person in (visit.you, visit.friend):
            # In the memory's own thread: two threads in one connection may wait for each other.
            task = asyncio.create_task(self._chats.run(self._chats.forget_person, person.id))
            self._forgetting.add(task)
            task.add_done_callback(self._forgetting.discard)

    def _news(self) -> list[Json]:
        library = {"type": "library", "version": self._librarian.snapshot.version}
        ready = [{"type": "ready"}] if self._librarian.is_warm else []
        return [library | self._library(), *ready]

    def _library(self) -> Json:
        """How much there is to ask, as far as it is open to everybody."""
        snapshot = self._librarian.snapshot
        is_open = [one.collection not in self._rules.hidden for one in snapshot.documents]
        return {
            "documents": sum(is_open),
            "passages": sum(is_open[int(number)] for number in snapshot.document_rows),
        }


def _language(request: Request) -> str:
    """The first language of a browser that is one of ours."""
    wanted = request.headers.get("accept-language", "").split(",")
    tags = [part.partition(";")[0].strip() for part in wanted]
    return next((code for tag in tags if (code := language_of(tag))), DEFAULT)


def _person_json(user: Json) -> Json:
    return {"id": user["id"], "name": user["first_name"], "username": user["username"]}


def _menu_json(menu: Menu, language: str) -> list[Json]:
    return [
        {"command": one.command, "description": one.description} for one in commands(menu, language)
    ]
