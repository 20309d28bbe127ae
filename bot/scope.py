"""Where a question is looked for: what may be seen, what the chat is bound to, its #hashtags."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from bot.admission import Admission
from bot.chats.memory import Chats
from bot.collection_name import as_tag
from bot.librarian import Librarian
from index.answer import Question

# The option that binds a chat or topic, as a JSON list.
BOUND = "collections"
# The option that holds the name of a group which the bot is in.
TITLE = "title"
_TAG = re.compile(r"(?<!\S)#([\w-]+)")


class Scopes:
    """Says which collections a question is asked of."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access

    async def of(
        self, person_id: int, chat_id: int, thread_id: int | None = None
    ) -> frozenset[str] | None:
        """The collections that are open to somebody in a chat or topic; None for all."""
        hidden = self._access.hidden_from(person_id, chat_id)
        bound = await self._chats.run(self._chats.options.get, BOUND, chat_id, thread_id)
        if bound is not None:
            return frozenset(json.loads(bound)) - hidden
        return self._librarian.collections_without(hidden) if hidden else None

    async def limited(
        self, question: Question, person_id: int, chat_id: int, thread_id: int | None = None
    ) -> Question:
        """A question limited to what is open there, and to the collections that it names."""
        scope = await self.of(person_id, chat_id, thread_id)
        known = self._librarian.collections_without(frozenset())
        return named(replace(question, collections=scope), known if scope is None else scope)


def named(question: Question, open_collections: Iterable[str]) -> Question:
    """The question without its #hashtags that name collections, limited to these.

    A hashtag of any other name stays a word of the question: whether there is a collection of
    that name which is not open does not show. So does one without any words beside it.
    """
    by_tag = {as_tag(name): name for name in open_collections if name}
    wanted = {by_tag[tag] for tag in map(as_tag, _TAG.findall(question.text)) if tag in by_tag}
    if not wanted:
        return question

    def without_known(found: re.Match[str]) -> str:
        return "" if as_tag(found.group(1)) in by_tag else found.group()

    rest = replace(question, text=" ".join(_TAG.sub(without_known, question.text).split()))
    return replace(rest, collections=frozenset(wanted)) if rest.has_words else question
