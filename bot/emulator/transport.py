"""python-telegram-bot's requests without sockets: straight into the server."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.emulator.calls import Reply
from bot.emulator.errors import Refused
from bot.emulator.people import UploadedFile
from bot.emulator.server import TelegramServer

_METHOD_URL = re.compile(r".*/bot([^/]+)/([^/?]+)")
_FILE_URL = re.compile(r".*/file/bot([^/]+)/(.+)")


class InProcessRequest(BaseRequest):
    """A request object for ``ApplicationBuilder.request`` and ``.get_updates_request``."""

    def __init__(self, server: TelegramServer, *, read_timeout_s: float | None = 5.0) -> None:
        self._server = server
        self._read_timeout_s = read_timeout_s

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call names no time."""
        return self._read_timeout_s

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  # part of the interface
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Answer as the server would over HTTP: the status and the body."""
        wait_s = self._read_timeout_s if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        download = _FILE_URL.fullmatch(url)
        if download:
            return self._download(*map(unquote, download.groups()))
        called = _METHOD_URL.match(url)
        if called is None:
            raise NetworkError(f"no Bot API address: {url.partition('/bot')[0]}")
        token, name = called.groups()
        params, files = _taken_apart(request_data)
        try:
            async with asyncio.timeout(wait_s):
                reply = await self._server.call(token, name, params, files)
        except TimeoutError as error:
            raise TimedOut from error
        if reply.is_dropped:
            raise NetworkError("the server closed the connection without an answer")
        return reply.status, reply.body()

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        stored = self._server.file_at(token, path)
        if stored is None:
            missing = Reply.refusing(Refused(404, "Not Found"))
            return missing.status, missing.body()
        return 200, stored.content


def _taken_apart(data: RequestData | None) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    if data is None:
        return {}, {}
    params = data.json_parameters
    # A form is UTF-8: a lone surrogate fails here, as it does on the wire.
    json.dumps(params, ensure_ascii=False).encode()
    files = {
        name: UploadedFile(
            file_name, content if isinstance(content, bytes) else content.read(), mime_type
        )
        for name, (file_name, content, mime_type) in data.multipart_data.items()
    }
    return params, files
