"""What persons ask in passing: inline queries and taps on buttons."""

from bot.emulator.methods.answering import result_content
from bot.emulator.people import BotAccount, Json, Person
from bot.emulator.room import Room, author_of
from bot.emulator.speaking import text_content
from bot.emulator.world import World

# What the apps let a person type.
_INLINE_QUERY_LIMIT = 256


class Asking:
    """Lets persons ask inline and tap, and waits for the bot's answer."""

    _world: World

    async def ask_inline(
        self,
        person: Person,
        query: str,
        *,
        offset: str = "",
        bot: BotAccount | None = None,
        timeout_s: float = 10,
    ) -> Json:
        """Type ``@bot query`` in some chat; return the parameters of the bot's answer.

        Raises:
            TimeoutError: The bot did not answer.
            ValueError: Inline mode is off.
        """
        bot = bot or self._world.first_bot()
        if not bot.supports_inline_queries:
            raise ValueError(f"@{bot.username} has inline mode switched off")
        query = query[:_INLINE_QUERY_LIMIT]
        opened = self._world.queries.open("inline_query", bot, person, query)
        body: Json = {
            "id": opened.id,
            "from": person.as_user(),
            "query": query,
            "offset": offset,
            "chat_type": "sender",
        }
        self._world.emit(bot, "inline_query", body, lane=person.id)
        return await self._answer_to(opened.id, timeout_s)

    async def ask_as_guest(
        self,
        person: Person,
        text: str,
        room: Room,
        *,
        bot: BotAccount | None = None,
        timeout_s: float = 10,
    ) -> Json:
        """Mention the bot in a group that it is not in; return the parameters of its answer.

        Raises:
            TimeoutError: The bot did not answer.
            ValueError: Guest mode is off.
        """
        bot = bot or self._world.first_bot()
        if not bot.supports_guest_queries:
            raise ValueError(f"@{bot.username} has guest mode switched off")
        opened = self._world.queries.open("guest_message", bot, person, text)
        message = self._world.post(room, person.as_user(), text_content(text))
        body = {**message, "guest_query_id": opened.id}
        self._world.emit(bot, "guest_message", body, lane=room.id)
        return await self._answer_to(opened.id, timeout_s)

    def answer_to(self, query_id: str, person: Person) -> Json | None:
        """Return the bot's answer to a query of a person's, if there is one."""
        query = self._world.queries.find(query_id)
        return None if query is None or query.person is not person else query.answer

    async def choose(
        self, person: Person, answer: Json, index: int, room: Room, *, topic: int | None = None
    ) -> Json:
        """Send one of the offered results to a chat; return the message.

        Args:
            person: Who sends it.
            answer: What ``ask_inline`` returned.
            index: Which of its results.
            room: Where to.
            topic: Where in a forum.
        """
        opened = self._world.queries.find(answer["inline_query_id"])
        if opened is None:
            raise ValueError("this answer belongs to no inline query")
        result = answer["results"][index]
        content = result_content(result) | {"via_bot": opened.bot.as_user()}
        message = self._world.post(room, person.as_user(), content, topic=topic)
        chosen: Json = {"result_id": result["id"], "from": person.as_user(), "query": opened.text}
        if "reply_markup" in message:
            inline_id = f"EMU-inline-{len(self._world.inline_messages) + 1}"
            self._world.inline_messages[inline_id] = (room, message["message_id"])
            chosen["inline_message_id"] = inline_id
        if opened.bot.has_inline_feedback:
            self._world.emit(opened.bot, "chosen_inline_result", chosen, lane=person.id)
        return message

    async def press(
        self,
        person: Person,
        message: Json,
        data: str | None = None,
        *,
        label: str | None = None,
        timeout_s: float = 10,
    ) -> Json:
        """Tap a button under a message; return the parameters of the bot's answer.

        Args:
            person: Who taps.
            message: The message, in any of its versions.
            data: The callback data, real or forged; if not given, that of the named button.
            label: A part of the button's text; if not given, the first callback button.
            timeout_s: How long to wait for answerCallbackQuery.

        Raises:
            TimeoutError: The bot did not answer.
            LookupError: There is no such button.
        """
        bot, room = self._bot_behind(message), self._room_of(message)
        current = room.said.get(message["message_id"], message)
        tapped = _callback_data(current, label) if data is None else data
        opened = self._world.queries.open("callback_query", bot, person, tapped)
        body: Json = {
            "id": opened.id,
            "from": person.as_user(),
            "chat_instance": str(room.id),
            "data": tapped,
            **self._tapped_message(room, current),
        }
        self._world.emit(bot, "callback_query", body, lane=person.id)
        return await self._answer_to(opened.id, timeout_s)

    async def _answer_to(self, query_id: str, timeout_s: float) -> Json:
        queries = self._world.queries
        query = queries.find(query_id)
        if query is None:
            raise LookupError(f"there is no query {query_id}")
        if not await queries.bell.until(lambda: query.answer is not None, timeout_s=timeout_s):
            raise TimeoutError(
                f"waited {timeout_s} s: @{query.bot.username} did not answer "
                f"the {query.kind} {query.text!r} of {query.person.first_name}"
            )
        return query.answer or {}

    def _tapped_message(self, room: Room, message: Json) -> Json:
        place = (room, message["message_id"])
        for inline_id, known in self._world.inline_messages.items():
            if known == place:
                return {"inline_message_id": inline_id}
        if message["message_id"] in room.said:
            return {"message": message}
        gone = {"chat": room.as_chat(), "message_id": message["message_id"], "date": 0}
        return {"message": gone}

    def _bot_behind(self, message: Json) -> BotAccount:
        author_id = author_of(message)["id"]
        for bot in self._world.bots.values():
            if bot.id == author_id:
                return bot
        raise LookupError(f"message {message['message_id']} is from no bot")

    def _room_of(self, message: Json) -> Room:
        bot = self._bot_behind(message)
        chat_id = message["chat"]["id"]
        room = self._world.private.get((chat_id, bot.id)) or self._world.groups.get(chat_id)
        if room is None:
            raise LookupError(f"there is no chat {chat_id}")
        return room


def _callback_data(message: Json, label: str | None) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if "callback_data" in button and (label is None or label in button["text"]):
            return str(button["callback_data"])
    labels = [button["text"] for button in buttons]
    raise LookupError(f"no callback button {label or ''!r} among {labels}")
