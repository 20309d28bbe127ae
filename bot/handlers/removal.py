"""`/remove`: added documents are found by words, and removed when an admin confirms."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot import phrases, upload_phrases
from bot.admission import Admission
from bot.card import TITLE_UNITS, Card, plain_card
from bot.errors import BotError
from bot.excerpt import shortened
from bot.handlers.sending import edit, end_tap, reply
from bot.holdings import Holdings
from bot.librarian import Librarian
from bot.speech import Speech
from bot.speeches import Speeches
from bot.worker import Worker
from corpus.errors import CorpusError
from index.errors import SearchError
from index.stored.listing import Listed

# A document's id is no secret: only an admin's tap counts, and an admin may remove any of them.
DATA_PATTERN = r"^remove:[0-9a-f]{16}:(ask|yes|no)$"
_MOST_SHOWN, _LABEL_UNITS = 8, 60


class Removal:
    """Removes what was added. Who may is decided where this is registered."""

    def __init__(
        self,
        librarian: Librarian,
        speeches: Speeches,
        access: Admission,
        holdings: Holdings,
        worker: Worker,
    ) -> None:
        self._librarian, self._speeches, self._access = librarian, speeches, access
        self._holdings, self._worker = holdings, worker

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/remove words`: list what fits."""
        message = update.message
        if message is None:
            return
        speech, words = await self._speeches.under(message), " ".join(context.args or [])
        found = await self._worker.run(self._holdings.added, words) if words else []
        if not words:
            card, keyboard = plain_card(speech(upload_phrases.REMOVE_HOW)), None
        elif not found:
            card, keyboard = plain_card(speech(upload_phrases.REMOVE_NONE, words=words)), None
        else:
            card, keyboard = _list(found, speech)
        await reply(context.bot, message, card, keyboard)

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A tap on a document, or on what to do with it."""
        query = update.callback_query
        if query is None:
            return
        speech = await self._speeches.to(query.from_user)
        message = query.message
        if query.from_user.id not in self._access.admins or not isinstance(message, Message):
            await end_tap(query, speech(phrases.NOT_FOR_YOU))
            return
        await end_tap(query)
        _, document_id, what = (query.data or "").split(":")
        keyboard = None
        added = await self._worker.run(self._holdings.added)
        listed = next((one for one in added if one.id == document_id), None)
        if listed is None:
            card = plain_card(speech(upload_phrases.REMOVE_GONE))
        elif what == "ask":
            card, keyboard = _question(listed, speech), _answers(document_id, speech)
        elif what == "no":
            card = plain_card(speech(upload_phrases.STAYS, title=_title(listed)))
        else:
            card = await self._remove(listed, speech)
        await edit(context.bot, message.chat_id, message.message_id, card, keyboard)

    async def _remove(self, listed: Listed, speech: Speech) -> Card:
        try:
            await self._worker.run(self._holdings.remove, listed.path, _Unwatched())
        except (BotError, CorpusError, SearchError, OSError) as error:
            said = speech(upload_phrases.NOT_REMOVED, reason=str(error))
        else:
            said = speech(upload_phrases.REMOVED, title=_title(listed))
        # Before anything is said: whoever reads it and asks gets no quote from it.
        await self._librarian.refresh()
        return plain_card(said)


class _Unwatched:
    """A `Watcher` that tells nobody: what is left was embedded before."""

    def expect(self, texts: int) -> None:
        """Nothing."""

    def advance(self, texts: int) -> None:
        """Nothing."""


def _list(found: list[Listed], speech: Speech) -> tuple[Card, InlineKeyboardMarkup]:
    lines = [speech(upload_phrases.REMOVE_WHICH)]
    if len(found) > _MOST_SHOWN:
        lines.append(speech(phrases.AND_MORE, count=len(found) - _MOST_SHOWN))
    rows = [
        [
            InlineKeyboardButton(
                shortened(f"{_title(listed)} · {listed.path}", _LABEL_UNITS),
                callback_data=f"remove:{listed.id}:ask",
            )
        ]
        for listed in found[:_MOST_SHOWN]
    ]
    return plain_card("\n".join(lines)), InlineKeyboardMarkup(rows)


def _question(listed: Listed, speech: Speech) -> Card:
    passages = speech.passages(listed.passages)
    path = listed.path
    return plain_card(
        speech(upload_phrases.REMOVE_SURE, title=_title(listed), path=path, passages=passages)
    )


def _answers(document_id: str, speech: Speech) -> InlineKeyboardMarkup:
    answers = ((upload_phrases.REMOVE_CONFIRM, "yes"), (upload_phrases.CANCEL, "no"))
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(speech(text), callback_data=f"remove:{document_id}:{what}")
                for text, what in answers
            ]
        ]
    )


def _title(listed: Listed) -> str:
    return shortened(" ".join(listed.title.split()), TITLE_UNITS)
