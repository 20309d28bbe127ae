"""The commands that tell people what the bot is and what it knows."""

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.excerpt import utf16_units
from bot.handlers.inline import HOW
from bot.handlers.questions import Questions
from bot.handlers.sending import reply
from bot.librarian import Librarian
from bot.quote import MESSAGE_UNITS, Card, plain_card

_TITLE_CHARACTERS = 150
# Before the id of an answer in a deep link.
_ANSWER = "a_"


class Commands:
    """`/start`, `/help`, `/sources`, and what to say to a command that is none of ours."""

    def __init__(self, librarian: Librarian, questions: Questions) -> None:
        self._librarian, self._questions = librarian, questions

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
        count = phrases.documents(len(self._librarian.snapshot.documents))
        await self._say(update, context, Card(phrases.HELLO.format(documents=count)))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask."""
        await self._say(update, context, Card(phrases.HELP.format(username=context.bot.username)))

    async def sources(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the documents: titles, dates, counts of passages."""
        await self._say(update, context, self._sources())

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command that the bot does not have; in groups it is meant for another bot."""
        message = update.effective_message
        if message is not None and message.chat.type == ChatType.PRIVATE:
            await reply(context.bot, message, Card(phrases.UNKNOWN_COMMAND))

    async def _say(self, update: Update, context: ContextTypes.DEFAULT_TYPE, card: Card) -> None:
        if update.effective_message is not None:
            await reply(context.bot, update.effective_message, card)

    def _sources(self) -> Card:
        snapshot = self._librarian.snapshot
        if not snapshot.documents:
            return Card(phrases.NO_DOCUMENTS)
        passages = {document.id: 0 for document in snapshot.documents}
        for passage in snapshot.passages:
            passages[passage.document_id] += 1
        text = phrases.SOURCES.format(documents=phrases.documents(len(snapshot.documents)))
        for shown, document in enumerate(snapshot.documents):
            facts = [document.date] if document.date else []
            facts += [document.collection] if document.collection else []
            facts.append(phrases.passages(passages[document.id]))
            title = document.title[:_TITLE_CHARACTERS]
            line = f"\n• {title} ({', '.join(facts)})"
            rest = "\n" + phrases.AND_MORE.format(count=len(snapshot.documents) - shown)
            if utf16_units(text + line + rest) > MESSAGE_UNITS:
                return plain_card(text + rest)
            text += line
        return plain_card(text)
