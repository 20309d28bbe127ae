"""The visitors: each has two persons, a private chat and a group of their own."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.emulator.bell import Bell
from bot.emulator.people import Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.playground.errors import Declined

_KEY_BYTES = 24
_IDLE_S = 2 * 3600
# Without a page that listens a visitor may be gone; when there are too many, they go first.
_SPARED_S = 600
_MOST_DEEDS, _SPAN_S = 120, 60.0
# The oldest messages of a chat vanish beyond this.
_MOST_MESSAGES = 300
GROUP, TOPIC, FRIEND = "Reading group", "History", "Kim"


@dataclass(slots=True, eq=False)
class Visit:
    """One visitor with all that is theirs; both chats ring one bell."""

    key: str
    you: Person
    friend: Person
    private: Room
    group: Room
    topic: int
    bell: Bell
    seen_at: float
    listeners: int = 0
    deeds: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_DEEDS))

    @property
    def rooms(self) -> tuple[Room, Room]:
        """The chats, private first."""
        return self.private, self.group

    def room(self, chat_id: str) -> Room:
        """One of the visitor's chats; ids of groups are negative.

        Raises:
            Declined: there is no such chat, or it is somebody else's.
        """
        for room in self.rooms:
            if str(room.id) == chat_id:
                return room
        raise Declined(404, "There is no such chat here.")

    def speaker(self, person_id: object, room: Room) -> Person:
        """One of the two persons, if they are in a chat.

        Raises:
            Declined: it is neither of them.
        """
        for person in (self.you, self.friend):
            if person.id == person_id and person.id in room.members:
                return person
        raise Declined(403, "You cannot speak as somebody who is not in this chat.")


class Visits:
    """Lets visitors come, and go when they were idle for long.

    Args:
        telegram: where they chat.
        most: how many there are at once.
        clock: seconds, from any beginning.
        gone: is told of each visit that ended.
    """

    def __init__(
        self,
        telegram: TelegramServer,
        most: int,
        clock: Callable[[], float],
        gone: Callable[[Visit], None],
    ) -> None:
        self._telegram, self._most, self._clock, self._gone = telegram, most, clock, gone
        self._visits: dict[str, Visit] = {}

    def __iter__(self) -> Iterator[Visit]:
        return iter(list(self._visits.values()))

    def find(self, key: str | None) -> Visit | None:
        """The visit with a key, from which it lasts anew."""
        visit = self._visits.get(key or "")
        if visit is not None:
            visit.seen_at = self._clock()
        return visit

    def begin(self, language: str) -> Visit:
        """Welcome a visitor.

        Args:
            language: the code of the language that their Telegram would be in.

        Raises:
            Declined: there are too many.
        """
        self._make_room()
        telegram = self._telegram
        you = telegram.add_person("You", username="you", language_code=language)
        friend = telegram.add_person(FRIEND, username="kim", language_code=language)
        group = telegram.add_group(GROUP, [you, friend], forum=True)
        topic = telegram.add_topic(group, TOPIC)
        bell = Bell()
        private = telegram.private_chat(you)
        private.bell = group.bell = bell
        key = secrets.token_urlsafe(_KEY_BYTES)
        visit = Visit(key, you, friend, private, group, topic, bell, self._clock())
        self._visits[key] = visit
        return visit

    def end(self, visit: Visit) -> None:
        """Forget a visitor and all that was said."""
        del self._visits[visit.key]
        self._telegram.remove(visit.you)
        self._telegram.remove(visit.friend)
        visit.bell.ring()
        self._gone(visit)

    def count_deed(self, visit: Visit) -> None:
        """Let a visitor do something.

        Raises:
            Declined: it is too much for a minute.
        """
        now = self._clock()
        deeds = visit.deeds
        if len(deeds) == _MOST_DEEDS and now - deeds[0] < _SPAN_S:
            raise Declined(429, "That was a lot at once. Wait a minute.")
        deeds.append(now)

    def trim(self, room: Room) -> None:
        """Let the oldest messages of a chat vanish where there are too many."""
        for message_id in list(room.said)[:-_MOST_MESSAGES]:
            # A topic stands on its first message.
            if message_id not in room.topics:
                self._telegram.delete_message(room, message_id)

    def _make_room(self) -> None:
        now = self._clock()
        resting = [visit for visit in self if not visit.listeners]
        for visit in resting:
            if now - visit.seen_at > _IDLE_S:
                self.end(visit)
        if len(self._visits) < self._most:
            return
        oldest = min(
            (visit for visit in resting if visit.key in self._visits),
            key=lambda visit: (visit.seen_at, visit.key),
            default=None,
        )
        if oldest is None or now - oldest.seen_at < _SPARED_S:
            raise Declined(503, "Too many people are trying this at the moment. Come back later.")
        self.end(oldest)
