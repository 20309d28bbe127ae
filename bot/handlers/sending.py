"""The one place that sends: a reply to the message that asked, in its chat and topic."""

import logging

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated

from bot.card import Card, plain_card
from bot.quote import title_of
from bot.source import place_of
from bot.speech import Speech
from corpus.document import Span
from index.answer import Match

_log = logging.getLogger(__name__)
_EXPANDABLE = MessageEntity.EXPANDABLE_BLOCKQUOTE
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# What Telegram answers where a message cannot be changed any more, whatever one does.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_FILE_NAME_CHARACTERS = 60


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
) -> bool:
    """Turn a message of ours into another card; False if the message is there no more."""
    try:
        await _edit(bot, chat_id, message_id, card, keyboard)
    except ChatMigrated:
        return False
    except BadRequest as error:
        if _says(error, _GONE):
            return False
        if _says(error, ("entit",)):
            _log.warning("Telegram refused the entities of a card: %s", error)
            await _edit(bot, chat_id, message_id, without_entities(card), keyboard)
        elif not _says(error, ("not modified",)):
            raise
    return True


async def edit_keyboard(message: Message, keyboard: InlineKeyboardMarkup) -> None:
    """Put other buttons under a message of ours, if it is still there."""
    try:
        await message.edit_reply_markup(keyboard)
    except ChatMigrated:
        return
    except BadRequest as error:
        if not _says(error, ("not modified", *_GONE)):
            raise


async def send_document(
    message: Message, match: Match, speech: Speech, original: bytes | None = None
) -> None:
    """Send the file that a match stands in, or the text that was read of it, with its place."""
    document = match.document
    first = Span(match.best.start, match.best.start + 1)
    caption = plain_card(f"{title_of(match)} · {place_of(document, first, speech)}")
    name = _file_name(document.path)
    if original is None and document.original:
        name += ".txt"
    await message.reply_document(
        InputFile(document.text.encode() if original is None else original, name),
        caption=caption.text,
        caption_entities=caption.entities,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


def _file_name(path: str) -> str:
    """The last part of a path, without what would disguise it or break a form."""
    name = path.rsplit("/", 1)[-1]
    kept = "".join(one for one in name if one.isprintable() and one not in '\\"<>:|?*')
    return kept[-_FILE_NAME_CHARACTERS:].strip() or "document.txt"


async def end_tap(query: CallbackQuery, text: str | None = None) -> None:
    """End a tap, with a line that shows for a moment; too late is as good as never."""
    try:
        await query.answer(text)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise


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


def _says(error: BadRequest, parts: tuple[str, ...]) -> bool:
    """Whether Telegram's reason holds one of some words."""
    return any(part in str(error).lower() for part in parts)
