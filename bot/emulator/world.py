"""Everything that exists: bots, persons, chats, files, open queries; and what happens in it."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING

from bot.emulator.errors import BadRequest, Forbidden
from bot.emulator.files import FileStore
from bot.emulator.limits import Limits, Turnstile
from bot.emulator.membership import member_json
from bot.emulator.people import BotAccount, Json, Person
from bot.emulator.privacy import sees
from bot.emulator.queries import QueryBook
from bot.emulator.room import GENERAL_TOPIC, Room
from bot.emulator.updates import UpdateQueue

if TYPE_CHECKING:
    from bot.emulator.webhook import Webhook

_FIRST_PERSON_ID = 700_000_001
_FIRST_GROUP_ID = 4_000_001
_FIRST_SUPERGROUP_ID = 1_001_000_000_001


class World:
    """The state behind one Bot API server.

    Args:
        clock: Seconds since the epoch.
        limits: How fast bots may send; ``None`` for as fast as they like.
        webhook_pause_s: How long a refused webhook call waits before its first retry.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        limits: Limits | None = None,
        webhook_pause_s: float = 1.0,
    ) -> None:
        self.clock = clock
        self.webhook_pause_s = webhook_pause_s
        self.bots: dict[str, BotAccount] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Room] = {}
        self.private: dict[tuple[int, int], Room] = {}
        self.files = FileStore()
        self.queries = QueryBook(clock)
        self.webhooks: dict[int, Webhook] = {}
        # Inline message id → where the message stands.
        self.inline_messages: dict[str, tuple[Room, int]] = {}
        self.on_update: Callable[[Json], None] | None = None
        # Ids are never used twice, whoever left: what is kept under an old one stays out of reach.
        self._person_ids = count(_FIRST_PERSON_ID)
        self._group_ids = {
            "group": count(_FIRST_GROUP_ID),
            "supergroup": count(_FIRST_SUPERGROUP_ID),
        }
        self._limits = limits
        self._turnstiles: dict[int, Turnstile] = {}

    # Making

    def new_bot(self, token: str, username: str, name: str) -> BotAccount:
        """Register a bot."""
        bot = BotAccount(token, username, name, UpdateQueue(self.clock))
        self.bots[token] = bot
        if self._limits is not None:
            self._turnstiles[bot.id] = Turnstile(self._limits, self.clock)
        return bot

    def next_person_id(self) -> int:
        """Return an id that no person has."""
        return next(one for one in self._person_ids if one not in self.people)

    def next_group_id(self, kind: str) -> int:
        """Return the id of the next group; supergroups have the long ones."""
        return -next(self._group_ids[kind])

    # Finding

    def first_bot(self) -> BotAccount:
        """Return the bot that was added first."""
        if not self.bots:
            raise LookupError("there is no bot yet: call add_bot first")
        return next(iter(self.bots.values()))

    def room_for(self, bot: BotAccount, chat_id: int | str) -> Room:
        """Return the chat a bot names.

        Raises:
            BadRequest: No such chat.
            Forbidden: A person who never opened a chat with the bot.
        """
        if chat_id == "":
            raise BadRequest("chat_id is empty")
        if not isinstance(chat_id, int):
            raise BadRequest("chat not found")
        room = self.private.get((chat_id, bot.id)) or self.groups.get(chat_id)
        if room is not None and (room.is_private or bot.id in room.bots):
            return room
        if chat_id in self.people:
            raise Forbidden("bot can't initiate conversation with a user")
        raise BadRequest("chat not found")

    def writable_room(self, bot: BotAccount, chat_id: int | str) -> Room:
        """Return the chat a bot wants to write to.

        Raises:
            BadRequest: No such chat, or it became a supergroup.
            Forbidden: The bot was blocked, removed, or the account is gone.
        """
        room = self.room_for(bot, chat_id)
        if room.migrated_to is not None:
            raise BadRequest(
                "group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": room.migrated_to},
            )
        reasons = {
            "blocked": "bot was blocked by the user",
            "deactivated": "user is deactivated",
            "kicked": f"bot was kicked from the {room.kind} chat",
            "left": f"bot is not a member of the {room.kind} chat",
        }
        if bot.id in room.barred:
            raise Forbidden(reasons[room.barred[bot.id]])
        return room

    def count_message(self, bot: BotAccount, room: Room) -> None:
        """Let a message of the bot through, or refuse it as too fast."""
        if bot.id in self._turnstiles:
            self._turnstiles[bot.id].pass_message(room.id, is_group=not room.is_private)

    # Happening

    def now(self) -> int:
        """Return the date that messages bear."""
        return int(self.clock())

    def emit(self, bot: BotAccount, kind: str, body: Json, *, lane: int) -> None:
        """Put an update into a bot's queue."""
        update = bot.updates.put(kind, body, lane=lane)
        if update is not None and self.on_update is not None:
            self.on_update(update)

    def post(
        self,
        room: Room,
        sender: Json,
        content: Json,
        *,
        topic: int | None = None,
        reply_to: Json | None = None,
    ) -> Json:
        """Let somebody's message appear, and show it to the bots that may see it.

        Args:
            room: Where.
            sender: The ``User`` it is from.
            content: The fields that make up its content.
            topic: The forum topic; ``None`` for none, or for the one of ``reply_to``.
            reply_to: The message it answers.
        """
        message: Json = {
            "message_id": room.take_message_id(),
            "from": sender,
            "chat": room.as_chat(),
            "date": self.now(),
        }
        if topic is None and reply_to is not None:
            topic = reply_to.get("message_thread_id")
        if topic is not None and topic != GENERAL_TOPIC:
            message |= {"message_thread_id": topic, "is_topic_message": True}
            # In a topic every message that answers nothing answers the topic's first one.
            reply_to = reply_to or room.said.get(topic)
        if reply_to is not None:
            message["reply_to_message"] = {
                name: value for name, value in reply_to.items() if name != "reply_to_message"
            }
        message |= content
        room.put(message)
        if sender["is_bot"]:
            room.last_bot_id = sender["id"]
        self.show(room, message, "message")
        return message

    def show(self, room: Room, message: Json, kind: str) -> None:
        """Deliver a message, new or edited, to every bot that may see it."""
        for bot in list(room.bots.values()):
            if sees(bot, room, message):
                self.emit(bot, kind, message, lane=room.id)

    def tell_membership(
        self, room: Room, bot: BotAccount, actor: Json, statuses: Sequence[str]
    ) -> None:
        """Tell a bot that its own place in a chat changed, from one status to another."""
        before, after = (member_json(bot.as_user(), status) for status in statuses)
        change = {
            "chat": room.as_chat(),
            "from": actor,
            "date": self.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.emit(bot, "my_chat_member", change, lane=room.id)
