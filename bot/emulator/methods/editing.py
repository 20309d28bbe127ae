"""Methods that change messages that stand already."""

from typing import Any

from bot.emulator.errors import BadRequest
from bot.emulator.keyboard import checked_markup, shown_markup
from bot.emulator.methods.sending import text_content
from bot.emulator.people import Json
from bot.emulator.request import Request
from bot.emulator.room import Room, author_of

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
# What a bot may react with: the list in the specification of ReactionTypeEmoji.
_REACTIONS = frozenset(
    (
        "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 "
        "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
        "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
    ).split()
)


async def edit_message_text(request: Request) -> Any:
    """Replace text, entities and buttons of a message; buttons not named go."""
    content = text_content(request)
    if request.params.get("link_preview_options"):
        content["link_preview_options"] = request.params["link_preview_options"]
    room, message = _editable(request)
    if "text" not in message:
        raise BadRequest("there is no text in the message to edit")
    replaced = ("text", "entities", "link_preview_options", "reply_markup")
    return _put(request, room, message, _with_markup(request, content), replaced)


async def edit_message_reply_markup(request: Request) -> Any:
    """Replace the buttons of a message; none named takes them away."""
    room, message = _editable(request)
    return _put(request, room, message, _with_markup(request, {}), ("reply_markup",))


async def delete_message(request: Request) -> bool:
    """Take a message away."""
    room = request.world.writable_room(request.bot, request.chat_id)
    message = room.said.get(request.whole("message_id"))
    if message is None:
        raise BadRequest("message to delete not found")
    is_own = message["from"]["id"] == request.bot.id
    if not is_own and not room.is_private and request.bot.id not in room.admin_ids:
        raise BadRequest("message can't be deleted")
    room.remove(message["message_id"])
    return True


async def set_message_reaction(request: Request) -> bool:
    """Put one reaction on a message, or take it back."""
    room = request.world.writable_room(request.bot, request.chat_id)
    message_id = request.whole("message_id")
    if message_id not in room.said:
        raise BadRequest("message to react not found")
    reactions = request.params.get("reaction") or []
    if not isinstance(reactions, list):
        raise BadRequest("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise BadRequest("REACTIONS_TOO_MANY")
    if any(_emoji_of(reaction) not in _REACTIONS for reaction in reactions):
        raise BadRequest("REACTION_INVALID")
    room.reactions[message_id] = reactions
    room.bell.ring()
    return True


def _emoji_of(reaction: object) -> object:
    return reaction.get("emoji") if isinstance(reaction, dict) else None


def _editable(request: Request) -> tuple[Room, Json]:
    inline_id = request.text("inline_message_id")
    if inline_id:
        if inline_id not in request.world.inline_messages:
            raise BadRequest("MESSAGE_ID_INVALID")
        room, message_id = request.world.inline_messages[inline_id]
    else:
        room = request.world.writable_room(request.bot, request.chat_id)
        message_id = request.whole("message_id")
    message = room.said.get(message_id)
    if message is None:
        raise BadRequest("message to edit not found")
    author = author_of(message) if inline_id else message["from"]
    if author["id"] != request.bot.id:
        raise BadRequest("message can't be edited")
    return room, message


def _with_markup(request: Request, content: Json) -> Json:
    markup = shown_markup(checked_markup(request.params.get("reply_markup")))
    return {**content, "reply_markup": markup} if markup else content


def _put(
    request: Request, room: Room, message: Json, content: Json, replaced: tuple[str, ...]
) -> Any:
    if content == {name: message[name] for name in replaced if name in message}:
        raise BadRequest(_NOT_MODIFIED)
    kept = {name: value for name, value in message.items() if name not in replaced}
    edited = {**kept, **content, "edit_date": request.world.now()}
    room.put(edited)
    return True if request.text("inline_message_id") else edited
