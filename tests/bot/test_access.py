"""The rules of access with persons who came in by a code."""

from bot.access import Access

RULES = Access(
    is_open=False, allowed=frozenset({5}), restricted={"board": frozenset({9})}, takes_codes=True
)


def test_a_guest_may_ask_and_one_for_a_collection_may_see_it_too() -> None:
    access = RULES.with_guests([(1, "*"), (2, "board")])
    assert [access.may_ask(person, person) for person in (1, 2, 3, 5)] == [True, True, False, True]
    assert [access.hidden_from(person, person) for person in (1, 2, 9)] == [
        {"board"},
        frozenset(),
        frozenset(),
    ]


def test_a_code_for_a_collection_that_is_not_restricted_restricts_nothing() -> None:
    access = RULES.with_guests([(1, "garden")])
    assert access.restricted == RULES.restricted
    assert access.may_ask(1, 1)


def test_where_codes_are_switched_off_those_who_used_one_stay_outside() -> None:
    access = Access(is_open=False).with_guests([(1, "*")])
    assert not access.may_ask(1, 1)
