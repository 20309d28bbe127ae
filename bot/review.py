"""Asks a new version of the library what the old ones could not answer, and tells the admins."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot import phrases
from bot.admission import Admission
from bot.chats.memory import Chats
from bot.librarian import Librarian
from bot.speeches import Speeches
from index.answer import Verdict

_log = logging.getLogger(__name__)
# The option that holds the last version that was asked. It is the bot's own: there is no chat 0.
_REVIEWED, _NO_CHAT = "reviewed_version", 0
# The latest open questions; more would take minutes.
_MOST_GAPS = 300


class Review:
    """Goes through the open questions once for each version of the library."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission, bot: Bot) -> None:
        self._librarian, self._chats = librarian, chats
        self._access, self._bot = access, bot
        self._speeches = Speeches(chats)
        self._running = asyncio.Lock()
        # What this process asked itself. Replicas may count the versions of their libraries apart,
        # and the one's number must not set the other to work again and again.
        self._asked: str | None = None

    async def run(self) -> None:
        """Ask the current version, unless it was asked already."""
        async with self._running:
            options, version = self._chats.options, str(self._librarian.snapshot.version)
            if version == self._asked:
                return
            if await self._chats.run(options.get, _REVIEWED, _NO_CHAT) != version:
                await self._ask_again()
                await self._chats.run(options.set, _REVIEWED, version, _NO_CHAT)
            self._asked = version

    async def _ask_again(self) -> None:
        gaps = await self._chats.run(self._chats.gaps.open, _MOST_GAPS)
        # One by one, so that people who ask meanwhile wait for one of them at most.
        answers = [await self._librarian.ask(gap.question) for gap in gaps]
        answered = [
            gap.id
            for gap, answer in zip(gaps, answers, strict=True)
            if answer.verdict is Verdict.FOUND
        ]
        # Another replica may have been quicker with some of them, and have told of those.
        fresh = await self._chats.run(self._chats.gaps.answered, answered, self._chats.now)
        if not fresh:
            return
        for admin in sorted(self._access.admins):
            speech = await self._speeches.of(admin, None)
            text = speech(phrases.GAPS_CLOSED, answered=fresh, count=len(gaps))
            try:
                await self._bot.send_message(admin, text)
            except TelegramError as error:
                _log.warning("Admin %d cannot be reached: %s", admin, type(error).__name__)
