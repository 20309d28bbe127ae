"""An answer becomes a message: its card and buttons for the chat, remembered and counted."""

import logging

from telegram import InlineKeyboardMarkup, Message
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card, plain_card
from bot.chats.answers import KeptAnswer, Place
from bot.chats.memory import Chats
from bot.chats.votes import Tally
from bot.handlers.sending import reply
from bot.hearing import person_id_of, topic_of
from bot.keyboard import Keyboards
from bot.librarian import Librarian
from bot.quote import citation, group_card, private_card
from bot.refusal import refusal
from bot.speeches import Speeches
from index.answer import Answer, Verdict

_log = logging.getLogger(__name__)
# An answer that comes later than this says so: the person may not know any more what it is about.
_LATE_S = 600
_NO_VOTES = Tally(0, 0)


class Answering:
    """Sends answers to the messages that asked."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._keyboards = Keyboards(chats.buttons)
        self._speeches = Speeches(chats)

    async def send(
        self, message: Message, answer: Answer, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Reply with the card of an answer, and remember which message it became."""
        kept = await self.keep(message, answer)
        card, keyboard = await self.shown(message, kept, answer, context)
        if self._chats.now - message.date.timestamp() > _LATE_S:
            card = card.with_line((await self._speeches.under(message))(phrases.LATE))
        sent = await reply(context.bot, message, card, keyboard)
        await self._chats.run(self._chats.answers.was_sent, kept.id, sent.chat_id, sent.message_id)

    async def keep(self, message: Message, answer: Answer) -> KeptAnswer:
        """Remember an answer that is about to be sent."""
        place = Place(message.chat_id, topic_of(message), person_id_of(message), message.message_id)
        return await self._chats.run(self._chats.answers.keep, answer, place, self._chats.now)

    async def shown(
        self,
        message: Message,
        kept: KeptAnswer,
        answer: Answer,
        context: ContextTypes.DEFAULT_TYPE,
    ) -> tuple[Card, InlineKeyboardMarkup | None]:
        """The card of an answer for a chat, and its buttons."""
        speech = await self._speeches.under(message)
        is_private = message.chat.type == ChatType.PRIVATE
        if answer.verdict is Verdict.NOTHING:
            said = refusal(answer, self._librarian.snapshot, speech, is_private=is_private)
            card = plain_card(said)
            if not is_private:
                return card, None
            return card, await self._chats.run(
                self._keyboards.nothing,
                kept,
                speech,
                # What could not be compared is not close either.
                has_closest=answer.reason is None,
                has_admins=bool(self._access.admins),
            )
        if not is_private:
            username = context.bot.username
            return group_card(answer, speech), await self._chats.run(
                self._keyboards.group, kept, username, _NO_VOTES, speech
            )
        copied = citation(answer.matches[0], speech)
        return private_card(answer, speech), await self._chats.run(
            self._keyboards.private, kept, 0, copied, _NO_VOTES, speech
        )

    async def count(self, message: Message, answer: Answer, took_ms: float) -> None:
        """Count a question, and keep one that found nothing."""
        chats = self._chats
        verdict = answer.verdict.value
        await chats.run(chats.events.add, "asked", chats.now, verdict=verdict, took_ms=took_ms)
        if answer.verdict is Verdict.NOTHING:
            place = Place(message.chat_id, None, person_id_of(message), message.message_id)
            await chats.run(chats.gaps.add, answer.question, place, chats.now)
        _log.info(
            "chat %d: %s, %d characters asked, %.0f ms",
            message.chat_id,
            answer.verdict,
            len(answer.question.text),
            took_ms,
        )
