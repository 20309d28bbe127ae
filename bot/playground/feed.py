"""What changes in a visitor's chats, as a stream of server-sent events."""

import json
from collections.abc import AsyncIterator, Callable, Sequence

from bot.emulator.people import Json
from bot.playground.visits import Visit

# Proxies close streams on which nothing moves.
_STILL_HERE_S = 15.0
_COMMENT = ": still here\n\n"

# What is true for everybody at this moment, each known by its "type".
News = Callable[[], Sequence[Json]]


class Feed:
    """Compares what stands in the chats with what was told of them.

    Args:
        visit: whose chats.
        news: what else the page is told, anew whenever it changed.
    """

    def __init__(self, visit: Visit, news: News) -> None:
        self._visit, self._news = visit, news
        self._told: dict[tuple[int, int], Json] = {}
        # Who typed before anybody listened does so no more.
        self._typed = {
            (room.id, topic): at for room in visit.rooms for topic, at in room.typing.items()
        }
        self._known: dict[str, Json] = {}

    def changes(self) -> list[Json]:
        """The events since the last call; the first time everything that stands there."""
        return [*self._typing(), *self._deleted(), *self._messages(), *self._other()]

    def _messages(self) -> list[Json]:
        events = []
        for room in self._visit.rooms:
            for message in room.messages():
                key = (room.id, message["message_id"])
                # Messages are values: one that was edited is another object.
                if self._told.get(key) is not message:
                    self._told[key] = message
                    events.append({"type": "message", "chat": room.id, "message": message})
        return events

    def _deleted(self) -> list[Json]:
        standing = {(room.id, number) for room in self._visit.rooms for number in room.said}
        gone = [key for key in self._told if key not in standing]
        for key in gone:
            del self._told[key]
        return [{"type": "deleted", "chat": chat, "message_id": number} for chat, number in gone]

    def _typing(self) -> list[Json]:
        events = []
        for room in self._visit.rooms:
            for topic, at in room.typing.items():
                if self._typed.get((room.id, topic)) != at:
                    self._typed[room.id, topic] = at
                    events.append({"type": "typing", "chat": room.id, "topic": topic})
        return events

    def _other(self) -> list[Json]:
        fresh = [one for one in self._news() if self._known.get(one["type"]) != one]
        self._known |= {one["type"]: one for one in fresh}
        return fresh


async def stream(visit: Visit, news: News) -> AsyncIterator[str]:
    """The events of a visit until its page hangs up."""
    feed = Feed(visit, news)
    waiting: list[Json] = []

    def has_more() -> bool:
        waiting.extend(feed.changes())
        return bool(waiting)

    visit.listeners += 1
    try:
        while True:
            await visit.bell.until(has_more, timeout_s=_STILL_HERE_S)
            yield "".join(f"data: {json.dumps(event)}\n\n" for event in waiting) or _COMMENT
            waiting.clear()
    finally:
        visit.listeners -= 1
