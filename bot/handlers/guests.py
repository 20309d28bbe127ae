"""Guest mode: somebody mentions the bot in a chat that it is not in, and gets one message."""

import logging

from telegram import (
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card, plain_card
from bot.chats.memory import Chats
from bot.floods import Admitted, Floods
from bot.hearing import Intent, hear, person_id_of
from bot.librarian import Librarian
from bot.quote import group_card
from bot.refusal import refusal
from bot.small_talk import Talk
from bot.speech import Speech
from bot.speeches import Speeches
from index.answer import Question, Verdict

_log = logging.getLogger(__name__)


class Guests:
    """Answers guest messages, from public collections only: strangers read along."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._speeches = Speeches(chats)
        self._floods = Floods()

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A message that mentions the bot from outside."""
        message = update.guest_message
        if message is None or message.guest_query_id is None:
            return
        person = person_id_of(message)
        if not self._access.may_ask(person, person):
            return
        heard = hear(message, context.bot.bot)
        if heard is None or self._floods.admit(person, message.chat_id) is not Admitted.YES:
            return
        speech = await self._speeches.under(message)
        if isinstance(heard.intent, Talk):
            card = Card(speech(phrases.SMALL_TALK[heard.intent]))
        elif heard.intent is not Intent.QUESTION:
            card = Card(speech(phrases.WRITE_WORDS))
        else:
            card = await self._card(heard.question, speech)
        await _answer(message.guest_query_id, card, speech(phrases.INLINE_HOW), context)

    async def _card(self, question: Question, speech: Speech) -> Card:
        scope = self._librarian.collections_without(frozenset(self._access.restricted))
        answer = await self._librarian.ask(Question(question.text, scope))
        verdict = answer.verdict
        await self._chats.run(
            self._chats.events.add, "guest", self._chats.now, verdict=verdict.value
        )
        _log.info("guest: %s, %d characters asked", verdict, len(question.text))
        if verdict is Verdict.NOTHING:
            snapshot = self._librarian.snapshot
            return plain_card(refusal(answer, snapshot, speech, is_private=False))
        return group_card(answer, speech)


async def _answer(
    query_id: str, card: Card, title: str, context: ContextTypes.DEFAULT_TYPE
) -> None:
    content = InputTextMessageContent(
        card.text,
        entities=card.entities,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    result = InlineQueryResultArticle("answer", title, content)
    try:
        await context.bot.answer_guest_query(query_id, result)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
