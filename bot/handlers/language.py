"""`/language`: five buttons, or the language's name; a group's is set by its admins."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.card import Card
from bot.handlers.rights import is_group_admin
from bot.handlers.sending import edit, end_tap, reply
from bot.speech import LANGUAGES, Speech, language_of
from bot.speeches import Speeches

# Before a language's code in callback data. It says nothing that only some may know, and whoever
# forges it can only choose what they may choose anyway.
_DATA = "language:"
DATA_PATTERN = rf"^{_DATA}\w+$"


class LanguageChoice:
    """Lets people choose the language in which the bot speaks."""

    def __init__(self, speeches: Speeches) -> None:
        self._speeches = speeches

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/language`, with or without the name of one."""
        message = update.effective_message
        if message is None:
            return
        speech = await self._speeches.under(message)
        if not await _may_choose(message, _author(message)):
            await reply(context.bot, message, Card(speech(phrases.LANGUAGE_BY_ADMINS)))
            return
        wanted = " ".join(context.args or [])
        language = language_of(wanted)
        if language is not None:
            await reply(context.bot, message, await self._choose(language, message))
            return
        text = phrases.LANGUAGE_UNKNOWN if wanted else phrases.CHOOSE_LANGUAGE
        await reply(context.bot, message, Card(speech(text)), _buttons())

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A tap on one of the five buttons."""
        query = update.callback_query
        if query is None:
            return
        language = language_of((query.data or "").removeprefix(_DATA))
        message, toast = query.message, phrases.TOO_OLD
        if isinstance(message, Message) and language is not None:
            toast = phrases.LANGUAGE_BY_ADMINS
            if await _may_choose(message, query.from_user.id):
                card = await self._choose(language, message)
                await edit(context.bot, message.chat_id, message.message_id, card, None)
                toast = ""
        speech = await self._speeches.to(query.from_user)
        await end_tap(query, speech(toast) if toast else None)

    async def _choose(self, language: str, message: Message) -> Card:
        speech: Speech = await self._speeches.choose(language, message.chat_id)
        is_private = message.chat.type == ChatType.PRIVATE
        text = phrases.LANGUAGE_CHOSEN if is_private else phrases.LANGUAGE_CHOSEN_GROUP
        return Card(speech(text, language=speech(phrases.LANGUAGE_NAMES[language])))


def _buttons() -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(name, callback_data=f"{_DATA}{code}")
        for code, name in LANGUAGES.items()
    ]
    return InlineKeyboardMarkup([buttons[:3], buttons[3:]])


def _author(message: Message) -> int | None:
    """Who wrote; None for a channel. An anonymous admin is the group."""
    if message.sender_chat is not None:
        return message.chat_id if message.sender_chat.id == message.chat_id else None
    return None if message.from_user is None else message.from_user.id


async def _may_choose(message: Message, person_id: int | None) -> bool:
    """Whether somebody may set a chat's language: their own one, or a group's as its admin."""
    if message.chat.type == ChatType.PRIVATE or person_id == message.chat_id:
        return True
    return person_id is not None and await is_group_admin(message, person_id)
