"""What persons write: messages, files, edits."""

from bot.emulator.detection import detect
from bot.emulator.people import BotAccount, Json, Person, UploadedFile
from bot.emulator.room import GENERAL_TOPIC, Room
from bot.emulator.world import World


class Speaking:
    """Lets persons write."""

    _world: World

    async def say(
        self,
        room: Room,
        person: Person,
        text: str,
        *,
        topic: int | None = None,
        reply_to: int | None = None,
        via_bot: BotAccount | None = None,
    ) -> Json:
        """Let a person write; return the message. The text arrives as it is, uncleaned."""
        content = text_content(text)
        if via_bot is not None:
            content["via_bot"] = via_bot.as_user()
        return self._post(room, person, content, topic, reply_to)

    async def send_file(
        self,
        room: Room,
        person: Person,
        upload: UploadedFile,
        *,
        caption: str = "",
        size_bytes: int | None = None,
        topic: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Let a person send a document; ``size_bytes`` pretends another size."""
        stored = self._world.files.add(upload, size_bytes=size_bytes)
        content: Json = {"document": stored.as_document()}
        if caption:
            content["caption"] = caption
            content["caption_entities"] = [entity.as_json() for entity in detect(caption)]
        return self._post(room, person, content, topic, reply_to)

    async def edit(self, room: Room, message_id: int, new_text: str) -> Json:
        """Let the author change a text; return the message as it stands now."""
        before = room.said[message_id]
        kept = {name: before[name] for name in before if name not in ("text", "entities")}
        edited = {**kept, **text_content(new_text), "edit_date": self._world.now()}
        room.put(edited)
        self._world.show(room, edited, "edited_message")
        return edited

    def delete_message(self, room: Room, message_id: int) -> None:
        """Let somebody delete a message; bots are not told."""
        room.remove(message_id)

    def _post(
        self, room: Room, person: Person, content: Json, topic: int | None, reply_to: int | None
    ) -> Json:
        if topic is not None and room.is_forum and topic not in {GENERAL_TOPIC, *room.topics}:
            raise LookupError(f"chat {room.id} has no topic {topic}")
        replied = None if reply_to is None else room.said[reply_to]
        return self._world.post(room, person.as_user(), content, topic=topic, reply_to=replied)


def text_content(text: str) -> Json:
    """A text as a message holds it, with what Telegram finds in it."""
    entities = [entity.as_json() for entity in detect(text)]
    return {"text": text, **({"entities": entities} if entities else {})}
