"""The log of the bot as a process: ids, counts and milliseconds; no secret and no question."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")
# What others log below these levels holds the token (httpx, INFO: the address of each call) or
# what people wrote (telegram, DEBUG: every update, every call and what came back).
_FLOORS = {
    "telegram": logging.INFO,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    # What went wrong with the database is said by us.
    "psycopg": logging.ERROR,
    # Its errors are raised, too, and its lines hold what was asked for.
    "pymilvus": logging.CRITICAL,
    # It counts every change, and those that are none of ours.
    "watchfiles": logging.WARNING,
}
# Whose errors say nothing that a person wrote.
_OURS = ("bot.", "index.", "corpus.", "config.", "telegram.error", "sqlite3")


class PlainFormatter(logging.Formatter):
    """Writes no secret and nothing that a person wrote, in messages and tracebacks.

    Args:
        secrets: what is left out wherever it stands, besides whatever looks like a bot's token.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line, without what must not be in it."""
        told = {**record.__dict__, "exc_text": None, "stack_info": None}
        if record.name.startswith("telegram"):
            # The library logs a traceback for each poll that fails; what matters is in its line.
            told["exc_info"] = None
        if record.name == "asyncio":
            # The lines below the first show the task with its arguments and errors.
            first = next(iter(record.getMessage().splitlines()), "")
            told |= {"msg": first, "args": None}
        return self._without_secrets(super().format(logging.makeLogRecord(told)))

    def formatException(  # noqa: N802  # the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """A traceback; what an error says only where it is one of ours, or of no foreign text."""
        _, error, _ = ei
        return "" if error is None else "".join(_lines(error)).rstrip("\n")

    def _without_secrets(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "<secret>")
        return _TOKEN.sub("<token>", line)


def _lines(error: BaseException) -> list[str]:
    """The frames of an error and of those that it came from, the first of them first."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    lines: list[str] = []
    for one in reversed(chain):
        lines += ["Traceback (most recent call last):\n", *traceback.format_tb(one.__traceback__)]
        lines.append(f"{_saying(one)}\n")
    return lines


def _saying(error: BaseException) -> str:
    # A ValueError or a ValidationError may quote the text that it was raised for.
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    is_plain = isinstance(error, OSError) or kind.__module__.startswith(_OURS)
    return f"{name}: {error}" if is_plain else name


def configure_logging(
    level: int = logging.INFO, *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Log to stderr, once, at the door.

    Args:
        level: from which on our own modules are heard.
        secrets: tokens and the like that must not be written.
        stream: where to, if not to stderr.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, floor in _FLOORS.items():
        logging.getLogger(name).setLevel(max(level, floor))
    logging.captureWarnings(capture=True)
    # Else a line that cannot be formatted is printed to stderr with its arguments.
    logging.raiseExceptions = False
    sys.excepthook = _log_uncaught


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("It ends by %s", kind.__name__, exc_info=(kind, error, trace))
