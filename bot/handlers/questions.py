"""Questions in private chats and groups: hear, ask the library, answer with a card."""

import logging
import time

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.handlers.sending import reply
from bot.hearing import Heard, Intent, hear, hear_ask
from bot.librarian import Librarian
from bot.quote import Card, group_card, plain_card, private_card
from bot.refusal import refusal
from bot.small_talk import Talk
from index.answer import Answer, Verdict

_log = logging.getLogger(__name__)
_SAID = {
    Intent.NO_WORDS: phrases.WRITE_WORDS,
    Intent.EMPTY_ASK: phrases.ASK_HOW,
}


class Questions:
    """Answers text messages and `/ask`."""

    def __init__(self, librarian: Librarian) -> None:
        self._librarian = librarian

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text message that is no command."""
        message = update.effective_message
        if message is not None:
            await self._answer(message, hear(message, context.bot.bot), context)

    async def on_ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/ask …`, in any chat."""
        message = update.effective_message
        if message is not None:
            # A line end parts the command from the question as well as a space does.
            words = "".join((message.text or "").split(maxsplit=1)[1:])
            await self._answer(message, hear_ask(message, context.bot.bot, words), context)

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a voice message and the like in a private chat."""
        if update.effective_message is not None:
            await reply(context.bot, update.effective_message, Card(phrases.WRITE_WORDS))

    async def _answer(
        self, message: Message, heard: Heard | None, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        if heard is None:
            return
        if heard.intent is not Intent.QUESTION:
            await reply(context.bot, message, Card(_said(heard.intent)))
            return
        began = time.perf_counter()
        answer = await self._librarian.ask(heard.question)
        await reply(context.bot, message, self._card(message, answer))
        _log.info(
            "chat %d: %s, %d characters asked, %.0f ms",
            message.chat_id,
            answer.verdict,
            len(heard.question.text),
            (time.perf_counter() - began) * 1000,
        )

    def _card(self, message: Message, answer: Answer) -> Card:
        is_private = message.chat.type == ChatType.PRIVATE
        if answer.verdict is not Verdict.NOTHING:
            return private_card(answer) if is_private else group_card(answer)
        return plain_card(refusal(answer, self._librarian.snapshot, is_private=is_private))


def _said(intent: Intent | Talk) -> str:
    return phrases.SMALL_TALK[intent] if isinstance(intent, Talk) else _SAID[intent]
