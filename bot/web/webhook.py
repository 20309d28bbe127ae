"""Pushes of Telegram: who they are from is checked, what they bring is stored, then confirmed."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from bot.errors import DatabaseAway, NotStored
from bot.transport import id_of, problem_with

_log = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
# Telegram's updates are a few kilobytes long.
_MOST_BYTES = 1_000_000
Take = Callable[[Sequence[Update]], Awaitable[None]]


def webhook_route(path: str, secret: str, take: Take) -> Route:
    """The route that Telegram pushes to.

    It answers 403 to a wrong secret, 413 to a long body, 400 to what is no JSON, 503 where an
    update could not be stored, so that it comes again, and 200 after it was stored.

    Args:
        path: where, such as "telegram".
        secret: what setWebhook was told.
        take: stores updates for good, or raises `NotStored`.
    """

    async def receive(request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if (reason := problem_with(raw)) is not None:
            # Confirmed all the same: it would come again and again, and hold up its chat.
            _log.error("update %s cannot be read and is set aside: %s", id_of(raw), reason)
            return Response()
        try:
            await take([Update.de_json(raw, None)])
        except NotStored as error:
            if not isinstance(error, DatabaseAway):  # that is said where it is noticed, once
                _log.error("The inbox cannot be written, so nothing is confirmed: %s", error)
            return Response(status_code=503)
        return Response()

    return Route(f"/{path}", receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """What was sent; None where it is too long or breaks off."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
