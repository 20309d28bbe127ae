"""The Bot API over HTTP, as ``https://api.telegram.org`` serves it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.emulator.calls import Reply
from bot.emulator.errors import BadRequest, Refused
from bot.emulator.multipart import read_multipart, read_urlencoded
from bot.emulator.people import UploadedFile
from bot.emulator.server import TelegramServer
from bot.serving import listen, serving


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, in the form python-telegram-bot takes."""

    base_url: str
    base_file_url: str


def make_app(server: TelegramServer) -> Starlette:
    """Return the ASGI application: ``/bot{token}/{method}`` and the file downloads."""

    async def answer(request: Request) -> Response:
        try:
            params, files = await _read(request)
        except Refused as refused:
            return _response(Reply.refusing(refused))
        except ClientDisconnect:
            return Response()  # a bot that was killed; nobody reads it
        token, method = request.path_params["token"], request.path_params["method"]
        reply = await _unless_gone(request, server, token, method, params, files)
        return _Cut() if reply.is_dropped else _response(reply)

    async def download(request: Request) -> Response:
        stored = server.file_at(request.path_params["token"], request.path_params["path"])
        if stored is None:
            return _response(Reply.refusing(Refused(404, "Not Found")))
        return Response(stored.content, media_type="application/octet-stream")

    async def nothing(request: Request) -> Response:  # noqa: ARG001  # the shape of a route
        return _response(Reply.refusing(Refused(404, "Not Found")))

    both = ["GET", "POST"]
    return Starlette(
        routes=[
            Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
            Route("/bot{token}/{method}", answer, methods=both),
            Route("/{anything:path}", nothing, methods=both),
        ]
    )


@asynccontextmanager
async def serve(
    server: TelegramServer, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Address]:
    """Serve inside the running event loop; stop at once at the end, long polls or not.

    Args:
        server: What to serve.
        host: The address to listen on.
        port: The port; 0 for any free one.
    """
    listener = listen(host, port)
    root = f"http://{host}:{listener.getsockname()[1]}"
    async with serving(make_app(server), listener):
        try:
            yield Address(f"{root}/bot", f"{root}/file/bot")
        finally:
            await server.close()


class _Cut(Response):
    """An answer that breaks off: the server closes the connection before its end."""

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002  # the shape of an ASGI application
        receive: Receive,  # noqa: ARG002
        send: Send,
    ) -> None:
        headers = [(b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def _response(reply: Reply) -> Response:
    return Response(reply.body(), reply.status, media_type="application/json")


async def _read(request: Request) -> tuple[dict[str, Any], Mapping[str, UploadedFile]]:
    params: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    body = await request.body()
    if not body:
        return params, {}
    if content_type.startswith("application/json"):
        return params | _read_json(body), {}
    if content_type.startswith("multipart/form-data"):
        fields, files = read_multipart(body, content_type)
        return params | fields, files
    return params | read_urlencoded(body), {}


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        params = json.loads(body)
    except ValueError as error:
        raise BadRequest("can't parse request JSON object") from error
    if not isinstance(params, dict):
        raise BadRequest("can't parse request JSON object")
    return params


async def _unless_gone(
    request: Request,
    server: TelegramServer,
    token: str,
    method: str,
    params: Mapping[str, Any],
    files: Mapping[str, UploadedFile],
) -> Reply:
    """Call, but stop a long poll whose reader hung up."""
    call = asyncio.ensure_future(server.call(token, method, params, files))
    if method.lower() != "getupdates":
        return await call
    hang_up = asyncio.ensure_future(_hang_up(request))
    try:
        await asyncio.wait({call, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        return call.result() if call.done() else Reply.done([])
    finally:
        call.cancel()
        hang_up.cancel()


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
