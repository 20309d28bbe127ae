"""The Telegram application: which handler hears what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.access import Access
from bot.admission import Admission
from bot.chats.memory import Chats
from bot.handlers.admin import Admin
from bot.handlers.commands import Commands
from bot.handlers.groups import Groups
from bot.handlers.guests import Guests
from bot.handlers.inline import Inline
from bot.handlers.language import DATA_PATTERN, LanguageChoice
from bot.handlers.pairing import Pairing
from bot.handlers.privacy import Privacy
from bot.handlers.questions import Questions
from bot.handlers.removal import DATA_PATTERN as REMOVE_PATTERN
from bot.handlers.removal import Removal
from bot.handlers.reports import Reports
from bot.handlers.taps import Taps
from bot.handlers.uploads import NamesCollection, Uploads
from bot.inbox.inbox import Inbox
from bot.inbox.ticket import begin_send, was_not_sent, was_sent
from bot.librarian import Librarian
from bot.limits import PatientLimiter
from bot.menus import register_menus
from bot.pending import Reception
from bot.review import Review
from bot.scope import Scopes
from bot.speeches import Speeches
from bot.transport import QuietRequest, Sieve
from bot.trouble import on_error
from bot.upload_card import DATA_PATTERN as ADD_PATTERN
from bot.worker import Worker

REVIEW = "review"
_INBOX = "inbox"
Handler = BaseHandler[Any, Any, Any]
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
    Update.GUEST_MESSAGE,
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
    inbox: Inbox,
    limiter: PatientLimiter | None = None,
    *,
    reception: Reception | None = None,
) -> Application:  # type: ignore[type-arg]  # because its six parameters say nothing here
    """Build the bot for a server; nothing is sent before it is initialised.

    Without a reception, admins cannot add or remove documents.
    """

    async def register(application: Application) -> None:  # type: ignore[type-arg]  # as above
        await register_menus(application.bot, access.admins)

    make_request = server.request or _http
    builder = (
        ApplicationBuilder()
        .token(server.token)
        .base_url(server.base_url)
        .base_file_url(server.base_file_url)
        # Updates come from the inbox, by `bot.dispatch`.
        .updater(None)
        .rate_limiter(
            limiter
            or PatientLimiter(before_send=begin_send, was_not_sent=was_not_sent, was_sent=was_sent)
        )
        .post_init(register)
        .request(make_request())
        .get_updates_request(Sieve(make_request()))
    )
    application = builder.build()
    admission = Admission(access, chats)
    review = Review(librarian, chats, admission, application.bot)
    # The watch on the library uses the same one, lest two of them tell the admins the same.
    application.bot_data[REVIEW] = review
    application.bot_data[_INBOX] = inbox

    async def refresh(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        await admission.refresh()

    if reception is not None and access.admins:
        application.add_handlers(list(_reception(librarian, chats, admission, reception)))
    application.add_handlers(list(_handlers(librarian, chats, admission, review, inbox)))
    application.add_handler(TypeHandler(Update, refresh), group=_BEFORE_ALL)
    application.add_error_handler(on_error)
    return application


def inbox_of(application: Application) -> Inbox:  # type: ignore[type-arg]  # as above
    """Where the updates of an application of ours wait."""
    inbox: Inbox = application.bot_data[_INBOX]
    return inbox


def _http() -> BaseRequest:
    return QuietRequest(pool_timeout=30, connect_timeout=10, read_timeout=20)


def _reception(
    librarian: Librarian, chats: Chats, access: Admission, reception: Reception
) -> Iterator[Handler]:
    """What adds and removes documents; it comes first, since a file's caption is a text, too."""
    # A thread of its own: those who ask meanwhile need not wait for a whole file.
    speeches, worker = Speeches(chats), Worker()
    uploads = Uploads(librarian, speeches, access, reception, worker)
    removal = Removal(librarian, speeches, access, reception.holdings, worker)
    by_admin = _by_admin(access)
    yield MessageHandler(by_admin & filters.Document.ALL, uploads.on_file)
    yield CommandHandler("add", uploads.on_add, by_admin)
    yield CommandHandler("remove", removal.on_command, by_admin)
    is_name = filters.TEXT & ~filters.COMMAND & NamesCollection()
    yield MessageHandler(by_admin & is_name, uploads.on_name)
    yield CallbackQueryHandler(uploads.on_tap, ADD_PATTERN)
    yield CallbackQueryHandler(removal.on_tap, REMOVE_PATTERN)


def _by_admin(access: Admission) -> filters.BaseFilter:
    """Numeric ids only, and no one who writes for a chat: all anonymous admins share one id."""
    is_admin = filters.User(sorted(access.admins)) & ~filters.SenderChat.ALL
    return filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & is_admin


def _handlers(
    librarian: Librarian, chats: Chats, access: Admission, review: Review, inbox: Inbox
) -> Iterator[Handler]:
    """Who hears what; the first one that hears an update is the only one."""
    # Commands and texts are also heard in edited messages and channel posts, which nobody asked.
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private = new & filters.ChatType.PRIVATE
    questions = Questions(librarian, chats, access)
    pairing = Pairing(chats, access)
    scopes, speeches = Scopes(librarian, chats, access), Speeches(chats)
    commands = Commands(librarian, questions, pairing, access, scopes, speeches)
    choice = LanguageChoice(speeches)
    privacy, inline = Privacy(chats, inbox), Inline(librarian, chats, access)
    yield CommandHandler("start", commands.start, new)
    if access.takes_codes:
        yield CommandHandler("pair", pairing.on_pair, private)
    yield CommandHandler("help", commands.help, new)
    yield CommandHandler("sources", commands.sources, new)
    yield CommandHandler("language", choice.on_command, new)
    yield CommandHandler("privacy", privacy.privacy, new)
    yield CommandHandler("forget", privacy.forget, new)
    yield CommandHandler("ask", questions.on_ask, new)
    groups = Groups(chats, access)
    in_group = new & filters.ChatType.GROUPS
    yield ChatMemberHandler(groups.on_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    yield MessageHandler(in_group & filters.StatusUpdate.MIGRATE, groups.on_migration)
    yield CommandHandler("auto", groups.on_auto, in_group)
    by_admin = _by_admin(access)
    reports, admin = Reports(librarian, chats), Admin(librarian, chats, access, review)
    yield CommandHandler("gaps", reports.gaps, by_admin)
    yield CommandHandler("stats", reports.stats, by_admin)
    yield CommandHandler("collections", admin.collections, by_admin)
    yield CommandHandler("bind", admin.bind, by_admin)
    yield CommandHandler("reload", admin.reload, by_admin)
    yield MessageHandler(private & filters.COMMAND, commands.unknown)
    words = filters.TEXT | filters.CAPTION
    yield MessageHandler(new & words & ~filters.COMMAND, questions.on_text)
    yield MessageHandler(private & ~filters.StatusUpdate.ALL, questions.on_other)
    yield MessageHandler(edited & words, questions.on_edit)
    yield CallbackQueryHandler(choice.on_tap, DATA_PATTERN)
    yield CallbackQueryHandler(Taps(librarian, chats, access).on_tap)
    yield InlineQueryHandler(inline.on_query)
    yield ChosenInlineResultHandler(inline.on_chosen)
    if access.hears_guests:
        guests = Guests(librarian, chats, access)
        yield MessageHandler(filters.UpdateType.GUEST_MESSAGE & words, guests.on_message)
