"""What an error means: whether it passes, whether something may have come through."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from index.errors import StoreAway

# python-telegram-bot's words for a pool without a free connection: nothing went out.
_NOT_SENT = "was *not* sent"
# ... and for an answer that is no JSON: something was done, and its confirmation broke off.
_BROKEN_ANSWER = "invalid server response"
# What a chat answers that is closed to the bot, for now or for good, whatever the bot does.
_CLOSED = (
    "topic_closed",
    "topic_deleted",
    "chat not found",
    "user not found",
    "message thread not found",
    "message to be replied not found",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_",
    "user_is_blocked",
    "user is deactivated",
    "peer_id_invalid",
    "group chat was deactivated",
    "query is too old",
    "message can't be edited",
    "message to edit not found",
    "message_id_invalid",
    "message is not modified",
)


def is_ambiguous(error: Exception) -> bool:
    """Whether a request may have been carried out all the same."""
    if isinstance(error, TimedOut):
        return _NOT_SENT not in str(error)
    return type(error) is TelegramError and _BROKEN_ANSWER in str(error).lower()


def is_passing(error: Exception) -> bool:
    """Whether the same request may well succeed later."""
    if isinstance(error, StoreAway):
        return True
    if isinstance(error, BadRequest):
        return False
    # A token that was good at the start and is refused once comes back, or polling ends the bot.
    return is_ambiguous(error) or isinstance(error, NetworkError | RetryAfter | InvalidToken)


def is_closed(error: Exception) -> bool:
    """Whether a chat, topic, message or query cannot be answered, and nothing can be done."""
    if isinstance(error, Forbidden | ChatMigrated):
        return True
    is_refusal = isinstance(error, BadRequest)
    return is_refusal and any(reason in str(error).lower() for reason in _CLOSED)
