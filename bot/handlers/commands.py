"""The commands that tell people what the bot is and what it knows."""

from collections import Counter
from collections.abc import Sequence

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import MESSAGE_UNITS, Card, plain_card
from bot.excerpt import utf16_units
from bot.handlers.inline import HOW
from bot.handlers.pairing import Pairing
from bot.handlers.questions import Questions
from bot.handlers.sending import reply
from bot.hearing import person_id_of, topic_of
from bot.librarian import Librarian
from bot.scope import Scopes
from bot.speech import Speech
from bot.speeches import Speeches
from corpus.document import Document

_TITLE_CHARACTERS = 150
# Before the id of an answer in a deep link.
_ANSWER = "a_"


class Commands:
    """`/start`, `/help`, `/sources`, and what to say to a command that is none of ours."""

    def __init__(
        self,
        librarian: Librarian,
        questions: Questions,
        pairing: Pairing,
        access: Admission,
        scopes: Scopes,
        speeches: Speeches,
    ) -> None:
        self._librarian, self._questions, self._pairing = librarian, questions, pairing
        self._access, self._scopes, self._speeches = access, scopes, speeches

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say hello and what to do, or open the answer that a link leads to."""
        message, arguments = update.effective_message, context.args or []
        is_private = message is not None and message.chat.type == ChatType.PRIVATE
        if message is not None and is_private and arguments and arguments[0].startswith(_ANSWER):
            await self._questions.on_shared(message, arguments[0].removeprefix(_ANSWER), context)
            return
        if arguments == [HOW]:
            await self.help(update, context)
            return
        if message is not None and is_private and self._pairing.is_expected(arguments):
            await self._pairing.redeem(message, arguments[0], context)
            return
        if message is None:
            return
        speech = await self._speeches.under(message)
        text = speech(phrases.NO_ACCESS)
        if self._may_ask(message):
            count = speech.documents(len(await self._documents(message)))
            text = speech(phrases.HELLO, documents=count)
        await reply(context.bot, message, Card(text))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask."""
        message = update.effective_message
        if message is not None:
            speech = await self._speeches.under(message)
            text = speech(phrases.HELP, username=context.bot.username)
            await reply(context.bot, message, Card(text))

    async def sources(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the documents that may be seen here: titles, dates, counts of passages."""
        message = update.effective_message
        if message is None:
            return
        speech = await self._speeches.under(message)
        card = Card(speech(phrases.NO_ACCESS))
        if self._may_ask(message):
            card = self._sources(await self._documents(message), speech)
        await reply(context.bot, message, card)

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that the bot does not have; in groups it is meant for another bot."""
        message = update.effective_message
        if message is not None and message.chat.type == ChatType.PRIVATE:
            speech = await self._speeches.under(message)
            await reply(context.bot, message, Card(speech(phrases.UNKNOWN_COMMAND)))

    def _may_ask(self, message: Message) -> bool:
        return self._access.may_ask(person_id_of(message), message.chat_id)

    async def _documents(self, message: Message) -> list[Document]:
        """The documents that a question in this chat would be looked for in."""
        topic = topic_of(message)
        scope = await self._scopes.of(person_id_of(message), message.chat_id, topic)
        documents = self._librarian.snapshot.documents
        return [one for one in documents if scope is None or one.collection in scope]

    def _sources(self, documents: Sequence[Document], speech: Speech) -> Card:
        if not documents:
            return Card(speech(phrases.NO_DOCUMENTS))
        passages = Counter(passage.document_id for passage in self._librarian.snapshot.passages)
        text = speech(phrases.SOURCES, documents=speech.documents(len(documents)))
        for shown, document in enumerate(documents):
            facts = [document.date] if document.date else []
            facts += [document.collection] if document.collection else []
            facts.append(speech.passages(passages[document.id]))
            title = document.title[:_TITLE_CHARACTERS]
            line = f"\n• {title} ({', '.join(facts)})"
            rest = "\n" + speech(phrases.AND_MORE, count=len(documents) - shown)
            if utf16_units(text + line + rest) > MESSAGE_UNITS:
                return plain_card(text + rest)
            text += line
        return plain_card(text)
