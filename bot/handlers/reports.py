"""What admins learn about how the bot is used: `/gaps` and `/stats`."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from telegram import ReplyParameters, Update
from telegram.ext import ContextTypes

from bot import phrases
from bot.card import MESSAGE_UNITS, Card, plain_card
from bot.chart import Bars, draw
from bot.chats.events import Day
from bot.chats.memory import Chats
from bot.excerpt import utf16_units
from bot.gap_groups import GapGroup
from bot.handlers.sending import reply
from bot.librarian import Librarian
from bot.speech import Speech
from bot.speeches import Speeches
from bot.usage import DAYS, Usage, gap_groups, percentile, usage_of
from index.answer import Verdict

_QUESTION_CHARACTERS = 200
# In the caption of the chart, which holds 1024 units.
_TOP_GAPS, _TOP_CHARACTERS = 3, 80


class Reports:
    """Answers the admins' questions about questions."""

    def __init__(self, librarian: Librarian, chats: Chats) -> None:
        self._librarian, self._chats = librarian, chats
        self._speeches = Speeches(chats)

    async def gaps(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List what was asked without an answer, the same questions together."""
        if update.message is not None:
            speech = await self._speeches.under(update.message)
            groups = await gap_groups(self._chats, self._librarian)
            await reply(context.bot, update.message, _gaps_card(groups, speech))

    async def stats(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the numbers of the last days, with a chart."""
        message = update.message
        if message is None:
            return
        speech = await self._speeches.under(message)
        usage = await usage_of(self._chats, self._librarian)
        chart = await asyncio.to_thread(draw, _bars(usage.days, self._chats.now))
        caption = plain_card(_numbers(usage, speech))
        await context.bot.send_photo(
            message.chat_id,
            chart,
            caption=caption.text,
            caption_entities=caption.entities,
            reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        )


def _numbers(usage: Usage, speech: Speech) -> str:
    lines = [
        speech(
            phrases.STATS_QUESTIONS,
            days=DAYS,
            count=usage.questions,
            found=usage.count(Verdict.FOUND),
            unsure=usage.count(Verdict.UNSURE),
            nothing=usage.count(Verdict.NOTHING),
        ),
        speech(phrases.STATS_VOTES, good=usage.votes.good, bad=usage.votes.bad),
        speech(phrases.STATS_INLINE, searches=usage.inline_searches, posted=usage.inline_posted),
    ]
    if usage.took_ms:
        half_ms, most_ms = (round(percentile(usage.took_ms, percent)) for percent in (50, 95))
        lines.append(speech(phrases.STATS_TIME, half_ms=half_ms, most_ms=most_ms))
    if usage.gaps:
        lines += ["", speech(phrases.STATS_GAPS)]
        lines += [_line(group, _TOP_CHARACTERS, speech) for group in usage.gaps[:_TOP_GAPS]]
    return "\n".join(lines)


def _gaps_card(groups: Sequence[GapGroup], speech: Speech) -> Card:
    if not groups:
        return Card(speech(phrases.NO_GAPS))
    text = speech(phrases.GAPS, count=sum(len(group.gaps) for group in groups))
    for shown, group in enumerate(groups):
        line = "\n" + _line(group, _QUESTION_CHARACTERS, speech)
        rest = "\n" + speech(phrases.AND_MORE, count=len(groups) - shown)
        if utf16_units(text + line + rest) > MESSAGE_UNITS:
            return plain_card(text + rest)
        text += line
    return plain_card(text)


def _line(group: GapGroup, most_characters: int, speech: Speech) -> str:
    question = group.newest.question.text
    if len(question) > most_characters:
        question = question[: most_characters - 1] + "…"
    return speech(
        phrases.GAP,
        count=len(group.gaps),
        question=question,
        date=_date(group.newest.at).isoformat(),
    )


def _bars(days: Sequence[Day], now: int) -> Bars:
    by_date = {day.date: day.counts for day in days}
    dates = [_date(now) - timedelta(days=back) for back in reversed(range(DAYS))]
    names = (
        (phrases.CHART_FOUND, Verdict.FOUND),
        (phrases.CHART_UNSURE, Verdict.UNSURE),
        (phrases.CHART_NOTHING, Verdict.NOTHING),
    )
    return Bars(
        phrases.CHART_TITLE,
        [day.isoformat()[5:] for day in dates],
        [
            (name, [by_date.get(day.isoformat(), {}).get(verdict, 0) for day in dates])
            for name, verdict in names
        ],
    )


def _date(at: int) -> date:
    return datetime.fromtimestamp(at, UTC).date()
