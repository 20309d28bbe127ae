"""Documents that admins send in private: looked at, filed under a collection, confirmed."""

from telegram import Bot, CallbackQuery, Document, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes, filters

from bot import phrases, upload_phrases
from bot.admission import Admission
from bot.card import Card, plain_card
from bot.collection_name import collection_named
from bot.handlers.adding import TROUBLES, Adding, reason_of
from bot.handlers.sending import edit, end_tap, reply
from bot.librarian import Librarian
from bot.pending import Reception, Upload
from bot.preview import Given
from bot.speech import Speech
from bot.speeches import Speeches
from bot.upload_card import (
    BACK,
    NEW,
    NO,
    YES,
    naming_card,
    naming_keys,
    upload_card,
    upload_keys,
    upload_to_name_for,
)
from bot.worker import Worker
from corpus.read import MOST_FILE_BYTES

# Telegram hands a bot no larger file.
_MOST_BYTES = min(MOST_FILE_BYTES, 20_000_000)
_MOST_COLLECTIONS, _NAME_BYTES = 24, 60


class Uploads:
    """Takes files from admins. Who may send them is decided where this is registered.

    Args:
        librarian: knows the collections, and takes up the library when something was added.
        speeches: how admins are spoken to.
        access: who is an admin, for those who tap.
        reception: where files wait, and where they are added.
        worker: the thread in which files are read and added, which takes its time.
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
        self._worker, self._desk = worker, Worker()
        self._adding = Adding(librarian, reception, worker)
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
            await self._say(message, upload_phrases.ADD_HOW)

    async def on_name(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The name of a new collection, as a reply to the message that asks for it."""
        message = update.message
        if message is None or message.from_user is None or message.reply_to_message is None:
            return
        asking, given = message.reply_to_message, " ".join((message.text or "").split())
        number, admin = upload_to_name_for(asking) or "", message.from_user.id
        upload = await self._desk.run(self._pending.find, number, admin)
        if upload is None:
            await self._say(message, upload_phrases.ADD_EXPIRED)
            return
        known = {*self._librarian.collections_without(frozenset({""})), *upload.collections}
        name = collection_named(given, sorted(known | self._access.restricted.keys()))
        if name is None:
            await self._say(message, upload_phrases.NAME_REFUSED, name=given)
            return
        upload = await self._desk.run(self._pending.file_under, upload, name)
        speech = await self._speeches.under(message)
        place = (context.bot, message.chat_id, asking.message_id)
        await edit(*place, await self._card(upload, speech), upload_keys(upload, speech))

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
            upload = await self._desk.run(self._pending.find, upload_id, admin)
            if upload is None:
                await end_tap(query)
                await self._end(message, speech(upload_phrases.ADD_EXPIRED))
            else:
                await self._do(query, message, upload, what, speech)
        finally:
            self._in_hand.discard(upload_id)

    async def _do(
        self, query: CallbackQuery, message: Message, upload: Upload, what: str, speech: Speech
    ) -> None:
        if what == YES and upload.is_new and await self._replaces(upload):
            # Another admin was faster; it was not asked about that.
            await end_tap(query, speech(upload_phrases.LOOK_AGAIN))
            what = BACK
        else:
            await end_tap(query)
        if what == YES:
            await self._adding.add(message, upload, speech)
        elif what == NO:
            await self._desk.run(self._drop, upload)
            await self._end(message, speech(upload_phrases.ADD_CANCELLED))
        elif what == NEW:
            place = (message.get_bot(), message.chat_id, message.message_id)
            await edit(*place, naming_card(upload, speech), naming_keys(upload, speech))
        else:
            if what != BACK:
                upload = await self._desk.run(self._pending.choose, upload, int(what))
            place = (message.get_bot(), message.chat_id, message.message_id)
            await edit(*place, await self._card(upload, speech), upload_keys(upload, speech))

    async def _take_file(self, bot: Bot, message: Message, document: Document) -> None:
        name = document.file_name or ""
        too_big = {"name": name, "size": _MOST_BYTES // 1_000_000}
        if (document.file_size or 0) > _MOST_BYTES:
            await self._say(message, upload_phrases.TOO_BIG, **too_big)
            return
        try:
            file = await bot.get_file(document.file_id)
        except BadRequest as error:
            if "too big" in str(error).lower():
                await self._say(message, upload_phrases.TOO_BIG, **too_big)
            else:
                await self._say(message, upload_phrases.NOT_FETCHED, name=name)
            return
        await self._look_at(message, name, bytes(await file.download_as_bytearray()))

    async def _look_at(self, message: Message, name: str, content: bytes) -> None:
        """Read a file without keeping it as a document, and ask whether to add it."""
        person = message.from_user
        if person is None:
            return
        speech, bot = await self._speeches.under(message), message.get_bot()
        try:
            preview = await self._worker.run(self._holdings.preview, Given(name, "", content))
        except TROUBLES as error:
            reason = reason_of(error, speech)
            await self._say(message, upload_phrases.NOT_ADDED, name=name, reason=reason)
            return
        others = sorted(self._librarian.collections_without(frozenset({""})))
        choices = ("", *others[:_MOST_COLLECTIONS])
        upload = Upload.of(preview, person.id, choices)
        await self._desk.run(self._pending.put, upload, content)
        await reply(bot, message, await self._card(upload, speech), upload_keys(upload, speech))

    async def _card(self, upload: Upload, speech: Speech) -> Card:
        """The card of an upload, which remembers what it says about its name."""
        is_new = not await self._replaces(upload)
        upload = await self._desk.run(self._pending.change, upload, is_new=is_new)
        return upload_card(upload, speech)

    async def _replaces(self, upload: Upload) -> bool:
        given = Given(upload.name, upload.collection, b"")
        return await self._desk.run(self._holdings.replaces, given)

    def _drop(self, upload: Upload) -> None:
        self._holdings.withdraw(Given(upload.name, upload.collection, b""))
        self._pending.drop(upload)

    async def _end(self, message: Message, text: str) -> None:
        card = plain_card(text)
        await edit(message.get_bot(), message.chat_id, message.message_id, card, None)

    async def _say(self, message: Message, text: str, **values: object) -> None:
        speech = await self._speeches.under(message)
        await reply(message.get_bot(), message, plain_card(speech(text, **values)))


class NamesCollection(filters.MessageFilter):
    """Lets replies to a message through that asks for the name of a new collection."""

    def filter(self, message: Message) -> bool:
        """Whether it is one."""
        return upload_to_name_for(message.reply_to_message) is not None


def _name_of(text: str) -> str:
    """The name of a file for a text: its first line, without what no name may have."""
    line = text.strip().split("\n", 1)[0]
    kept = "".join(one if one.isalnum() or one in " -_" else " " for one in line)
    # At most 200 bytes of a name are taken, and a letter has up to four.
    name = " ".join(kept.split()).encode()[:_NAME_BYTES].decode(errors="ignore")
    return name.strip() or "text"
