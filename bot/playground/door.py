"""The door of the playground: who comes in, from which page, and with what."""

import json
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.emulator.people import Json
from bot.playground.errors import Declined
from bot.playground.visits import Visit, Visits

COOKIE = "quoth_visit"
_MOST_BODY_BYTES = 64 * 1024
_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    # The page belongs to the program that serves it, and what is said to its visitor.
    "cache-control": "no-store",
}
_SAFE = frozenset({"GET", "HEAD"})

Call = Callable[[Request, Visit], Awaitable[Response]]


class Answer(JSONResponse):
    """JSON in ASCII, so that any text that was typed survives, half characters included."""

    def render(self, content: Any) -> bytes:
        """The bytes of the body."""
        return json.dumps(content).encode()


class Guard:
    """Lets only the playground's own page in, and tells browsers to keep it by itself.

    Another site must not make a visitor's browser write here, nor read from here under a name
    that it points at this machine.

    Args:
        application: what is guarded.
        hosts: the host names that the page may be called by, without ports; None for any.
    """

    def __init__(self, application: ASGIApp, hosts: Collection[str] | None) -> None:
        self._application, self._hosts = application, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        reason = self._objection(Request(scope))
        if reason is None:
            await self._application(scope, receive, send_with_headers)
        else:
            await Answer({"error": reason}, 403)(scope, receive, send_with_headers)

    def _objection(self, request: Request) -> str | None:
        host = request.headers.get("host", "")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if self._hosts is not None and name.lower() not in self._hosts:
            return "This page is not served under that name."
        if request.method in _SAFE:
            return None
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "This call comes from another site."
        return None


def admitted(visits: Visits, call: Call) -> Callable[[Request], Awaitable[Response]]:
    """A route for visitors; a call that is declined is answered with its reason."""

    async def answer(request: Request) -> Response:
        try:
            visit = visits.find(request.cookies.get(COOKIE))
            if visit is None:
                raise Declined(401, "Your visit is over. Load the page again.")
            if request.method not in _SAFE:
                visits.count_deed(visit)
            return await call(request, visit)
        except Declined as declined:
            return declining(declined)

    return answer


def declining(declined: Declined) -> Response:
    """The answer that carries a reason."""
    return Answer({"error": str(declined)}, declined.status)


async def read(request: Request) -> Json:
    """The JSON object of a call.

    Raises:
        Declined: it is none, or too large.
    """
    try:
        found = json.loads(await body_of(request, _MOST_BODY_BYTES))
    except (ValueError, RecursionError) as error:
        raise Declined(400, "This call is no JSON.") from error
    if not isinstance(found, dict):
        raise Declined(400, "This call is no JSON object.")
    return found


async def body_of(request: Request, most_bytes: int) -> bytes:
    """The body of a call.

    Raises:
        Declined: it is larger than that; the rest is not read.
    """
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > most_bytes:
            raise Declined(413, f"That is too large; at most {most_bytes:,} bytes are taken.")
    return bytes(received)


def text_in(given: Json, name: str, most_characters: int) -> str:
    """A text of a call, without surrounding space.

    Raises:
        Declined: it is missing, empty or too long.
    """
    text = given.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Declined(400, "Write something first.")
    if len(text) > most_characters:
        raise Declined(413, f"That is too long; at most {most_characters:,} characters are taken.")
    return text.strip()


def number_in(given: Json, name: str) -> int | None:
    """A whole number of a call; None where there is none.

    Raises:
        Declined: it is something else.
    """
    value: Any = given.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Declined(400, f'"{name}" is no number.')
    return value
