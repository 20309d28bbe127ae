"""A document that an admin confirmed is added: progress in one message, then questions to try."""

import asyncio

from telegram import Message

from bot import upload_phrases
from bot.card import plain_card
from bot.errors import BotError
from bot.handlers.sending import edit
from bot.holdings import Addition
from bot.librarian import Librarian
from bot.pending import Reception, Upload
from bot.reasons import reason_in
from bot.samples import samples_of, tried
from bot.speech import Speech
from bot.upload_card import title_of, upload_keys
from bot.worker import Worker
from corpus.adding import FileRefused
from corpus.errors import CorpusError
from index.errors import SearchError
from index.stored.entries import Entry

TROUBLES = (BotError, CorpusError, SearchError, OSError)
_EDIT_S = 2.0
_MOST_TRIED, _MOST_QUESTIONS = 12, 3


class Adding:
    """Adds what was confirmed.

    Args:
        librarian: takes up the library when something was added.
        reception: where files wait, and where they are added.
        worker: the thread in which both are used.
    """

    def __init__(self, librarian: Librarian, reception: Reception, worker: Worker) -> None:
        self._librarian, self._worker = librarian, worker
        self._holdings, self._pending = reception.holdings, reception.pending

    async def add(self, message: Message, upload: Upload, speech: Speech) -> None:
        """Add a file, and say in the one message how far it is."""
        counted, title = _Counted(), title_of(upload)
        await self._say(message, upload, speech, upload_phrases.ADDING, title=title)
        work = asyncio.create_task(self._worker.run(self._store, upload, counted))
        shown = 0
        while not (await asyncio.wait({work}, timeout=_EDIT_S))[0]:
            done = counted.done
            if done != shown:
                so_far = {"title": title, "done": done, "count": counted.expected}
                await self._say(message, upload, speech, upload_phrases.ADDING_SO_FAR, **so_far)
                shown = done
        try:
            addition = work.result()
        except TROUBLES as error:
            why = {"name": upload.name, "reason": reason_of(error, speech)}
            await self._say(message, upload, speech, upload_phrases.NOT_ADDED, **why)
            return
        await self._librarian.refresh()
        await self._show_done(message, addition.documents[0], title, speech)

    async def _show_done(self, message: Message, entry: Entry, title: str, speech: Speech) -> None:
        questions = await self._samples(entry)
        said = upload_phrases.ADDED_TRY if questions else upload_phrases.ADDED
        count = speech.passages(len(entry.passages))
        lines = [speech(said, title=title, passages=count), *(f"• {one}" for one in questions)]
        card = plain_card("\n".join(lines))
        await edit(message.get_bot(), message.chat_id, message.message_id, card, None)

    async def _samples(self, entry: Entry) -> list[str]:
        """Questions that the new document is sure to answer."""
        document = entry.document
        for texts in samples_of(document, entry.passages):
            some = texts[:_MOST_TRIED]
            found = await tried(self._librarian, some, _MOST_QUESTIONS, document_id=document.id)
            if found:
                return found
        return []

    def _store(self, upload: Upload, counted: "_Counted") -> Addition:
        given = self._pending.given(upload)
        if upload.is_new and self._holdings.replaces(given):
            # It was added while this one waited for its turn; the next tap asks about that.
            raise FileRefused(upload.name, "another file of that name was given")
        preview = self._holdings.preview(given)
        addition = self._holdings.add([preview], counted)
        for refused in addition.refused:
            raise refused
        self._pending.drop(upload)
        return addition

    async def _say(
        self, message: Message, upload: Upload, speech: Speech, text: str, **values: object
    ) -> None:
        """The buttons stay until it is done: should the process die meanwhile, a tap goes on."""
        card, keys = plain_card(speech(text, **values)), upload_keys(upload, speech)
        await edit(message.get_bot(), message.chat_id, message.message_id, card, keys)


class _Counted:
    """A `Watcher` that counts: the thread writes, the loop reads."""

    def __init__(self) -> None:
        self.expected = self.done = 0

    def expect(self, texts: int) -> None:
        """Before embedding: how many texts there are to embed."""
        self.expected += texts

    def advance(self, texts: int) -> None:
        """During embedding: how many more are done."""
        self.done += texts


def reason_of(error: Exception, speech: Speech) -> str:
    """Why something failed, for who cannot see the operator's screen."""
    if isinstance(error, FileRefused):
        return reason_in(speech, error.reason)
    if isinstance(error, OSError):
        return reason_in(speech, error.strerror or type(error).__name__)
    return str(error)
