"""A place where messages stand: a private chat, a group, a supergroup with or without topics."""

from dataclasses import dataclass, field

from bot.emulator.bell import Bell
from bot.emulator.people import BotAccount, Json, Person

# The topic that every forum has; its messages carry no thread id.
GENERAL_TOPIC = 1


def words_of(message: Json) -> str:
    """Return the text or the caption of a message; empty where it has neither."""
    return str(message.get("text") or message.get("caption") or "")


def author_of(message: Json) -> Json:
    """Return the user whose words they are: the bot via which it was sent, or the sender."""
    author: Json = message["via_bot"] if "via_bot" in message else message["from"]
    return author


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True, eq=False)
class Room:
    """One chat and all that was said in it.

    Messages are values: an edit puts a new dictionary in the place of the old one.
    """

    id: int
    kind: str
    title: str = ""
    creator: Person | None = None
    is_forum: bool = False
    members: dict[int, Person] = field(default_factory=dict, repr=False)
    bots: dict[int, BotAccount] = field(default_factory=dict, repr=False)
    admin_ids: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    said: dict[int, Json] = field(default_factory=dict, repr=False)
    reactions: dict[int, list[Json]] = field(default_factory=dict, repr=False)
    # Bot id → why it may not write here any more: "blocked", "kicked", "left", "deactivated".
    barred: dict[int, str] = field(default_factory=dict, repr=False)
    migrated_to: int | None = None
    last_bot_id: int | None = None
    bell: Bell = field(default_factory=Bell, repr=False)
    next_message_id: int = 1
    # Topic → when the bot last said there that it types, by the server's clock.
    typing: dict[int, float] = field(default_factory=dict, repr=False)

    @property
    def is_private(self) -> bool:
        """Whether this is a chat between one person and one bot."""
        return self.kind == "private"

    def take_message_id(self) -> int:
        """Return the next message id of this chat."""
        message_id = self.next_message_id
        self.next_message_id += 1
        return message_id

    def as_chat(self) -> Json:
        """Return the ``Chat`` of the Bot API."""
        if self.is_private and self.creator is not None:
            user = self.creator.as_user()
            names: Json = {name: user[name] for name in ("first_name", "username") if name in user}
            return {"id": self.id, "type": "private", **names}
        chat: Json = {"id": self.id, "type": self.kind, "title": self.title}
        return {**chat, "is_forum": True} if self.is_forum else chat

    def put(self, message: Json) -> None:
        """Store a message, new or edited, and tell those who wait."""
        self.said[message["message_id"]] = message
        self.bell.ring()

    def remove(self, message_id: int) -> None:
        """Delete a message."""
        del self.said[message_id]
        self.bell.ring()

    def messages(self, topic: int | None = None) -> list[Json]:
        """Return what stands here in order; with a topic, only what stands in it."""
        everything = list(self.said.values())
        if topic is None:
            return everything
        return [one for one in everything if one.get("message_thread_id", GENERAL_TOPIC) == topic]

    def status_of(self, user_id: int) -> str:
        """Return the ``status`` of a chat member."""
        if self.creator is not None and user_id == self.creator.id and not self.is_private:
            return "creator"
        if user_id in self.barred:
            return "left" if self.barred[user_id] == "left" else "kicked"
        if user_id in self.admin_ids:
            return "administrator"
        is_here = user_id in self.members or user_id in self.bots
        return "member" if is_here else "left"
