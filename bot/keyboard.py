"""The buttons under cards. Each carries an opaque id; what it does is written in `bot.chats`."""

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot import phrases
from bot.chats.answers import KeptAnswer
from bot.chats.buttons import Action, Buttons
from bot.chats.votes import Complaint, Tally
from bot.speech import ENGLISH, Speech

# Label, action, argument.
Wanted = tuple[str, Action, int]
Row = list[InlineKeyboardButton]
COMPLAINTS = tuple(Complaint)
# The argument of a button that stands under no match.
NO_PAGE = -1


class Keyboards:
    """Makes the keyboards of answers. Synchronous: it writes the ids down."""

    def __init__(self, buttons: Buttons) -> None:
        self._buttons = buttons

    def private(
        self, kept: KeptAnswer, page: int, citation: str, tally: Tally, speech: Speech = ENGLISH
    ) -> InlineKeyboardMarkup:
        """Under a quote in a private chat."""
        count = len(kept.matches)
        wanted: list[Wanted] = [
            (speech(phrases.CONTEXT), Action.CONTEXT, page),
            (speech(phrases.DOCUMENT), Action.DOCUMENT, page),
        ]
        if count > 1:
            label = speech(phrases.MORE, number=page + 1, count=count)
            wanted.append((label, Action.MORE, (page + 1) % count))
        copy = InlineKeyboardButton(speech(phrases.COPY), copy_text=CopyTextButton(citation))
        return InlineKeyboardMarkup(
            [self._row(kept, wanted), [copy, *self._row(kept, _votes(tally, page))]]
        )

    def group(
        self, kept: KeptAnswer, username: str, tally: Tally, speech: Speech = ENGLISH
    ) -> InlineKeyboardMarkup:
        """Under a quote in a group: paging is private, so that nobody turns another's page."""
        label = speech(phrases.MORE_IN_PRIVATE)
        more = InlineKeyboardButton(label, url=deep_link(username, kept.id))
        return InlineKeyboardMarkup([[more], self.votes(kept, tally)])

    def votes(self, kept: KeptAnswer, tally: Tally) -> Row:
        """The last row in a group, which says the same in every language."""
        return self._row(kept, [*_votes(tally, 0), (phrases.DELETE, Action.DELETE, 0)])

    def back(self, kept: KeptAnswer, page: int, speech: Speech = ENGLISH) -> InlineKeyboardMarkup:
        """Under a quote in its surroundings."""
        wanted = [(speech(phrases.BACK), Action.BACK, page)]
        return InlineKeyboardMarkup([self._row(kept, wanted)])

    def complaints(
        self, kept: KeptAnswer, page: int, speech: Speech = ENGLISH, *, has_admins: bool
    ) -> InlineKeyboardMarkup:
        """Why an answer was voted down."""
        labels = {
            Complaint.WRONG_PASSAGE: phrases.WRONG_PASSAGE,
            Complaint.NOT_IN_DOCUMENTS: phrases.NOT_IN_DOCUMENTS,
        }
        wanted = [
            (speech(labels[why]), Action.COMPLAIN, page * len(COMPLAINTS) + n)
            for n, why in enumerate(COMPLAINTS)
        ]
        last: list[Wanted] = [(speech(phrases.BACK), Action.BACK, page)]
        if has_admins:
            last.insert(0, (speech(phrases.TO_ADMIN), Action.ASK_ADMIN, page))
        return InlineKeyboardMarkup([self._row(kept, wanted), self._row(kept, last)])

    def nothing(
        self, kept: KeptAnswer, speech: Speech = ENGLISH, *, has_closest: bool, has_admins: bool
    ) -> InlineKeyboardMarkup | None:
        """Under "not found" in a private chat."""
        wanted: list[Wanted] = []
        if has_closest and kept.matches:
            wanted.append((speech(phrases.SHOW_CLOSEST), Action.CLOSEST, 0))
        if has_admins:
            wanted.append((speech(phrases.ASK_ADMIN), Action.ASK_ADMIN, NO_PAGE))
        return InlineKeyboardMarkup([self._row(kept, wanted)]) if wanted else None

    def _row(self, kept: KeptAnswer, wanted: Sequence[Wanted]) -> Row:
        ids = self._buttons.make(kept.id, [(action, argument) for _, action, argument in wanted])
        return [
            InlineKeyboardButton(label, callback_data=button_id)
            for (label, _, _), button_id in zip(wanted, ids, strict=True)
        ]


def complaint_of(argument: int) -> tuple[int, Complaint]:
    """The page that a complaint is about, and the complaint."""
    page, number = divmod(argument, len(COMPLAINTS))
    return page, COMPLAINTS[number]


def deep_link(username: str, answer_id: str) -> str:
    """The address that opens an answer in a private chat with the bot."""
    return f"https://t.me/{username}?start=a_{answer_id}"


def _votes(tally: Tally, page: int) -> list[Wanted]:
    good = phrases.GOOD if not tally.good else f"{phrases.GOOD} {tally.good}"
    bad = phrases.BAD if not tally.bad else f"{phrases.BAD} {tally.bad}"
    return [(good, Action.GOOD, page), (bad, Action.BAD, page)]
