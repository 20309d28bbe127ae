"""What is kept about a person, and how they have it erased."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import phrases
from bot.card import Card
from bot.chats.memory import KEPT_DAYS, Chats
from bot.handlers.sending import reply
from bot.inbox.inbox import Inbox
from bot.speeches import Speeches

_SURE = "yes"


class Privacy:
    """`/privacy` and `/forget`."""

    def __init__(self, chats: Chats, inbox: Inbox) -> None:
        self._chats, self._inbox = chats, inbox
        self._speeches = Speeches(chats)

    async def privacy(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept and for how long."""
        if update.message is not None:
            speech = await self._speeches.under(update.message)
            text = speech(phrases.PRIVACY, days=KEPT_DAYS)
            await reply(context.bot, update.message, Card(text))

    async def forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Erase what a person asked, was answered and voted, once they say that they are sure."""
        message = update.message
        if message is None:
            return
        speech = await self._speeches.under(message)
        person = _person(message)
        if person is None:
            await reply(context.bot, message, Card(speech(phrases.FORGET_UNKNOWN)))
            return
        if [word.lower() for word in context.args or []] != [_SURE]:
            await reply(context.bot, message, Card(speech(phrases.FORGET_SURE)))
            return
        # What was asked before and waits for its answer is forgotten too.
        await self._inbox.forget_person(person, update.update_id)
        await self._chats.run(self._chats.forget_person, person)
        await reply(context.bot, message, Card(speech(phrases.FORGOTTEN)))


def _person(message: Message) -> int | None:
    """Who wrote. All anonymous admins share one id, so none of them is known."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id
