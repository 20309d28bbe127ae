"""Which group messages a bot gets to see."""

from bot.emulator.people import BotAccount, Json
from bot.emulator.room import Room, words_of

_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)


def sees(bot: BotAccount, room: Room, message: Json) -> bool:
    """Return whether Telegram would deliver the message to the bot."""
    if bot.id in room.barred or message["from"]["is_bot"]:
        return False
    if room.is_private or not bot.privacy_mode or bot.id in room.admin_ids:
        return True
    if any(name in message for name in _SERVICE):
        return True
    return _concerns(bot, room, message)


def _concerns(bot: BotAccount, room: Room, message: Json) -> bool:
    if message.get("via_bot", {}).get("id") == bot.id:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
        return True
    if bot.mentions_visible and f"@{bot.username.lower()}" in _parts(message, "mention"):
        return True
    commands = _parts(message, "bot_command")
    return any(_is_command_for(command, bot, room) for command in commands)


def _is_command_for(command: str, bot: BotAccount, room: Room) -> bool:
    _, at, addressee = command.partition("@")
    if at:
        return addressee == bot.username.lower()
    # A bare command goes to the bot that spoke last; while none has spoken, to all.
    return room.last_bot_id in (None, bot.id)


def _parts(message: Json, kind: str) -> list[str]:
    units = words_of(message).encode("utf-16-le", "surrogatepass")
    entities = message.get("entities" if "text" in message else "caption_entities", [])
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
        .decode("utf-16-le", "surrogatepass")
        .lower()
        for entity in entities
        if entity["type"] == kind
    ]
