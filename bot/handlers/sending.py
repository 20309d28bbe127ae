"""The one place that sends: a reply to the message that asked, in its chat and topic."""

import logging

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated

from bot.quote import Card

_log = logging.getLogger(__name__)
_EXPANDABLE = MessageEntity.EXPANDABLE_BLOCKQUOTE
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(
    bot: Bot, message: Message, card: Card, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    """Answer a message natively; if it is gone by now, the answer still comes."""
    try:
        return await _send(bot, message, card, keyboard)
    except ChatMigrated as error:
        return await bot.send_message(
            error.new_chat_id,
            card.text,
            entities=card.entities,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        if "entit" not in str(error).lower():
            raise
        _log.warning("Telegram refused the entities of a card: %s", error)
        return await _send(bot, message, without_entities(card), keyboard)


async def edit(
    bot: Bot, chat_id: int, message_id: int, card: Card, keyboard: InlineKeyboardMarkup | None
) -> None:
    """Turn a message of ours into another card."""
    try:
        await _edit(bot, chat_id, message_id, card, keyboard)
    except BadRequest as error:
        reason = str(error).lower()
        if "not modified" in reason:
            return
        if "entit" not in reason:
            raise
        _log.warning("Telegram refused the entities of a card: %s", error)
        await _edit(bot, chat_id, message_id, without_entities(card), keyboard)


def without_entities(card: Card) -> Card:
    """The same card in plain text: quotation marks stand for the blockquotes."""
    text, start = card.text, 0
    for quote in (*card.parts(MessageEntity.BLOCKQUOTE), *card.parts(_EXPANDABLE)):
        # Where the second of two quotes is a part of the first, it is not looked for there.
        at = text.index(quote, start)
        text = f"{text[:at]}❝{quote}❞{text[at + len(quote) :]}"
        start = at + len(quote) + 2
    return Card(text)


async def _send(
    bot: Bot, message: Message, card: Card, keyboard: InlineKeyboardMarkup | None
) -> Message:
    return await bot.send_message(
        message.chat_id,
        card.text,
        entities=card.entities,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )


async def _edit(
    bot: Bot, chat_id: int, message_id: int, card: Card, keyboard: InlineKeyboardMarkup | None
) -> None:
    await bot.edit_message_text(
        card.text,
        chat_id=chat_id,
        message_id=message_id,
        entities=card.entities,
        link_preview_options=_NO_PREVIEW,
        reply_markup=keyboard,
    )
