"""What an admin sees of a file before it is added, and the buttons to decide with."""

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import phrases, upload_phrases
from bot.card import BLOCKQUOTE, PATH_UNITS, TITLE_UNITS, Card, Draft, plain_card
from bot.excerpt import shortened
from bot.pending import Upload
from bot.reasons import reason_in
from bot.speech import Speech

YES, NO, NEW, BACK = "yes", "no", "new", "back"
# What a button holds: the upload, and one of these, or the number of a collection.
DATA_PATTERN = rf"^add:[0-9a-f]{{16}}:({YES}|{NO}|{NEW}|{BACK}|\d{{1,2}})$"
_WAY_BACK = re.compile(rf"add:([0-9a-f]{{16}}):{BACK}")
_MOST_WARNINGS, _WARNING_UNITS, _LABEL_UNITS = 5, 200, 30


def upload_card(upload: Upload, speech: Speech) -> Card:
    """What would be added, as text: nothing in it becomes a link."""
    draft = Draft()
    there = upload.already_there
    if there is None:
        draft.add(speech(upload_phrases.ADD_SURE))
    draft.add(f"{title_of(upload)} · {_name_of(upload)} · {speech.passages(upload.passages)}")
    if upload.date:
        draft.add(speech(upload_phrases.ADD_DATE, date=upload.date))
    for warning in _warnings(upload, speech)[:_MOST_WARNINGS]:
        draft.add(f"⚠ {shortened(warning, _WARNING_UNITS)}")
    if upload.begins:
        draft.add(speech(upload_phrases.ADD_BEGINS))
        draft.add(upload.begins, BLOCKQUOTE)
    what_now = upload_phrases.ADD_CHOOSE if there is None else upload_phrases.ADD_ELSEWHERE
    draft.add(speech(what_now))
    return draft.card()


def upload_keys(upload: Upload, speech: Speech) -> InlineKeyboardMarkup:
    """The collections, the chosen one marked, two in a row; then yes or no."""
    buttons = [
        _button(
            upload,
            ("• " if name == upload.collection else "")
            + shortened(name or speech(phrases.TOP_FOLDER), _LABEL_UNITS),
            str(number),
        )
        for number, name in enumerate(upload.collections)
    ]
    buttons.append(_button(upload, speech(upload_phrases.ADD_NEW), NEW))
    rows = [buttons[first : first + 2] for first in range(0, len(buttons), 2)]
    last = [_button(upload, speech(upload_phrases.CANCEL), NO)]
    # What is there already would be refused.
    if upload.already_there is None:
        last.insert(0, _button(upload, speech(upload_phrases.ADD_CONFIRM), YES))
    return InlineKeyboardMarkup([*rows, last])


def naming_card(upload: Upload, speech: Speech) -> Card:
    """Asks for the name of a new collection."""
    return plain_card(speech(upload_phrases.ADD_NAME, title=title_of(upload)))


def naming_keys(upload: Upload, speech: Speech) -> InlineKeyboardMarkup:
    """The way back to the card; it also tells what a reply to the message is the name for."""
    return InlineKeyboardMarkup([[_button(upload, speech(phrases.BACK), BACK)]])


def upload_to_name_for(message: Message | None) -> str | None:
    """The id of the upload whose new collection a message asks the name of; None of any other."""
    if message is None or message.reply_markup is None:
        return None
    for row in message.reply_markup.inline_keyboard:
        for button in row:
            found = _WAY_BACK.fullmatch(str(button.callback_data or ""))
            if found is not None:
                return found[1]
    return None


def title_of(upload: Upload) -> str:
    """Its title on one line."""
    return shortened(" ".join(upload.title.split()), TITLE_UNITS)


def _name_of(upload: Upload) -> str:
    return shortened(upload.name, PATH_UNITS)


def _warnings(upload: Upload, speech: Speech) -> list[str]:
    there = upload.already_there
    if there is not None:
        return [speech(upload_phrases.ADD_THERE, path=there)]
    replaces = [] if upload.is_new else [speech(upload_phrases.ADD_REPLACES)]
    others = [reason_in(speech, warning) for warning in upload.warnings]
    same = [speech(upload_phrases.ADD_SAME, path=path) for path in upload.same]
    return [*replaces, *others, *same]


def _button(upload: Upload, label: str, what: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"add:{upload.id}:{what}")
