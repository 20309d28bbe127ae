"""What happens when a handler fails: it is tried again, logged, or the person is told."""

import logging

from telegram import Bot, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import phrases
from bot.card import Card
from bot.errors import BotError, DatabaseAway, TakenOver
from bot.faults import is_ambiguous, is_closed, is_passing
from bot.handlers.sending import reply
from bot.hearing import hear
from bot.inbox.ticket import CURRENT
from bot.speech import speech_in
from index.errors import StoreAway

_log = logging.getLogger(__name__)
# A fault that may have let the answer through is not tried for ever.
_MOST_AMBIGUOUS = 5


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Put the update back, or log what failed in one line and tell the person who asked."""
    error = context.error
    if not isinstance(update, Update) or error is None:
        _log.error("Outside of any update: %s", type(error).__name__, exc_info=error)
        return
    if isinstance(error, TakenOver):
        _log.info("update %d: another process goes on with it", update.update_id)
        return
    if is_closed(error):
        _log.info("update %d: nobody to answer: %s", update.update_id, error)
        return
    may_pass = isinstance(error, DatabaseAway) or is_passing(error)
    if may_pass and _put_back(update, error):
        if isinstance(error, StoreAway):
            await _say_busy(context.bot, update, error)
        return
    if may_pass:
        _log.warning("update %d: given up: %s", update.update_id, type(error).__name__)
        return
    if isinstance(error, BotError):
        # What the operator can mend is told in words; a full disk needs no traceback.
        _log.error("update %d failed: %s", update.update_id, error)
    else:
        _log.error("update %d failed: %s", update.update_id, type(error).__name__, exc_info=error)
    await tell(context.bot, update)


async def tell(bot: Bot, update: Update, text: str = phrases.TROUBLE) -> None:
    """Tell the person who asked that there will be no answer, or something else."""
    if update.message is None:
        return
    # What somebody chose is not looked up: the memory of it may be what failed.
    person = update.effective_user
    speech = speech_in(person.language_code if person is not None else None)
    try:
        await reply(bot, update.message, Card(speech(text)))
    except (TelegramError, TakenOver) as error:
        _log.warning("and the person could not be told: %s", type(error).__name__)


async def _say_busy(bot: Bot, update: Update, error: StoreAway) -> None:
    """Tell the operator, and whoever asked the bot, once, that the answer comes later."""
    ticket = CURRENT.get()
    if ticket is None or ticket.held.faults:
        return
    _log.warning("update %d waits: %s", update.update_id, error)
    if update.message is None or not _is_asked(bot, update.message):
        return
    # It is no answer: the question stays where it is.
    without = CURRENT.set(None)
    try:
        await tell(bot, update, phrases.BUSY)
    finally:
        CURRENT.reset(without)


def _is_asked(bot: Bot, message: Message) -> bool:
    """Whether a message is for the bot; others are only listened to."""
    return (message.text or "").startswith("/") or hear(message, bot.bot) is not None


def _put_back(update: Update, error: Exception) -> bool:
    """Have a message tried again; a tap is not, since it may be a vote that was cast."""
    ticket = CURRENT.get()
    if ticket is None or (update.message is None and update.edited_message is None):
        return False
    if ticket.is_answered or (is_ambiguous(error) and ticket.held.faults >= _MOST_AMBIGUOUS):
        return False
    ticket.fault = error
    return True
