"""Inline mode: `@bot question` in any chat offers quotes to post there."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import phrases
from bot.librarian import Librarian
from bot.quote import inline_card
from bot.small_talk import talk_of, without_talk
from index.answer import Match, Question, Verdict

_FEWEST_CHARACTERS = 3
_CACHE_S = 60
_TITLE_CHARACTERS, _DESCRIPTION_CHARACTERS = 120, 120


class Inline:
    """Answers inline queries."""

    def __init__(self, librarian: Librarian) -> None:
        self._librarian = librarian

    async def on_query(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the matches of a query, best first; none if there is no answer."""
        query = update.inline_query
        if query is None:
            return
        question = Question.of(without_talk(query.query))
        results: list[InlineQueryResultArticle] = []
        button = phrases.INLINE_HOW
        if len(question.text) >= _FEWEST_CHARACTERS and talk_of(query.query) is None:
            answer = await self._librarian.ask(question)
            if answer.verdict is not Verdict.NOTHING:
                results = [_result(match) for match in answer.matches]
            button = phrases.INLINE_NOTHING
        how = None if results else InlineQueryResultsButton(button, start_parameter="inline")
        try:
            await query.answer(results, cache_time=_CACHE_S, button=how, auto_pagination=False)
        except BadRequest as error:
            # The person typed on; an answer to the older query is of no use to anybody.
            if "query is too old" not in str(error).lower():
                raise


def _result(match: Match) -> InlineQueryResultArticle:
    card = inline_card(match)
    document = match.document
    sentence = document.text[match.best.start : match.best.end]
    return InlineQueryResultArticle(
        id=match.passage.id,
        title=_shortened(sentence, _TITLE_CHARACTERS),
        description=_shortened(
            f"{document.title} · line {document.line_of(match.best.start)}", _DESCRIPTION_CHARACTERS
        ),
        input_message_content=InputTextMessageContent(
            card.text,
            entities=card.entities,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
