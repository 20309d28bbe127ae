"""Keyboards: what Telegram takes, whatever the answer; ids that say nothing and last."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.chats.answers import Answers, KeptAnswer, Place
from bot.chats.buttons import Action, Buttons
from bot.chats.store import Store
from bot.chats.votes import Complaint, Tally
from bot.excerpt import utf16_units
from bot.keyboard import Keyboards, complaint_of, deep_link
from bot.quote import citation
from index.answer import Answer, Question, Verdict
from index.stored.database import IN_MEMORY
from tests.bot.matches import NAMES, TEXTS, TITLES, matches_of

STORE = Store(IN_MEMORY)
ANSWERS = Answers(STORE, lambda: 0)
BUTTONS = Buttons(STORE, ANSWERS)
KEYBOARDS = Keyboards(BUTTONS)
TALLIES = st.builds(Tally, st.integers(0, 10**6), st.integers(0, 10**6))
IDS = st.integers(-(2**52), 2**52)


def keep(answer: Answer, person_id: int = 1) -> KeptAnswer:
    """Remember an answer."""
    return ANSWERS.keep(answer, Place(person_id, None, person_id, 7), at=1)


def every(kept: KeptAnswer, page: int, copied: str, tally: Tally) -> Iterator[InlineKeyboardMarkup]:
    """All keyboards of an answer."""
    yield KEYBOARDS.private(kept, page, copied, tally)
    yield KEYBOARDS.group(kept, "quoth_bot", tally)
    yield KEYBOARDS.back(kept, page)
    for has_admins in (True, False):
        yield KEYBOARDS.complaints(kept, page, has_admins=has_admins)
        refused = KEYBOARDS.nothing(kept, has_closest=True, has_admins=has_admins)
        if refused is not None:
            yield refused


@given(TEXTS, TITLES, NAMES, TALLIES, IDS)
def test_every_button_is_one_that_telegram_takes(
    text: str, title: str, name: str, tally: Tally, person_id: int
) -> None:
    found = tuple(matches_of(text, title, name)[:10])
    kept = keep(Answer(Question.of(title), Verdict.FOUND, found), person_id)
    for page, match in enumerate(found):
        for keyboard in every(kept, page, citation(match), tally):
            for button in (one for row in keyboard.inline_keyboard for one in row):
                data, copy, url = button.callback_data, button.copy_text, button.url
                assert [data, copy, url].count(None) == 2
                assert button.text.strip()
                if isinstance(data, str):
                    assert 1 <= len(data.encode()) <= 64
                    assert BUTTONS.find(data) is not None
                if copy is not None:
                    assert 1 <= utf16_units(copy.text) <= 256
                if url is not None:
                    assert url == deep_link("quoth_bot", kept.id)
                    assert len(url.partition("start=")[2]) <= 64
            assert all(1 <= len(row) <= 8 for row in keyboard.inline_keyboard)


@given(st.integers(0, 9), st.sampled_from(Complaint))
def test_a_complaint_says_which_page_it_is_about(page: int, complaint: Complaint) -> None:
    (match, *_) = matches_of("The ferry crosses the river.")
    kept = keep(Answer(Question.of("?"), Verdict.FOUND, (match,)))
    keyboard = KEYBOARDS.complaints(kept, page, has_admins=False)
    data = keyboard.inline_keyboard[0][list(Complaint).index(complaint)].callback_data
    button = BUTTONS.find(str(data))
    assert button is not None
    assert (button.action, complaint_of(button.argument)) == (Action.COMPLAIN, (page, complaint))


def test_a_button_keeps_its_id_and_no_two_answers_share_one() -> None:
    (match, *_) = matches_of("The ferry crosses the river.")
    answer = Answer(Question.of("?"), Verdict.FOUND, (match,))
    wanted = [(Action.CONTEXT, 0), (Action.CONTEXT, 1), (Action.DOCUMENT, 0)]
    first, second = keep(answer), keep(answer)
    ids = BUTTONS.make(first.id, wanted)
    assert BUTTONS.make(first.id, wanted) == ids
    assert len({*ids, *BUTTONS.make(second.id, wanted)}) == 6


def test_what_could_not_be_compared_has_no_closest_passage_and_no_keyboard_without_admins() -> None:
    kept = keep(Answer(Question.of("?"), Verdict.NOTHING, tuple(matches_of("The ferry is green."))))
    assert KEYBOARDS.nothing(kept, has_closest=False, has_admins=False) is None
    closest = KEYBOARDS.nothing(kept, has_closest=True, has_admins=False)
    assert closest is not None
    assert [len(row) for row in closest.inline_keyboard] == [1]
