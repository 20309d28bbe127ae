"""Who is there and where: persons, chats, groups, topics; and how they fall out."""

from collections.abc import Iterator, Sequence

from bot.emulator.people import BotAccount, Json, Person
from bot.emulator.room import Room, Topic
from bot.emulator.world import World


class Hosting:
    """Makes accounts and chats, and changes who may write in them."""

    _world: World

    # Making

    def add_person(
        self,
        first_name: str,
        *,
        username: str | None = None,
        language_code: str = "en",
        id: int | None = None,  # noqa: A002  # the field's own name in Telegram
    ) -> Person:
        """Create an account."""
        person_id = self._world.next_person_id() if id is None else id
        person = Person(person_id, first_name, username, language_code)
        self._world.people[person.id] = person
        return person

    def private_chat(self, person: Person, *, bot: BotAccount | None = None) -> Room:
        """Open the chat between a person and the (first) bot, or return it."""
        bot = bot or self._world.first_bot()
        key = (person.id, bot.id)
        if key not in self._world.private:
            room = Room(person.id, "private", creator=person)
            room.members[person.id] = person
            room.bots[bot.id] = bot
            self._world.private[key] = room
        return self._world.private[key]

    def add_group(
        self,
        title: str,
        members: Sequence[Person],
        *,
        kind: str = "supergroup",
        forum: bool = False,
        bots: Sequence[BotAccount] | None = None,
    ) -> Room:
        """Create a group; its first member is the creator and adds the bots.

        Args:
            title: Its name.
            members: At least one person.
            kind: ``supergroup`` or ``group``.
            forum: Whether it has topics (supergroups only).
            bots: Who is added; all bots if not said.
        """
        room = Room(self._world.next_group_id(kind), kind, title, members[0], is_forum=forum)
        self._world.groups[room.id] = room
        room.members.update({person.id: person for person in members})
        for bot in self._world.bots.values() if bots is None else bots:
            self.add_to_group(room, bot)
        return room

    def add_to_group(self, room: Room, bot: BotAccount) -> None:
        """Let the creator add a bot (again)."""
        creator = _creator(room).as_user()
        room.bots[bot.id] = bot
        room.barred.pop(bot.id, None)
        self._world.tell_membership(room, bot, creator, ("left", "member"))
        self._world.post(room, creator, {"new_chat_members": [bot.as_user()]})

    def promote(self, room: Room, who: Person | BotAccount) -> None:
        """Make somebody an administrator."""
        room.admin_ids.add(who.id)
        if isinstance(who, BotAccount):
            actor = _creator(room).as_user()
            self._world.tell_membership(room, who, actor, ("member", "administrator"))

    def add_topic(self, room: Room, name: str) -> int:
        """Open a topic in a forum; return its ``message_thread_id``."""
        topic = Topic(room.next_message_id, name)
        room.topics[topic.id] = topic
        content: Json = {
            "message_thread_id": topic.id,
            "is_topic_message": True,
            "forum_topic_created": {"name": name, "icon_color": 0x6FB9F0},
        }
        self._world.post(room, _creator(room).as_user(), content)
        return topic.id

    def close_topic(self, room: Room, topic: int) -> None:
        """Close a topic: nobody but administrators may write there."""
        room.topics[topic].is_closed = True
        self._world.post(room, _creator(room).as_user(), {"forum_topic_closed": {}}, topic=topic)

    def migrate(self, room: Room) -> Room:
        """Turn a group into a supergroup; return the new chat."""
        creator = _creator(room)
        upgraded = Room(self._world.next_group_id("supergroup"), "supergroup", room.title, creator)
        self._world.groups[upgraded.id] = upgraded
        upgraded.members.update(room.members)
        upgraded.bots.update(room.bots)
        upgraded.admin_ids |= room.admin_ids
        user = creator.as_user()
        self._world.post(room, user, {"migrate_to_chat_id": upgraded.id})
        room.migrated_to = upgraded.id
        self._world.post(upgraded, user, {"migrate_from_chat_id": room.id})
        return upgraded

    # Falling out

    def block(self, person: Person) -> None:
        """Let a person block every bot that they have a chat with."""
        self._bar_private(person, "blocked")

    def unblock(self, person: Person) -> None:
        """Take the block back."""
        for room, bot in self._private_chats(person):
            del room.barred[bot.id]
            self._world.tell_membership(room, bot, person.as_user(), ("kicked", "member"))

    def deactivate(self, person: Person) -> None:
        """Delete a person's account."""
        for room, bot in self._private_chats(person):
            room.barred[bot.id] = "deactivated"

    def kick(self, room: Room, *, bot: BotAccount | None = None) -> None:
        """Let the creator remove the (first) bot from a group."""
        bot = bot or next(iter(room.bots.values()))
        before = room.status_of(bot.id)
        room.barred[bot.id] = "kicked"
        room.admin_ids.discard(bot.id)
        creator = _creator(room).as_user()
        self._world.tell_membership(room, bot, creator, (before, "kicked"))
        self._world.post(room, creator, {"left_chat_member": bot.as_user()})

    def remove(self, person: Person) -> None:
        """Let a person vanish with their chats, the groups that they made, and all files there."""
        rooms = [room for room, _ in self._private_chats(person)]
        rooms += [room for room in self._world.groups.values() if room.creator is person]
        for room in rooms:
            for message in room.messages():
                self._world.files.remove(message.get("document", {}).get("file_id", ""))
                for size in message.get("photo", []):
                    self._world.files.remove(size["file_id"])
            self._world.groups.pop(room.id, None)
        for key in [key for key in self._world.private if key[0] == person.id]:
            del self._world.private[key]
        self._world.people.pop(person.id, None)

    def _bar_private(self, person: Person, reason: str) -> None:
        for room, bot in self._private_chats(person):
            room.barred[bot.id] = reason
            self._world.tell_membership(room, bot, person.as_user(), ("member", "kicked"))

    def _private_chats(self, person: Person) -> Iterator[tuple[Room, BotAccount]]:
        for (person_id, bot_id), room in self._world.private.items():
            if person_id == person.id:
                yield room, room.bots[bot_id]


def _creator(room: Room) -> Person:
    if room.creator is None:
        raise LookupError(f"chat {room.id} has no creator")
    return room.creator
