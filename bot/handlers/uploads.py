"""Documents that admins send in private: looked at, confirmed, added."""

import asyncio

from telegram import (
    Bot,
    CallbackQuery,
    Document,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.ext import ContextTypes

from bot import phrases, upload_phrases
from bot.admission import Admission
from bot.errors import BotError
from bot.excerpt import shortened
from bot.handlers.sending import edit, end_tap, reply
from bot.holdings import Addition
from bot.librarian import Librarian
from bot.pending import Reception, Upload
from bot.preview import Given
from bot.quote import TITLE_UNITS, Card, plain_card
from bot.reasons import reason_in
from bot.samples import samples_of, tried
from bot.speech import Speech
from bot.speeches import Speeches
from bot.upload_card import upload_card, upload_keys
from bot.worker import Worker
from corpus.adding import FileRefused
from corpus.errors import CorpusError
from corpus.read import MOST_FILE_BYTES
from index.entries import Entry
from index.errors import SearchError

DATA_PATTERN = r"^add:[0-9a-f]{16}:(yes|no|\d{1,2})$"
# Telegram hands a bot no larger file.
_MOST_BYTES = min(MOST_FILE_BYTES, 20_000_000)
_EDIT_S = 2.0
_MOST_COLLECTIONS, _NAME_BYTES = 24, 60
_MOST_TRIED, _MOST_QUESTIONS = 12, 3
_TROUBLES = (BotError, CorpusError, SearchError, OSError)


class Uploads:
    """Takes files from admins. Who may send them is decided where this is registered.

    Args:
        librarian: takes up the library when something was added.
        speeches: how admins are spoken to.
        access: who is an admin, for those who tap.
        reception: where files wait, and where they are added.
        worker: the thread in which both are used.
    """

    def __init__(
        self,
        librarian: Librarian,
        speeches: Speeches,
        access: Admission,
        reception: Reception,
        worker: Worker,
    ) -> None:
        self._librarian, self._speeches, self._access = librarian, speeches, access
        self._holdings, self._pending = reception.holdings, reception.pending
        self._worker = worker
        self._in_hand: set[str] = set()

    async def on_file(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file: say what would be added."""
        message = update.message
        if message is not None and message.document is not None:
            await self._take_file(context.bot, message, message.document)

    async def on_add(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/add` as a reply to a text or a file."""
        message = update.message
        if message is None:
            return
        replied = message.reply_to_message
        if replied is not None and replied.document is not None:
            await self._take_file(context.bot, message, replied.document)
        elif replied is not None and replied.text:
            name = f"{_name_of(' '.join(context.args or []) or replied.text)}.txt"
            await self._look_at(message, name, replied.text.encode("utf-8", "replace"))
        else:
            speech = await self._speeches.under(message)
            await reply(context.bot, message, plain_card(speech(upload_phrases.ADD_HOW)))

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A tap under a preview: another's, a forged or an old one changes nothing."""
        del context
        query = update.callback_query
        if query is None:
            return
        speech = await self._speeches.to(query.from_user)
        _, upload_id, what = (query.data or "").split(":")
        admin, message = query.from_user.id, query.message
        if admin not in self._access.admins or not isinstance(message, Message):
            await end_tap(query, speech(phrases.NOT_FOR_YOU))
            return
        if upload_id in self._in_hand:
            await end_tap(query, speech(upload_phrases.BEING_ADDED))
            return
        self._in_hand.add(upload_id)
        try:
            upload = await self._worker.run(self._pending.find, upload_id, admin)
            if upload is None:
                await self._end(query, message, speech(upload_phrases.ADD_EXPIRED))
            elif what == "no":
                await self._worker.run(self._drop, upload)
                await self._end(query, message, speech(upload_phrases.ADD_CANCELLED))
            elif what == "yes":
                await end_tap(query)
                await self._add(message, upload, speech)
            else:
                await end_tap(query)
                upload = await self._worker.run(self._pending.choose, upload, int(what))
                await self._show(
                    message, await self._card(upload, speech), upload_keys(upload, speech)
                )
        finally:
            self._in_hand.discard(upload_id)

    async def _take_file(self, bot: Bot, message: Message, document: Document) -> None:
        name = document.file_name or ""
        if (document.file_size or 0) > _MOST_BYTES:
            speech = await self._speeches.under(message)
            said = speech(upload_phrases.TOO_BIG, name=name, size=_MOST_BYTES // 1_000_000)
            await reply(bot, message, plain_card(said))
            return
        file = await document.get_file()
        await self._look_at(message, name, bytes(await file.download_as_bytearray()))

    async def _look_at(self, message: Message, name: str, content: bytes) -> None:
        """Read a file without keeping it as a document, and ask whether to add it."""
        person = message.from_user
        if person is None:
            return
        speech, bot = await self._speeches.under(message), message.get_bot()
        try:
            preview = await self._worker.run(self._holdings.preview, Given(name, "", content))
        except _TROUBLES as error:
            said = speech(upload_phrases.NOT_ADDED, name=name, reason=_reason(error, speech))
            await reply(bot, message, plain_card(said))
            return
        others = sorted(self._librarian.collections_without(frozenset({""})))
        choices = ("", *others[:_MOST_COLLECTIONS])
        upload = Upload.of(preview, person.id, choices)
        await self._worker.run(self._pending.put, upload, content)
        await reply(bot, message, await self._card(upload, speech), upload_keys(upload, speech))

    async def _card(self, upload: Upload, speech: Speech) -> Card:
        given = Given(upload.name, upload.collection, b"")
        is_new = not await self._worker.run(self._holdings.replaces, given)
        return upload_card(upload, speech, is_new=is_new)

    async def _add(self, message: Message, upload: Upload, speech: Speech) -> None:
        """Add a file, and say in the one message how far it is."""
        counted, keyboard = _Counted(), upload_keys(upload, speech)
        title = shortened(" ".join(upload.title.split()), TITLE_UNITS)
        # The buttons stay until it is done: should the process die meanwhile, a tap goes on.
        await self._show(message, plain_card(speech(upload_phrases.ADDING, title=title)), keyboard)
        work = asyncio.create_task(self._worker.run(self._store, upload, counted))
        shown = 0
        while not (await asyncio.wait({work}, timeout=_EDIT_S))[0]:
            done = counted.done
            if done != shown:
                said = speech(
                    upload_phrases.ADDING_SO_FAR, title=title, done=done, count=counted.expected
                )
                await self._show(message, plain_card(said), keyboard)
                shown = done
        try:
            addition = work.result()
        except _TROUBLES as error:
            said = speech(upload_phrases.NOT_ADDED, name=upload.name, reason=_reason(error, speech))
            await self._show(message, plain_card(said), keyboard)
            return
        await self._librarian.refresh()
        entry = addition.documents[0]
        questions = await self._samples(entry)
        lines = [
            speech(
                upload_phrases.ADDED_TRY if questions else upload_phrases.ADDED,
                title=title,
                passages=speech.passages(len(entry.passages)),
            ),
            *(f"• {question}" for question in questions),
        ]
        await self._show(message, plain_card("\n".join(lines)))

    async def _samples(self, entry: Entry) -> list[str]:
        """Questions that the new document is sure to answer."""
        for texts in samples_of(entry.document, entry.passages):
            some = texts[:_MOST_TRIED]
            found = await tried(
                self._librarian, some, _MOST_QUESTIONS, document_id=entry.document.id
            )
            if found:
                return found
        return []

    def _store(self, upload: Upload, counted: "_Counted") -> Addition:
        preview = self._holdings.preview(self._pending.given(upload))
        addition = self._holdings.add([preview], counted)
        for refused in addition.refused:
            raise refused
        self._pending.drop(upload)
        return addition

    def _drop(self, upload: Upload) -> None:
        self._holdings.withdraw(Given(upload.name, upload.collection, b""))
        self._pending.drop(upload)

    async def _end(self, query: CallbackQuery, message: Message, text: str) -> None:
        await end_tap(query)
        await self._show(message, plain_card(text))

    async def _show(
        self, message: Message, card: Card, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        await edit(message.get_bot(), message.chat_id, message.message_id, card, keyboard)


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


def _reason(error: Exception, speech: Speech) -> str:
    """Why something failed, for who cannot see the operator's screen."""
    if isinstance(error, FileRefused):
        return reason_in(speech, error.reason)
    if isinstance(error, OSError):
        return reason_in(speech, error.strerror or type(error).__name__)
    return str(error)


def _name_of(text: str) -> str:
    """The name of a file for a text: its first line, without what no name may have."""
    line = text.strip().split("\n", 1)[0]
    kept = "".join(one if one.isalnum() or one in " -_" else " " for one in line)
    # At most 120 bytes of a name are taken, and a letter has up to four.
    name = " ".join(kept.split()).encode()[:_NAME_BYTES].decode(errors="ignore")
    return name.strip() or "text"
