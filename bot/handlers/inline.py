"""Inline mode: `@bot question` in any chat offers quotes to post there."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.chats.answers import Place, worth_showing
from bot.chats.memory import Chats
from bot.keyboard import deep_link
from bot.librarian import Librarian
from bot.quote import inline_card
from bot.scope import Scopes
from bot.small_talk import talk_of, without_talk
from bot.source import place_of
from bot.speech import Speech
from bot.speeches import Speeches
from corpus.document import Span
from index.answer import Answer, Match, Parts, Question, Verdict
from index.errors import StoreAway

_log = logging.getLogger(__name__)
_FEWEST_CHARACTERS = 3
_PAGE = 10
_MOST_MATCHES = 50
_CACHE_S = 60
# People type on; a search is begun when they pause.
_PAUSE_S = 0.15
# What the button "How to search" starts the private chat with.
HOW = "how"
_TITLE_CHARACTERS, _DESCRIPTION_CHARACTERS = 120, 120


class Inline:
    """Answers inline queries."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._scopes = Scopes(librarian, chats, access)
        self._speeches = Speeches(chats)
        # The last query of each person: what they typed before needs no answer any more.
        self._latest: dict[int, str] = {}

    async def on_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the matches of a query, best first; none if there is no answer."""
        query = update.inline_query
        if query is None:
            return
        person = query.from_user.id
        speech = await self._speeches.to(query.from_user)
        if not self._access.may_ask(person, person):
            await _answer(query, [], speech(phrases.NO_ACCESS_INLINE), is_fresh=True)
            return
        question = await self._question(query)
        self._latest[person] = query.id
        talk = talk_of(query.query)
        if len(question.text) < _FEWEST_CHARACTERS or talk is not None:
            samples = [] if talk else self._samples(question)
            await _answer(
                query,
                _articles(samples, None, speech),
                speech(phrases.INLINE_HOW),
                is_fresh=self._is_limited,
                start_parameter=HOW,
            )
            return
        await asyncio.sleep(_PAUSE_S)
        if self._latest.get(person) != query.id:
            return
        try:
            answer = await self._librarian.ask(question, _MOST_MATCHES)
        except StoreAway:
            await _answer(query, [], speech(phrases.INLINE_BUSY), is_fresh=True)
            raise
        if self._latest.get(person) == query.id:
            await self._offer(query, answer, context.bot.username, speech)

    @property
    def _is_limited(self) -> bool:
        """Whether an answer to one person may not be shown to another."""
        return bool(self._access.restricted) or not self._access.is_open

    async def on_chosen(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Count what was posted."""
        if update.chosen_inline_result is not None:
            await self._chats.run(self._chats.events.add, "chosen", self._chats.now)

    async def _question(self, query: InlineQuery) -> Question:
        person = query.from_user.id
        return await self._scopes.limited(Question.of(without_talk(query.query)), person, person)

    async def _offer(
        self, query: InlineQuery, answer: Answer, username: str, speech: Speech
    ) -> None:
        found = [] if answer.verdict is Verdict.NOTHING else worth_showing(answer)
        first = int(query.offset) if query.offset.isdecimal() else 0
        shown = found[first : first + _PAGE]
        has_more = first + _PAGE < len(found)
        links = [await self._link(query, answer, match, username) for match in shown]
        await _answer(
            query,
            _articles(shown, links, speech),
            None if shown else speech(phrases.INLINE_NOTHING),
            is_fresh=self._is_limited,
            next_offset=str(first + _PAGE) if has_more else "",
        )
        if not first:
            verdict = answer.verdict.value
            await self._chats.run(
                self._chats.events.add, "inline", self._chats.now, verdict=verdict
            )

    async def _link(self, query: InlineQuery, answer: Answer, match: Match, username: str) -> str:
        """The address that opens a match in a private chat."""
        person = query.from_user.id
        verdict = Verdict.UNSURE if match.verdict is Verdict.NOTHING else match.verdict
        own = replace(answer, matches=(match,), verdict=verdict, differing=None)
        place = Place(person, None, person, None)
        kept = await self._chats.run(self._chats.answers.keep, own, place, self._chats.now)
        return deep_link(username, kept.id)

    def _samples(self, question: Question) -> list[Match]:
        """How each document begins, for those who did not type yet."""
        snapshot = self._librarian.snapshot
        seen: dict[str, Match] = {}
        for row, passage in enumerate(snapshot.passages):
            document = snapshot.document_of(row)
            scope = question.collections
            if document.id in seen or (scope is not None and document.collection not in scope):
                continue
            parts = Parts(*[0.0] * len(Parts.__slots__))
            seen[document.id] = Match(
                document, passage, 0.0, parts, passage.sentences[0], 0.0, Verdict.UNSURE
            )
            if len(seen) == _PAGE:
                break
        return list(seen.values())


async def _answer(
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    button: str | None,
    *,
    is_fresh: bool,
    next_offset: str = "",
    start_parameter: str = "inline",
) -> None:
    how = InlineQueryResultsButton(button, start_parameter=start_parameter) if button else None
    try:
        await query.answer(
            results,
            cache_time=0 if is_fresh else _CACHE_S,
            # What is kept for everybody would be in the language of whoever asked first.
            is_personal=True,
            button=how,
            next_offset=next_offset,
            auto_pagination=False,
        )
    except BadRequest as error:
        # The person typed on; an answer to the older query is of no use to anybody.
        if "query is too old" not in str(error).lower():
            raise


def _articles(
    matches: Iterable[Match], links: Sequence[str] | None, speech: Speech
) -> list[InlineQueryResultArticle]:
    return [
        _article(match, links[number] if links else None, speech)
        for number, match in enumerate(matches)
    ]


def _article(match: Match, link: str | None, speech: Speech) -> InlineQueryResultArticle:
    card = inline_card(match, speech)
    document = match.document
    sentence = document.text[match.best.start : match.best.end]
    place = place_of(document, Span(match.best.start, match.best.start + 1), speech)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(speech(phrases.IN_CONTEXT), url=link)]])
    return InlineQueryResultArticle(
        id=match.passage.id,
        title=_shortened(sentence, _TITLE_CHARACTERS),
        description=_shortened(f"{document.title} · {place}", _DESCRIPTION_CHARACTERS),
        input_message_content=InputTextMessageContent(
            card.text,
            entities=card.entities,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=keyboard if link else None,
    )


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
