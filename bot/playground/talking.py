"""What a visitor says, taps and asks inline."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.emulator.people import Json
from bot.emulator.room import GENERAL_TOPIC, Room
from bot.emulator.server import TelegramServer
from bot.playground.door import Answer, admitted, number_in, read, text_in
from bot.playground.errors import Declined
from bot.playground.visits import Visit, Visits

_MOST_CHARACTERS = 4096
# Callback data is at most 64 bytes, and so is an offset.
_MOST_DATA_CHARACTERS = 64
# The first answer may have to wait for the model.
_ANSWER_S = 30.0
_PICTURES = frozenset({"image/png", "image/jpeg"})


class Talking:
    """Speaks to the bot as the visitor's two persons."""

    def __init__(self, telegram: TelegramServer, visits: Visits) -> None:
        self._telegram, self._visits = telegram, visits

    def routes(self) -> Iterator[Route]:
        """Where it is spoken to."""
        messages = "/api/chats/{chat}/messages"
        for path, call, method in (
            (messages, self.say, "POST"),
            (messages + "/{message:int}", self.edit, "PUT"),
            (messages + "/{message:int}/taps", self.tap, "POST"),
            (messages + "/{message:int}/files/{file}", self.file, "GET"),
            ("/api/inline", self.ask_inline, "POST"),
            ("/api/inline/{query}/choices", self.choose, "POST"),
        ):
            yield Route(path, admitted(self._visits, call), methods=[method])

    async def say(self, request: Request, visit: Visit) -> Response:
        """Say something in a chat, as one of the two."""
        given = await read(request)
        room = visit.room(request.path_params["chat"])
        person = visit.speaker(given.get("as"), room)
        text = text_in(given, "text", _MOST_CHARACTERS)
        reply_to = number_in(given, "reply_to")
        if reply_to is not None and reply_to not in room.said:
            raise Declined(404, "The message that you reply to is gone.")
        topic = _topic(given, room)
        said = await self._telegram.say(room, person, text, topic=topic, reply_to=reply_to)
        self._visits.trim(room)
        return Answer(said)

    async def edit(self, request: Request, visit: Visit) -> Response:
        """Change what one said."""
        given = await read(request)
        room = visit.room(request.path_params["chat"])
        message = _message(request, room)
        if message["from"]["is_bot"] or "via_bot" in message or "text" not in message:
            raise Declined(403, "Only what you wrote yourself can be changed.")
        text = text_in(given, "text", _MOST_CHARACTERS)
        return Answer(await self._telegram.edit(room, message["message_id"], text))

    async def tap(self, request: Request, visit: Visit) -> Response:
        """Tap a button under a message."""
        given = await read(request)
        room = visit.room(request.path_params["chat"])
        person = visit.speaker(given.get("as"), room)
        message = _message(request, room)
        data = text_in(given, "data", _MOST_DATA_CHARACTERS)
        try:
            answered = await self._telegram.press(person, message, data, timeout_s=_ANSWER_S)
        except TimeoutError as error:
            raise Declined(504, "The bot did not react. Try again.") from error
        except LookupError as error:
            raise Declined(404, "There is no button any more.") from error
        return Answer(
            {key: answered[key] for key in ("text", "show_alert", "url") if key in answered}
        )

    async def file(self, request: Request, visit: Visit) -> Response:
        """A file that stands in a message."""
        message = _message(request, visit.room(request.path_params["chat"]))
        file_id = request.path_params["file"]
        standing = [message.get("document", {}), *message.get("photo", [])]
        stored = self._telegram.file_with_id(file_id)
        if stored is None or file_id not in [one.get("file_id") for one in standing]:
            raise Declined(404, "There is no such file.")
        is_picture = "photo" in message and stored.mime_type in _PICTURES
        # Whatever a document holds, the browser is to keep it, not to run it.
        kind = stored.mime_type if is_picture else "application/octet-stream"
        headers = {} if is_picture else {"content-disposition": "attachment"}
        return Response(stored.content, media_type=kind, headers=headers)

    async def ask_inline(self, request: Request, visit: Visit) -> Response:
        """What the bot offers for a query that is typed in any chat."""
        given = await read(request)
        person = visit.speaker(given.get("as"), visit.group)
        query, offset = given.get("query"), given.get("offset") or ""
        if not isinstance(query, str) or not isinstance(offset, str):
            raise Declined(400, "A query is a text.")
        try:
            answered = await self._telegram.ask_inline(
                person, query, offset=offset[:_MOST_DATA_CHARACTERS], timeout_s=_ANSWER_S
            )
        except TimeoutError:
            # Whoever types on is answered for the last word only.
            return Answer({"results": [], "next_offset": "", "query_id": None})
        return Answer(
            {
                "results": answered.get("results", []),
                "next_offset": answered.get("next_offset", ""),
                "query_id": answered["inline_query_id"],
                **({"button": answered["button"]} if answered.get("button") else {}),
            }
        )

    async def choose(self, request: Request, visit: Visit) -> Response:
        """Post one of the results that were offered."""
        given = await read(request)
        room = visit.room(str(number_in(given, "chat")))
        person = visit.speaker(given.get("as"), room)
        offered = self._telegram.answer_to(request.path_params["query"], person)
        index = number_in(given, "index")
        if offered is None or index is None or not 0 <= index < len(offered.get("results", [])):
            raise Declined(404, "This result is offered no more. Type again.")
        topic = _topic(given, room)
        posted = await self._telegram.choose(person, offered, index, room, topic=topic)
        self._visits.trim(room)
        return Answer(posted)


def _message(request: Request, room: Room) -> Json:
    message = room.said.get(request.path_params["message"])
    if message is None:
        raise Declined(404, "This message is gone.")
    return message


def _topic(given: Json, room: Room) -> int | None:
    topic = number_in(given, "topic")
    if topic is not None and topic not in {GENERAL_TOPIC, *room.topics}:
        raise Declined(404, "There is no such topic here.")
    return topic
