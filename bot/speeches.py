"""Which language somebody is spoken to in."""

from telegram import Message, User
from telegram.constants import ChatType

from bot.chats.memory import Chats
from bot.speech import Speech, speech_in

OPTION = "language"


class Speeches:
    """What was chosen with `/language`, else what Telegram says of the person."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def of(self, person_id: int, language_code: str | None) -> Speech:
        """The speech for a person, who chose one in the private chat with us."""
        chosen = await self._chats.run(self._chats.options.get, OPTION, person_id)
        return speech_in(chosen or language_code)

    async def to(self, person: User) -> Speech:
        """The speech for what only this person sees."""
        return await self.of(person.id, person.language_code)

    async def under(self, message: Message) -> Speech:
        """The speech for a reply: a group's own, else that of the person who wrote."""
        if message.chat.type != ChatType.PRIVATE:
            chosen = await self._chats.run(self._chats.options.get, OPTION, message.chat_id)
            if chosen is not None:
                return speech_in(chosen)
        if message.from_user is None or message.sender_chat is not None:
            return speech_in(None)
        return await self.to(message.from_user)

    async def choose(self, language: str, chat_id: int) -> Speech:
        """Speak a language to a person or group from now on."""
        await self._chats.run(self._chats.options.set, OPTION, language, chat_id)
        return speech_in(language)
