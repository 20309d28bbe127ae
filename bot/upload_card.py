"""What an admin sees of a file before it is added, and the buttons to decide with."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import phrases, upload_phrases
from bot.excerpt import shortened
from bot.pending import Upload
from bot.quote import BLOCKQUOTE, PATH_UNITS, TITLE_UNITS, Card, Draft
from bot.reasons import reason_in
from bot.speech import Speech

_MOST_WARNINGS, _WARNING_UNITS, _LABEL_UNITS = 5, 200, 30


def upload_card(upload: Upload, speech: Speech, *, is_new: bool) -> Card:
    """What would be added, as text: nothing in it becomes a link.

    Args:
        upload: the file.
        speech: the admin's.
        is_new: whether there is no document of that name yet.
    """
    draft = Draft()
    draft.add(speech(upload_phrases.ADD_SURE))
    title = shortened(" ".join(upload.title.split()), TITLE_UNITS)
    name = shortened(upload.name, PATH_UNITS)
    draft.add(f"{title} · {name} · {speech.passages(upload.passages)}")
    if upload.date:
        draft.add(speech(upload_phrases.ADD_DATE, date=upload.date))
    warnings = [] if is_new else [speech(upload_phrases.ADD_REPLACES)]
    warnings += [reason_in(speech, warning) for warning in upload.warnings]
    warnings += [speech(upload_phrases.ADD_SAME, path=path) for path in upload.same]
    for warning in warnings[:_MOST_WARNINGS]:
        draft.add(f"⚠ {shortened(warning, _WARNING_UNITS)}")
    if upload.begins:
        draft.add(speech(upload_phrases.ADD_BEGINS))
        draft.add(upload.begins, BLOCKQUOTE)
    draft.add(speech(upload_phrases.ADD_CHOOSE))
    return draft.card()


def upload_keys(upload: Upload, speech: Speech) -> InlineKeyboardMarkup:
    """The collections, the chosen one marked, two in a row; then yes or no."""
    buttons = [
        InlineKeyboardButton(
            ("• " if name == upload.collection else "")
            + shortened(name or speech(phrases.TOP_FOLDER), _LABEL_UNITS),
            callback_data=f"add:{upload.id}:{number}",
        )
        for number, name in enumerate(upload.collections)
    ]
    rows = [buttons[first : first + 2] for first in range(0, len(buttons), 2)]
    answers = ((upload_phrases.ADD_CONFIRM, "yes"), (upload_phrases.CANCEL, "no"))
    rows.append(
        [
            InlineKeyboardButton(speech(text), callback_data=f"add:{upload.id}:{what}")
            for text, what in answers
        ]
    )
    return InlineKeyboardMarkup(rows)
