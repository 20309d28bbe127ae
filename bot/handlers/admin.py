"""What admins do with the collections: list them, bind chats to them, take up a new library."""

import json
import re
from collections import Counter

from telegram import Update
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.chats.memory import Chats
from bot.handlers.sending import reply
from bot.librarian import Librarian
from bot.quote import plain_card
from bot.review import Review
from bot.scope import BOUND, TITLE

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

    async def collections(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the collections with their documents and who may see them."""
        counts = Counter(one.collection for one in self._librarian.snapshot.documents)
        lines = [phrases.COLLECTIONS]
        for name in sorted(counts.keys() | self._access.restricted.keys()):
            restricted = self._access.restricted.get(name)
            shown, documents = name or phrases.TOP_FOLDER, phrases.documents(counts[name])
            if restricted is None:
                lines.append(phrases.COLLECTION.format(name=shown, documents=documents))
                continue
            ids = ", ".join(map(str, sorted(restricted))) or phrases.ADMINS_ONLY
            lines.append(
                phrases.COLLECTION_RESTRICTED.format(name=shown, documents=documents, ids=ids)
            )
        await self._say(update, context, "\n".join(lines))

    async def bind(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a chat or topic from some collections only, or list what is bound to what."""
        arguments = context.args or []
        if not arguments:
            await self._say(update, context, await self._places())
            return
        place, names = _PLACE.fullmatch(arguments[0]), " ".join(arguments[1:])
        if place is None or not names:
            await self._say(update, context, phrases.BIND_HOW)
            return
        chat_id, topic = int(place[1]), int(place[2]) if place[2] else None
        await self._say(update, context, await self._bind(chat_id, topic, names))

    async def reload(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take up a new version of the library now."""
        is_new = await self._librarian.refresh()
        snapshot = self._librarian.snapshot
        said = phrases.RELOADED if is_new else phrases.NOTHING_TO_RELOAD
        if self._librarian.complaint:
            said = phrases.RELOAD_REFUSED
        text = said.format(
            version=snapshot.version,
            documents=phrases.documents(len(snapshot.documents)),
            passages=phrases.passages(len(snapshot.passages)),
            reason=self._librarian.complaint,
        )
        await self._say(update, context, text)
        await self._review.run()

    async def _bind(self, chat_id: int, topic: int | None, names: str) -> str:
        where = _shown(chat_id, topic)
        options = self._chats.options
        if names.casefold() == _ALL:
            await self._chats.run(options.set, BOUND, None, chat_id, topic)
            return phrases.UNBOUND.format(place=where)
        known = {one.casefold(): one for one in self._librarian.collections_without(frozenset())}
        wanted = [name.strip() for name in names.split(",")]
        for name in wanted:
            if name.casefold() not in known:
                return phrases.BIND_UNKNOWN.format(name=name)
        found = sorted({known[name.casefold()] for name in wanted})
        for name in found:
            if chat_id not in self._access.restricted.get(name, {chat_id}):
                return phrases.BIND_RESTRICTED.format(name=name, chat_id=chat_id)
        await self._chats.run(options.set, BOUND, json.dumps(found), chat_id, topic)
        return phrases.NOW_BOUND.format(place=where, collections=", ".join(found))

    async def _places(self) -> str:
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
            return f"{phrases.NO_CHATS}\n\n{phrases.BIND_HOW}"
        lines = [
            phrases.BINDING.format(
                place=_shown(chat, topic or None),
                title=titles.get(chat, "?"),
                collections=", ".join(bound.get((chat, topic), [_unbound(topic)])),
            )
            for chat, topic in places[:_MOST_PLACES]
        ]
        if len(places) > _MOST_PLACES:
            lines.append(phrases.AND_MORE.format(count=len(places) - _MOST_PLACES))
        return "\n".join([phrases.BINDINGS, *lines, "", phrases.BIND_HOW])

    async def _say(self, update: Update, context: ContextTypes.DEFAULT_TYPE, text: str) -> None:
        if update.message is not None:
            await reply(context.bot, update.message, plain_card(text))


def _shown(chat_id: int, topic: int | None) -> str:
    return f"{chat_id}/{topic}" if topic else str(chat_id)


def _unbound(topic: int) -> str:
    return phrases.SAME_AS_CHAT if topic else phrases.ALL_COLLECTIONS
