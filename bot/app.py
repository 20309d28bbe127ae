"""The Telegram application: which handler hears what, and what happens when one fails."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from telegram import BotCommand, Update
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import phrases
from bot.access import Access
from bot.admission import Admission
from bot.chats.memory import Chats
from bot.handlers.commands import Commands
from bot.handlers.inline import Inline
from bot.handlers.pairing import Pairing
from bot.handlers.questions import Questions
from bot.handlers.sending import reply
from bot.handlers.taps import Taps
from bot.librarian import Librarian
from bot.limits import PatientLimiter
from bot.quote import Card
from bot.scope import Scopes

_log = logging.getLogger(__name__)
# Enough that chats which wait out a flood limit do not hold up the others.
_UPDATES_AT_ONCE = 64
_REFRESH_S = 2.0
# The group of handlers that comes before those that answer.
_BEFORE_ALL = -1
# Of the updates that a person sends, those that the handlers below hear.
HEARD = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)


@dataclass(frozen=True, slots=True)
class Server:
    """A Bot API server: Telegram's own, a self-hosted one, or the emulator's.

    `request` makes the transports (one to poll, one to send) where HTTP is not to be used.
    """

    token: str
    base_url: str
    base_file_url: str
    request: Callable[[], BaseRequest] | None = None


def make_application(
    server: Server,
    librarian: Librarian,
    chats: Chats,
    access: Access,
    limiter: PatientLimiter | None = None,
) -> Application:  # type: ignore[type-arg]  # because its six parameters say nothing here
    """Build the bot for a server; nothing is sent before it is initialised."""
    builder = (
        ApplicationBuilder()
        .token(server.token)
        .base_url(server.base_url)
        .base_file_url(server.base_file_url)
        .concurrent_updates(_UPDATES_AT_ONCE)
        .rate_limiter(limiter or PatientLimiter())
        .post_init(_register_commands)
    )
    if server.request is not None:
        builder = builder.request(server.request()).get_updates_request(server.request())
    else:
        builder = builder.pool_timeout(30).connect_timeout(10).read_timeout(20)
    application = builder.build()
    admission = Admission(access, chats)
    questions = Questions(librarian, chats, admission)
    pairing = Pairing(chats, admission)
    scopes = Scopes(librarian, chats, admission)
    commands = Commands(librarian, questions, pairing, admission, scopes)
    inline = Inline(librarian, chats, admission)
    # Commands and texts are also heard in edited messages and channel posts, which nobody asked.
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE
    application.add_handlers(
        [
            CommandHandler("start", commands.start, new),
            *([CommandHandler("pair", pairing.on_pair, new & private)] * access.takes_codes),
            CommandHandler("help", commands.help, new),
            CommandHandler("sources", commands.sources, new),
            CommandHandler("ask", questions.on_ask, new),
            MessageHandler(new & private & filters.COMMAND, commands.unknown),
            MessageHandler(
                new & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND, questions.on_text
            ),
            MessageHandler(new & private & ~filters.StatusUpdate.ALL, questions.on_other),
            MessageHandler(edited & (filters.TEXT | filters.CAPTION), questions.on_edit),
            CallbackQueryHandler(Taps(librarian, chats, admission).on_tap),
            InlineQueryHandler(inline.on_query),
            ChosenInlineResultHandler(inline.on_chosen),
        ]
    )

    async def refresh(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        await admission.refresh()

    application.add_handler(TypeHandler(Update, refresh), group=_BEFORE_ALL)
    application.add_error_handler(_on_error)
    return application


async def watch_library(librarian: Librarian) -> None:
    """Take up new versions of the library for as long as the bot runs."""
    while True:
        await asyncio.sleep(_REFRESH_S)
        await librarian.refresh()


async def _register_commands(application: Application) -> None:  # type: ignore[type-arg]  # because its six parameters say nothing here
    commands = [BotCommand(name, description) for name, description in phrases.COMMANDS]
    try:
        await application.bot.set_my_commands(commands)
    except TelegramError as error:
        # A menu is a convenience; answering does not wait for it.
        _log.warning("The command menu could not be registered: %s", error)


async def _on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what failed in one line, and tell the person who asked if there is one."""
    error = context.error
    if isinstance(error, Conflict):
        _log.error("Another process polls with this token. Stop it, or this one: %s", error)
        return
    if isinstance(error, NetworkError) and update is None:
        _log.warning("Telegram cannot be reached; trying again: %s", type(error).__name__)
        return
    if isinstance(error, Forbidden):
        _log.info("A chat is closed to the bot: %s", error)
        return
    where = f"update {update.update_id}" if isinstance(update, Update) else "polling"
    _log.error("%s failed: %s", where, type(error).__name__, exc_info=error)
    if isinstance(update, Update) and update.message is not None:
        try:
            await reply(context.bot, update.message, Card(phrases.TROUBLE))
        except TelegramError as second:
            _log.error("and the person could not be told: %s", type(second).__name__)
