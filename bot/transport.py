"""How Telegram is reached: over HTTP without its answers in the log, and one bad update aside."""

import json
import logging
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.inbox.arrival import arrival_of, check

_log = logging.getLogger(__name__)
# What reading a made-up update may end in.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class QuietRequest(HTTPXRequest):
    """HTTP whose broken answers are not logged: they may hold what somebody asked."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        Raises:
            TelegramError: it is no JSON object.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


class Sieve(BaseRequest):
    """A transport for getUpdates that lets through what can be read.

    python-telegram-bot reads all updates of an answer or none. In place of a bad one it gets an
    update that holds nothing, which is confirmed with the others.
    """

    def __init__(self, inner: BaseRequest) -> None:
        self._inner = inner
        # What came without an id cannot be confirmed and comes again.
        self._nameless: int | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call names no time."""
        return self._inner.read_timeout

    async def initialize(self) -> None:
        """Open what the transport needs."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """Close it."""
        await self._inner.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make the request, and sift what it brings."""
        status, payload = await self._inner.do_request(
            url,
            method,
            request_data,
            read_timeout=read_timeout,
            write_timeout=write_timeout,
            connect_timeout=connect_timeout,
            pool_timeout=pool_timeout,
        )
        if status != 200:
            return status, payload
        answer = QuietRequest.parse_json_payload(payload)
        found = answer.get("result")
        if not isinstance(found, list):
            return status, payload
        sifted = [one for one in map(self._sifted, found) if one is not None]
        return status, json.dumps({**answer, "result": sifted}).encode()

    parse_json_payload = staticmethod(QuietRequest.parse_json_payload)

    def _sifted(self, raw: object) -> object:
        if (reason := problem_with(raw)) is None:
            return raw
        number = id_of(raw)
        if number is not None:
            _log.error("update %d cannot be read and is set aside: %s", number, reason)
            return {"update_id": number}
        if hash(repr(raw)) != self._nameless:
            self._nameless = hash(repr(raw))
            _log.error("An update without an id is left out: %s", reason)
        return None


def problem_with(raw: object) -> str | None:
    """What keeps an update from being read and stored; None if it can be."""
    if not isinstance(raw, dict) or id_of(raw) is None:
        return "it has no update_id"
    try:
        arrival = arrival_of(Update.de_json(raw, None))
        check(arrival)
        # What it is stored as is not always what came: an empty list, say, is left out.
        check(arrival_of(Update.de_json(json.loads(arrival.body), None)))
    except _UNREADABLE as error:
        return type(error).__name__
    return None


def id_of(raw: object) -> int | None:
    """The id of an update, if it has one."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number < 2**63 else None
