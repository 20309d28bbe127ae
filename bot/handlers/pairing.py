"""Coming in by a code from `quoth pair`."""

import logging

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card
from bot.chats.memory import Chats
from bot.chats.permits import is_code
from bot.handlers.sending import reply
from bot.speeches import Speeches

_log = logging.getLogger(__name__)


class Pairing:
    """Hears codes. A wrong or late one gets what a stranger gets, and nothing else."""

    def __init__(self, chats: Chats, access: Admission) -> None:
        self._chats, self._access = chats, access
        self._speeches = Speeches(chats)

    def is_expected(self, arguments: list[str]) -> bool:
        """Whether the words after `/start` are a code, not an answer's link or the like."""
        return self._access.takes_codes and len(arguments) == 1 and is_code(arguments[0])

    async def on_pair(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/pair CODE`, in private chats."""
        if update.message is not None:
            await self.redeem(update.message, " ".join(context.args or []), context)

    async def redeem(self, message: Message, code: str, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let the sender in if the code is right."""
        person = message.from_user
        if person is None or message.sender_chat is not None:
            return
        chats = self._chats
        is_right = await chats.run(chats.permits.redeem, code, person.id, chats.now)
        _log.info("person %d: %s code", person.id, "a right" if is_right else "a wrong")
        await self._access.refresh()
        speech = await self._speeches.under(message)
        text = speech(phrases.PAIRED if is_right else phrases.NO_ACCESS)
        await reply(context.bot, message, Card(text))
