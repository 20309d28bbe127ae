"""The language in which the bot speaks to somebody."""

from bot import phrases
from bot.chats.memory import Chats

DEFAULT = "en"


class Speech:
    """Our texts in one language: `speech(phrases.LINE, line=3)`."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = language

    def __call__(self, text: str, **values: object) -> str:
        """A text of `bot.phrases` in this language, with its gaps filled."""
        return text.format(**values) if values else text

    def documents(self, count: int) -> str:
        """The count with its noun: "1 document"."""
        return phrases.documents(count)

    def passages(self, count: int) -> str:
        """The count with its noun: "1 passage"."""
        return phrases.passages(count)


class Speeches:
    """Which language somebody is spoken to in: what they chose, else what Telegram says."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def of(self, person_id: int, language_code: str | None) -> Speech:
        """The speech for a person."""
        del language_code
        chosen = await self._chats.run(self._chats.options.get, "language", person_id)
        return Speech(chosen or DEFAULT)
