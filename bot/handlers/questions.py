"""Questions in private chats and groups: heard, asked of the library, and answered."""

import time
from dataclasses import replace

from telegram import Message, Update, User
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card
from bot.chats.answers import collections_in, match_in, matches_in
from bot.chats.memory import Chats
from bot.floods import Admitted, Floods
from bot.handlers.answering import Answering
from bot.handlers.sending import edit, reply
from bot.handlers.typing import typing
from bot.hearing import Heard, Intent, hear, hear_ask, overhear, person_id_of, topic_of
from bot.librarian import Librarian
from bot.scope import Scopes
from bot.small_talk import Talk
from bot.speeches import Speeches
from corpus.document import Document
from index.answer import Answer, Question, Verdict

_SAID = {
    Intent.NO_WORDS: phrases.WRITE_WORDS,
    Intent.EMPTY_ASK: phrases.ASK_HOW,
}
# Whoever mends a question soon gets its answer mended; later, the answer was read already.
_EDITED_WITHIN_S = 600
# The option that has questions answered which are put to everybody in a group.
AUTO = "auto"


class Questions:
    """Answers text messages and `/ask`."""

    def __init__(
        self, librarian: Librarian, chats: Chats, access: Admission, floods: Floods | None = None
    ) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._floods = floods or Floods()
        self._scopes = Scopes(librarian, chats, access)
        self._answering = Answering(librarian, chats, access)
        self._speeches = Speeches(chats)

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Any text message that is no command."""
        message = update.effective_message
        if message is None:
            return
        heard = hear(message, context.bot.bot)
        if heard is not None:
            await self._answer(message, heard, context)
        elif overheard := overhear(message):
            await self._answer_if_found(message, overheard.question, context)

    async def on_ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/ask …`, in any chat."""
        message = update.effective_message
        if message is not None:
            heard = hear_ask(message, context.bot.bot, _after_command(message))
            await self._answer(message, heard, context)

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A picture, a voice message and the like in a private chat."""
        if update.effective_message is not None:
            await self._say(update.effective_message, phrases.WRITE_WORDS, context)

    async def on_edit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A question that was edited: its answer is edited too, if it is not old."""
        message = update.edited_message
        if message is None or message.edit_date is None:
            return
        kept = await self._chats.run(
            self._chats.answers.to_message, message.chat_id, message.message_id
        )
        age_s = (message.edit_date - message.date).total_seconds()
        if kept is None or kept.message_id is None or age_s > _EDITED_WITHIN_S:
            return
        heard = _heard_again(message, context.bot.bot)
        if heard is None or heard.intent is not Intent.QUESTION:
            return
        if not self._access.may_ask(person_id_of(message), message.chat_id):
            return
        if heard.question.text == kept.question.text:
            return  # a link preview or a reaction counts as an edit too
        if not await self._admits(message, context):
            return
        answer = await self._ask(message, heard.question)
        fresh = await self._answering.keep(message, answer)
        card, keyboard = await self._answering.shown(message, fresh, answer, context)
        await edit(context.bot, message.chat_id, kept.message_id, card, keyboard)
        await self._chats.run(
            self._chats.answers.was_sent, fresh.id, message.chat_id, kept.message_id
        )
        await self._chats.run(self._chats.answers.forget, kept.id)

    async def on_shared(
        self, message: Message, answer_id: str, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Open an answer from a group or an inline message in this private chat."""
        kept = await self._chats.run(self._chats.answers.get, answer_id)
        person = person_id_of(message)
        if kept is None:
            await self._say(message, phrases.TOO_OLD, context)
            return
        snapshot = self._librarian.snapshot
        may_ask = self._access.may_ask(person, message.chat_id)
        hidden = self._access.hidden_from(person, message.chat_id)
        if not may_ask or collections_in(snapshot, kept) & hidden:
            await self._say(message, phrases.NO_ACCESS, context)
            return
        found = matches_in(snapshot, kept)
        if not found or found[0] is None:
            await self._say(message, phrases.CHANGED, context)
            return
        answer = Answer(
            Question(kept.question.text, kept.question.collections),
            kept.verdict,
            tuple(match for match in found if match is not None),
            searched_for=kept.searched_for,
            differing=match_in(snapshot, kept.differing) if kept.differing else None,
        )
        await self._answering.send(message, answer, context)

    async def _answer(
        self, message: Message, heard: Heard | None, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        if heard is None:
            return
        if not await self._admits(message, context):
            return
        if heard.intent is not Intent.QUESTION:
            await self._say(message, _said(heard.intent), context)
            return
        if not self._access.may_ask(person_id_of(message), message.chat_id):
            await self._say(message, phrases.NO_ACCESS, context)
            return
        began = time.perf_counter()
        async with typing(context.bot, message):
            answer = await self._ask(message, heard.question)
        await self._answering.send(message, answer, context)
        took_ms = (time.perf_counter() - began) * 1000
        await self._answering.count(message, answer, took_ms)

    async def _admits(self, message: Message, context: ContextTypes.DEFAULT_TYPE) -> bool:
        """Whether somebody may ask just now; who asks too much is told so, once."""
        admitted = self._floods.admit(person_id_of(message), message.chat_id)
        if admitted is Admitted.NOTICE:
            await self._say(message, phrases.TOO_MANY, context)
        return admitted is Admitted.YES

    async def _answer_if_found(
        self, message: Message, question: Question, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Answer a question that was put to everybody, where that is wanted; else be silent.

        Nothing is kept of one that is not answered: nobody asked the bot.
        """
        place = (message.chat_id, topic_of(message))
        if await self._chats.run(self._chats.options.get, AUTO, *place) != "on":
            return
        person = person_id_of(message)
        if not self._access.may_ask(person, message.chat_id):
            return
        if self._floods.admit(person, message.chat_id) is not Admitted.YES:
            return
        began = time.perf_counter()
        answer = await self._ask(message, question)
        if answer.verdict is Verdict.FOUND:
            await self._answering.send(message, answer, context)
            await self._answering.count(message, answer, (time.perf_counter() - began) * 1000)

    async def _ask(self, message: Message, question: Question) -> Answer:
        """Ask what this chat may see; a reply to an answer prefers that answer's document."""
        limited = await self._scopes.limited(
            question, person_id_of(message), message.chat_id, topic_of(message)
        )
        document = await self._document_replied_to(message)
        # It is preferred only where it is among the collections: `retrieve` sees to that.
        preferred = None if document is None else document.digest
        return await self._librarian.ask(replace(limited, preferred=preferred))

    async def _document_replied_to(self, message: Message) -> Document | None:
        replied = message.reply_to_message
        if replied is None:
            return None
        answers = self._chats.answers
        kept = await self._chats.run(answers.of_message, message.chat_id, replied.message_id)
        if kept is None or kept.shown is None:
            return None
        shown = match_in(self._librarian.snapshot, kept.matches[kept.shown])
        return None if shown is None else shown.document

    async def _say(self, message: Message, text: str, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply with a text of ours."""
        speech = await self._speeches.under(message)
        await reply(context.bot, message, Card(speech(text)))


def _said(intent: Intent | Talk) -> str:
    return phrases.SMALL_TALK[intent] if isinstance(intent, Talk) else _SAID[intent]


def _heard_again(message: Message, me: User) -> Heard | None:
    """What an edited message asks. Of the commands only `/ask` does."""
    text = message.text or ""
    if not text.startswith("/"):
        return hear(message, me)
    command, _, name = text.split(maxsplit=1)[0].partition("@")
    is_ours = command.lower() == "/ask" and name.lower() in {"", (me.username or "").lower()}
    return hear_ask(message, me, _after_command(message)) if is_ours else None


def _after_command(message: Message) -> str:
    # A line end parts the command from the question as well as a space does.
    return "".join((message.text or "").split(maxsplit=1)[1:])
