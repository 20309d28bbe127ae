"""Methods that make messages appear."""

from dataclasses import dataclass

from bot.emulator.entities import utf16_length
from bot.emulator.errors import BadRequest, Refused
from bot.emulator.files import UPLOAD_LIMIT_BYTES, StoredFile
from bot.emulator.keyboard import checked_markup, shown_markup
from bot.emulator.people import Json
from bot.emulator.request import Request
from bot.emulator.room import GENERAL_TOPIC, Room, words_of
from bot.emulator.rules import CAPTION_LIMIT_UTF16, formatted

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note".split()
)
_QUOTE_LIMIT_UTF16 = 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes, and what it answers."""

    room: Room
    topic: int | None
    reply_to: Json | None
    quote: Json | None


async def send_message(request: Request) -> Json:
    """Send a text."""
    content = text_content(request)
    if request.params.get("link_preview_options"):
        content["link_preview_options"] = request.params["link_preview_options"]
    return _send(request, content)


async def send_document(request: Request) -> Json:
    """Send a file as it is."""
    caption = _caption(request)
    return _send(request, {"document": _file(request, "document").as_document(), **caption})


async def send_photo(request: Request) -> Json:
    """Send a picture."""
    caption = _caption(request)
    return _send(request, {"photo": _file(request, "photo").as_photo(), **caption})


async def send_chat_action(request: Request) -> bool:
    """Show "typing…" for a while."""
    if request.text("action").lower() not in _ACTIONS:
        raise BadRequest("wrong parameter action in request")
    room = request.world.writable_room(request.bot, request.chat_id)
    topic = request.whole("message_thread_id")
    if topic and topic != GENERAL_TOPIC and topic not in room.topics:
        raise BadRequest("message thread not found")
    room.typing[topic or GENERAL_TOPIC] = request.world.clock()
    room.bell.ring()
    return True


async def get_file(request: Request) -> Json:
    """Tell where a file can be downloaded."""
    stored = request.world.files.downloadable(request.text("file_id").strip())
    return {**stored.ids(), "file_path": stored.path}


def text_content(request: Request) -> Json:
    """Return the text of a request and its entities, checked."""
    text = request.text("text")
    if not text:
        raise BadRequest("message text is empty")
    shown = formatted(
        text,
        parse_mode=request.text("parse_mode"),
        entities=request.params.get("entities"),
    )
    entities = shown.entities_json()
    return {"text": shown.text, **({"entities": entities} if entities else {})}


def _send(request: Request, content: Json) -> Json:
    markup = shown_markup(checked_markup(request.params.get("reply_markup")))
    place = _place(request)
    request.world.count_message(request.bot, place.room)
    if place.quote:
        content["quote"] = place.quote
    if markup:
        content["reply_markup"] = markup
    return request.world.post(
        place.room,
        request.bot.as_user(),
        content,
        topic=place.topic,
        reply_to=place.reply_to,
    )


def _place(request: Request) -> Place:
    room = request.world.writable_room(request.bot, request.chat_id)
    wish = _reply_wish(request)
    reply_to = _replied(room, wish)
    topic = request.whole("message_thread_id") or None
    if topic is None and reply_to is not None:
        topic = reply_to.get("message_thread_id")
    if topic is not None and topic not in room.topics:
        raise BadRequest("message thread not found")
    if topic is not None and room.topics[topic].is_closed:
        raise BadRequest("TOPIC_CLOSED")
    quote = _quote(reply_to, wish) if reply_to and wish.get("quote") else None
    return Place(room, topic, reply_to, quote)


def _reply_wish(request: Request) -> Json:
    wish = request.params.get("reply_parameters")
    if isinstance(wish, dict):
        return wish
    if wish:
        raise BadRequest("can't parse reply parameters JSON object")
    return {
        "message_id": request.whole("reply_to_message_id"),
        "allow_sending_without_reply": request.flag("allow_sending_without_reply"),
    }


def _replied(room: Room, wish: Json) -> Json | None:
    message_id = wish.get("message_id")
    if not isinstance(message_id, int) or message_id == 0:
        return None
    is_here = wish.get("chat_id", room.id) == room.id
    replied = room.said.get(message_id) if is_here else None
    if replied is None and not wish.get("allow_sending_without_reply"):
        raise BadRequest("message to be replied not found")
    return replied


def _quote(replied: Json, wish: Json) -> Json:
    quote = str(wish["quote"])
    source = words_of(replied)
    start = source.find(quote)
    if start < 0 or utf16_length(quote) > _QUOTE_LIMIT_UTF16:
        raise BadRequest("QUOTE_TEXT_INVALID")
    return {"text": quote, "position": utf16_length(source[:start]), "is_manual": True}


def _caption(request: Request) -> Json:
    if not request.text("caption"):
        return {}
    shown = formatted(
        request.text("caption"),
        parse_mode=request.text("parse_mode"),
        entities=request.params.get("caption_entities"),
        limit_utf16=CAPTION_LIMIT_UTF16,
        too_long="message caption is too long",
    )
    entities = shown.entities_json()
    return {"caption": shown.text, **({"caption_entities": entities} if entities else {})}


def _file(request: Request, name: str) -> StoredFile:
    wish = request.text(name)
    upload = request.files.get(wish.removeprefix("attach://") if wish else name)
    if upload is None and not wish:
        raise BadRequest(f"there is no {name} in the request")
    if upload is None:
        known = request.world.files.with_id(wish)
        if known is None:
            raise BadRequest("wrong file identifier/HTTP URL specified")
        return known
    if not upload.content:
        raise BadRequest("file must be non-empty")
    if len(upload.content) > UPLOAD_LIMIT_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return request.world.files.add(upload, folder=f"{name}s")
