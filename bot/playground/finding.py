"""Behind the quote: how the answer in a message was found."""

import asyncio
from collections.abc import Iterator
from dataclasses import fields

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.chats.answers import KeptAnswer
from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.librarian import Librarian
from bot.playground.door import Answer, admitted
from bot.playground.errors import Declined
from bot.playground.visits import Visit, Visits
from corpus.document import Document, Passage, Span
from index.answer import Match, Parts
from index.explain import Explanation

# Characters shown before and after a passage.
_AROUND = 600
_MOMENT_S, _LOOK_S = 2, 0.05
LABELS = {
    "dense": "meaning of the passage",
    "sentence": "meaning of its nearest sentence",
    "lexical": "rare words in common",
    "coverage": "words of the question found",
    "sentence_coverage": "… in one sentence",
    "phrases": "pairs of words found",
    "late": "words with like meaning",
    "sentence_late": "… in one sentence",
    "names": "names and numbers found",
    "best_sentence": "how well the bold sentence fits",
}


class Findings:
    """Searches once more for what a message answers, and shows the steps."""

    def __init__(self, librarian: Librarian, chats: Chats, visits: Visits) -> None:
        self._librarian, self._chats, self._visits = librarian, chats, visits

    def routes(self) -> Iterator[Route]:
        """Where it is asked for."""
        path = "/api/chats/{chat}/messages/{message:int}/finding"
        yield Route(path, admitted(self._visits, self.finding))

    async def finding(self, request: Request, visit: Visit) -> Response:
        """How an answer was found; the search is made anew and gives the same."""
        room = visit.room(request.path_params["chat"])
        kept = await self._kept(room.said.get(request.path_params["message"]))
        if kept is None:
            raise Declined(404, "This message is no answer from the documents.")
        found = await self._librarian.explain(kept.question)
        return Answer({**_as_json(found), "shown": kept.shown or 0})

    async def _kept(self, message: Json | None) -> KeptAnswer | None:
        """The answer in a message, which is remembered a moment after it was sent."""
        if message is None or not message["from"]["is_bot"]:
            return None
        of_message = self._chats.answers.of_message
        while True:
            kept = await self._chats.run(of_message, message["chat"]["id"], message["message_id"])
            if kept is not None or self._chats.now - message["date"] > _MOMENT_S:
                return kept
            await asyncio.sleep(_LOOK_S)


def _as_json(found: Explanation) -> Json:
    answer = found.answer
    return {
        "question": answer.question.text,
        "searched_for": answer.searched_for,
        "verdict": answer.verdict.value.lower(),
        "gate": round(answer.matches[0].margin, 3) if answer.matches else None,
        "thresholds": {
            "found": found.thresholds.found_from,
            "unsure": found.thresholds.unsure_from,
        },
        "library_version": answer.library_version,
        "steps": [{"name": step.name, "ms": round(step.ms, 3)} for step in found.steps],
        "matches": [
            _match(rank, match, found) for rank, match in enumerate(answer.matches, start=1)
        ],
    }


def _match(rank: int, match: Match, found: Explanation) -> Json:
    document, passage = match.document, match.passage
    return {
        "rank": rank,
        "verdict": match.verdict.value.lower(),
        "score": round(match.score, 3),
        "margin": round(match.margin, 3),
        "parts": _parts(match.parts, found),
        "document": document_json(document),
        "passage": passage_json(passage, document),
        "best": _span(match.best),
        "text_before": document.text[max(0, passage.start - _AROUND) : passage.start],
        "text": passage.text,
        "text_after": document.text[passage.end : passage.end + _AROUND],
        "sentences": [_span(sentence) for sentence in passage.sentences],
    }


def _parts(parts: Parts, found: Explanation) -> list[Json]:
    shown = []
    for field in fields(Parts):
        value, weight = getattr(parts, field.name), found.weights.get(field.name, 0.0)
        shown.append(
            {
                "name": field.name,
                "label": LABELS[field.name],
                "value": round(value, 3),
                "weight": weight,
                "points": round(value * weight, 3),
            }
        )
    return shown


def document_json(document: Document) -> Json:
    """A document as the page names it."""
    return {
        "id": document.id,
        "title": document.title,
        "path": document.path,
        "collection": document.collection,
        "date": document.date,
    }


def passage_json(passage: Passage, document: Document) -> Json:
    """A passage and where it stands."""
    return {
        "id": passage.id,
        **_span(Span(passage.start, passage.end)),
        "heading": passage.heading,
        "page": passage.page,
        "first_line": document.line_of(passage.start),
        "last_line": document.line_of(passage.end),
    }


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}
