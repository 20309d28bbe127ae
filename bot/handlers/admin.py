"""What admins do with the collections: list them, bind chats to them, take up a new library."""

import json
import re
from collections import Counter

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import plain_card
from bot.chats.memory import Chats
from bot.handlers.sending import reply
from bot.librarian import Librarian
from bot.review import Review
from bot.scope import BOUND, TITLE
from bot.speech import Speech
from bot.speeches import Speeches

_PLACE = re.compile(r"(-?\d{1,19})(?:/(\d{1,9}))?")
_ALL = "all"
_MOST_PLACES = 50


class Admin:
    """`/collections`, `/bind` and `/reload`. Who may is decided where they are registered."""

    def __init__(
        self, librarian: Librarian, chats: Chats, access: Admission, review: Review
    ) -> None:
        self._librarian, self._chats = librarian, chats
        self._access, self._review = access, review
        self._speeches = Speeches(chats)

    async def collections(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the collections with their documents and who may see them."""
        message = update.message
        if message is None:
            return
        speech = await self._speeches.under(message)
        counts = Counter(one.collection for one in self._librarian.snapshot.documents)
        lines = [speech(phrases.COLLECTIONS)]
        for name in sorted(counts.keys() | self._access.restricted.keys()):
            restricted = self._access.restricted.get(name)
            shown, documents = name or speech(phrases.TOP_FOLDER), speech.documents(counts[name])
            if restricted is None:
                lines.append(speech(phrases.COLLECTION, name=shown, documents=documents))
                continue
            ids = ", ".join(map(str, sorted(restricted))) or speech(phrases.ADMINS_ONLY)
            lines.append(
                speech(phrases.COLLECTION_RESTRICTED, name=shown, documents=documents, ids=ids)
            )
        await self._say(message, context, "\n".join(lines))

    async def bind(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a chat or topic from some collections only, or list what is bound to what."""
        message = update.message
        if message is None:
            return
        speech = await self._speeches.under(message)
        arguments = context.args or []
        if not arguments:
            await self._say(message, context, await self._places(speech))
            return
        place, names = _PLACE.fullmatch(arguments[0]), " ".join(arguments[1:])
        if place is None or not names:
            await self._say(message, context, speech(phrases.BIND_HOW))
            return
        chat_id, topic = int(place[1]), int(place[2]) if place[2] else None
        await self._say(message, context, await self._bind(chat_id, topic, names, speech))

    async def reload(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take up a new version of the library now."""
        message = update.message
        if message is None:
            return
        speech = await self._speeches.under(message)
        is_new = await self._librarian.refresh()
        snapshot = self._librarian.snapshot
        said = phrases.RELOADED if is_new else phrases.NOTHING_TO_RELOAD
        if self._librarian.complaint:
            said = phrases.RELOAD_REFUSED
        text = speech(
            said,
            version=snapshot.version,
            documents=speech.documents(len(snapshot.documents)),
            passages=speech.passages(len(snapshot.passages)),
            reason=self._librarian.complaint,
        )
        await self._say(message, context, text)
        await self._review.run()

    async def _bind(self, chat_id: int, topic: int | None, names: str, speech: Speech) -> str:
        where = _shown(chat_id, topic)
        options = self._chats.options
        if names.casefold() == _ALL:
            await self._chats.run(options.set, BOUND, None, chat_id, topic)
            return speech(phrases.UNBOUND, place=where)
        known = {one.casefold(): one for one in self._librarian.collections_without(frozenset())}
        wanted = [name.strip() for name in names.split(",")]
        for name in wanted:
            if name.casefold() not in known:
                return speech(phrases.BIND_UNKNOWN, name=name)
        found = sorted({known[name.casefold()] for name in wanted})
        for name in found:
            if chat_id not in self._access.restricted.get(name, {chat_id}):
                return speech(phrases.BIND_RESTRICTED, name=name, chat_id=chat_id)
        await self._chats.run(options.set, BOUND, json.dumps(found), chat_id, topic)
        return speech(phrases.NOW_BOUND, place=where, collections=", ".join(found))

    async def _places(self, speech: Speech) -> str:
        """The chats and topics that the bot knows, and what they are bound to."""
        options = self._chats.options
        titles = {chat: title for chat, _, title in await self._chats.run(options.all, TITLE)}
        bound = {
            (chat, topic): json.loads(names)
            for chat, topic, names in await self._chats.run(options.all, BOUND)
        }
        asked = await self._chats.run(self._chats.answers.group_places)
        places = sorted({*bound, *asked, *((chat, 0) for chat in titles)})
        if not places:
            return f"{speech(phrases.NO_CHATS)}\n\n{speech(phrases.BIND_HOW)}"
        lines = [
            speech(
                phrases.BINDING,
                place=_shown(chat, topic or None),
                title=titles.get(chat, "?"),
                collections=", ".join(bound.get((chat, topic), [speech(_unbound(topic))])),
            )
            for chat, topic in places[:_MOST_PLACES]
        ]
        if len(places) > _MOST_PLACES:
            lines.append(speech(phrases.AND_MORE, count=len(places) - _MOST_PLACES))
        return "\n".join([speech(phrases.BINDINGS), *lines, "", speech(phrases.BIND_HOW)])

    async def _say(self, message: Message, context: ContextTypes.DEFAULT_TYPE, text: str) -> None:
        await reply(context.bot, message, plain_card(text))


def _shown(chat_id: int, topic: int | None) -> str:
    return f"{chat_id}/{topic}" if topic else str(chat_id)


def _unbound(topic: int) -> str:
    return phrases.SAME_AS_CHAT if topic else phrases.ALL_COLLECTIONS
