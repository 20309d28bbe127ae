"""Updates that wait for a bot: sequential ids, confirmation, expiry, one reader at a time."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.emulator.errors import Conflict, Refused

Json = dict[str, Any]

FIRST_UPDATE_ID = 100_000_001
# How long the real server keeps an update that nobody fetches.
KEPT_FOR_S = {
    "message": 86_400,
    "edited_message": 86_400,
    "my_chat_member": 86_400,
    "callback_query": 150,
    "inline_query": 30,
    "guest_message": 150,
    "chosen_inline_result": 600,
}
# Kinds that a bot gets only when it names them in allowed_updates.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """One update on its way; updates with the same ``lane`` keep their order."""

    update_id: int
    kind: str
    body: Json
    lane: int
    expires_at: float

    def as_json(self) -> Json:
        """Return the ``Update`` of the Bot API."""
        return {"update_id": self.update_id, self.kind: self.body}


class UpdateQueue:
    """The updates of one bot, oldest first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next_id = FIRST_UPDATE_ID
        self._pending: dict[int, Pending] = {}
        self._allowed: frozenset[str] = frozenset()
        self._reader: asyncio.Future[None] | None = None
        self.on_put: Callable[[Pending], None] | None = None

    def put(self, kind: str, body: Json, *, lane: int) -> Json | None:
        """Add an update; return it, or ``None`` where the bot does not want its kind."""
        if not self._wants(kind):
            return None
        expires_at = self._clock() + KEPT_FOR_S[kind]
        pending = Pending(self._next_id, kind, body, lane, expires_at)
        self._next_id += 1
        self._pending[pending.update_id] = pending
        if self.on_put is not None:
            self.on_put(pending)
        self.wake()
        return pending.as_json()

    def want_only(self, kinds: Collection[str]) -> None:
        """Keep to these kinds from now on; none means the usual ones."""
        self._allowed = frozenset(kinds)

    @property
    def wanted(self) -> list[str]:
        """The kinds last asked for, sorted; empty for the usual ones."""
        return sorted(self._allowed)

    def waiting(self) -> list[Pending]:
        """Return what is pending and has not expired, oldest first."""
        now = self._clock()
        expired = [update_id for update_id, one in self._pending.items() if one.expires_at <= now]
        for update_id in expired:
            del self._pending[update_id]
        return list(self._pending.values())

    def forget(self, update_id: int) -> None:
        """Drop one update: it was delivered."""
        self._pending.pop(update_id, None)

    def forget_all(self) -> None:
        """Drop everything that is pending."""
        self._pending.clear()

    async def read(self, *, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """Return the oldest updates, waiting for the first one if there is none.

        Raises:
            Refused: Another reader came, or a webhook was set, while this one waited.
        """
        self.turn_away_reader(Conflict(_TERMINATED))
        self._confirm(offset)
        if not self.waiting() and timeout_s > 0:
            await self._first_arrival(timeout_s)
        return [pending.as_json() for pending in self.waiting()[:limit]]

    def turn_away_reader(self, reason: Refused) -> None:
        """Answer the reader who waits with an error."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_exception(reason)

    def wake(self) -> None:
        """Let the reader who waits go, even empty-handed."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def _first_arrival(self, timeout_s: float) -> None:
        reader = asyncio.get_running_loop().create_future()
        self._reader = reader
        try:
            await asyncio.wait_for(reader, timeout_s)
        except TimeoutError:
            return
        finally:
            if self._reader is reader:
                self._reader = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            kept = self.waiting()[offset:]
            self._pending = {pending.update_id: pending for pending in kept}
            return
        for update_id in [known for known in self._pending if known < offset]:
            del self._pending[update_id]

    def _wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ON_REQUEST
