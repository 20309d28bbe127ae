"""What a bot asked of the server, and what it got."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.emulator.errors import Refused
from bot.emulator.people import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method.

    Args:
        method: Its proper name, or as it was written where there is none.
        params: The parameters, decoded.
        at: When it came, by the server's clock.
        ok: Whether it was done; false while it is under way.
        status: The HTTP status answered; 0 while it is under way.
        description: Why it was refused.
        result: What it returned.
    """

    method: str
    params: Json
    at: float
    ok: bool = False
    status: int = 0
    description: str = ""
    result: Any = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure to inject in place of a call; the call is not executed.

    Args:
        status: The HTTP status.
        description: The ``description`` of the error.
        parameters: ``ResponseParameters``, such as ``retry_after``.
        raw_body: Bytes to answer in place of JSON.
        drop: Whether to cut the connection in place of any answer.
    """

    status: int = 500
    description: str = "Internal Server Error"
    parameters: Mapping[str, int] = field(default_factory=dict)
    raw_body: bytes | None = None
    drop: bool = False

    def as_reply(self) -> "Reply":
        """Return the answer that carries this failure."""
        refused = Refused(self.status, self.description, self.parameters)
        reply = Reply.refusing(refused)
        return Reply(reply.status, reply.payload, self.raw_body, self.drop)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the Bot API."""

    status: int
    payload: Json
    raw_body: bytes | None = None
    is_dropped: bool = False

    @classmethod
    def done(cls, result: Any) -> "Reply":
        """Answer that it is done."""
        return cls(200, {"ok": True, "result": result})

    @classmethod
    def refusing(cls, refused: Refused) -> "Reply":
        """Answer that it is not, and why."""
        payload: Json = {
            "ok": False,
            "error_code": refused.status,
            "description": refused.description,
        }
        if refused.parameters:
            payload["parameters"] = refused.parameters
        return cls(refused.status, payload)

    def body(self) -> bytes:
        """Return the bytes of the answer; ASCII, so that any text survives."""
        return json.dumps(self.payload).encode() if self.raw_body is None else self.raw_body
