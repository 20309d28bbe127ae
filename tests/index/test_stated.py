"""What a text states in figures, and which figures may mean the same."""

from calendar import month_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.differing.amounts import Amount
from index.differing.stated import Figure, figures_in, may_equal

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()


def amount(text: str) -> Amount:
    """The one amount of a text."""
    (found,) = figures_in(text).amounts
    return found


def are_same(one: str, two: str) -> bool:
    """Whether the one figure of each text may mean the same."""
    figures: list[Figure] = []
    for text in (one, two):
        found = figures_in(text)
        stated: list[Figure] = [*found.dates, *found.times, *found.amounts]
        (figure,) = stated
        figures.append(figure)
    first, second = figures
    assert may_equal(first, second) == may_equal(second, first)
    return may_equal(first, second)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("1,200 trees", "1200 trees"),
        ("1,200 trees", "twelve hundred trees"),
        ("1 200 trees", "one thousand two hundred trees"),
        ("28 bases", "twenty-eight bases"),
        ("12 eggs", "a dozen eggs"),
        ("24 eggs", "two dozen eggs"),
        ("1.2 million people", "1,200,000 people"),
        ("half a million people", "500,000 people"),
        ("250 boats", "two hundred and fifty boats"),
        ("10 % of it", "ten percent of it"),
        ("10 per cent of it", "10% of it"),
        ("$5", "5 dollars"),
        ("$5m was paid", "5 million US dollars were paid"),
        ("€16.50", "16.5 euros"),
        ("1.5 km", "1500 metres"),
        ("120 km²", "120 square kilometres"),
        ("90 minutes", "1 hour and 30 minutes"),
        ("two weeks", "14 days"),
        ("2 years", "24 months"),
        ("18 °C", "18 degrees Celsius"),
        ("a 26-year-old", "aged 26"),
        # Rounded, openly or by a few thousandths, and the same for all that is said.
        ("over 10,000 workers", "10,000 workers"),
        ("more than 8,000 workers", "8,212 workers"),
        ("nearly 30 bases", "28 bases"),
        ("about 2,000 trees", "1,788 trees"),
        ("200 or more volunteers", "204 volunteers"),
        ("1.2 million people", "1,234,567 people"),
        ("93 %", "93.4 %"),
        ("10 to 15 boats", "12 boats"),
        ("5 to 10 million people", "7 million people"),
        ("5 June 2023", "June 5, 2023"),
        ("5 June 2023", "2023-06-05"),
        ("the 5th of June, 2023", "Jun. 5 2023"),
        ("5 June 2023", "in 2023"),
        ("5 June 2023", "in June"),
        ("in the 1990s", "in 1994"),
        ("in the 19th century", "in 1864"),
        ("between 1990 and 1995", "in 1993"),
        ("1990–95", "in 1993"),
        ("before 1900", "in 1864"),
        ("around 1900", "in 1898"),
        ("9 am", "9:00"),
        ("9:30 p.m.", "21:30"),
        ("noon", "12:00"),
    ],
)
def test_the_same_figure_is_known_again_however_it_is_written(one: str, two: str) -> None:
    assert are_same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("28 bases", "30 bases"),
        ("28 bases", "more than 30 bases"),
        ("over 500 students", "more than 800 students"),
        ("412 trees", "400 trees"),
        ("1.2 million people", "1.3 million people"),
        ("45 %", "38 percent"),
        ("$5", "$5.50"),
        ("120 m", "118 m"),
        ("40 minutes", "an hour or 70 minutes"),
        ("10 to 15 boats", "16 boats"),
        ("in 1788", "in 1790"),
        ("5 June 2023", "6 June 2023"),
        ("5 June 2023", "5 July 2023"),
        ("in the 1990s", "in 2001"),
        ("44 BC", "in 1044"),
        ("9 am", "10:30"),
        ("9 am", "21:00"),
    ],
)
def test_another_figure_is_told_apart(one: str, two: str) -> None:
    assert not are_same(one, two)


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 and I2MS",
        "the 4+4+1 cluster and the 10+N system",
        "the game ended 49–15",
        "two thirds of the people",
        "chapter 3",
        "the 28th street",
        "1.200 trees",  # a thousand or one, as the country may be
        "another 30 bases",
        "30 more bases",
        "12 of the 28 bases",
        "7,000 out of 20,000 people",
        "call 555-0199",
        "9" * 400,
    ],
)
def test_what_is_no_amount_or_only_a_part_is_left_alone(text: str) -> None:
    figures = figures_in(text)
    assert (figures.dates, figures.times, figures.amounts) == ((), (), ())


def test_a_number_knows_what_it_counts_and_what_leads_up_to_it() -> None:
    bases = amount("They run 28 overseas training bases, in nine-tenths of the country.")
    assert bases.after == ("oversea", "train", "base")
    students = amount("The number of enrolled international students exceeds 800.")
    assert {"number", "internat", "student"} <= set(students.before)
    assert students.after == ()


def test_a_year_is_no_amount_and_an_amount_no_year() -> None:
    figures = figures_in("In 1788 some 1500 trees were felled, on 3 May 1789 another two hundred.")
    assert [(date.first_year, date.month, date.day) for date in figures.dates] == [
        (1788, None, None),
        (1789, 5, 3),
    ]
    assert [found.after for found in figures.amounts] == [("tree",)]


@given(st.integers(1, 10**9))
def test_a_number_is_the_same_in_every_notation(number: int) -> None:
    written = [f"{number} trees", f"{number:,} trees", f"{number:,} trees".replace(",", "\u202f")]
    written += [f"{_WORDS[number - 1]} trees"] if number <= len(_WORDS) else []
    plain, *others = [figures_in(text).amounts for text in written]
    # A number like 1931 is no year where it counts something.
    assert len(plain) == 1
    for (other,) in others:
        assert (other.low, other.high) == (plain[0].low, plain[0].high)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_the_same_in_every_notation(day: date) -> None:
    month = month_name[day.month]
    for text in (
        f"On {day.day} {month} {day.year} it rained.",
        f"It rained on {month} {day.day}, {day.year}.",
        f"It rained on the {day.day}th of {month.upper()} {day.year}.",
        f"({day.isoformat()})",
    ):
        figures = figures_in(text)
        ((first, last, found_month, found_day),) = [
            (found.first_year, found.last_year, found.month, found.day) for found in figures.dates
        ]
        assert (first, last, found_month, found_day) == (day.year, day.year, day.month, day.day)
        assert figures.amounts == ()


@given(st.text(max_size=200) | st.from_regex(r"([0-9]{1,4}[ ,.:/$%-]{1,2}|one |may |am ){1,20}"))
def test_any_text_is_read_without_trouble(text: str) -> None:
    figures = figures_in(text)
    everything: list[Figure] = [*figures.dates, *figures.times, *figures.amounts]
    for figure in everything:
        assert 0 <= figure.start < figure.end <= len(figures.text)
        assert may_equal(figure, figure)
    assert all(found.low <= found.high for found in figures.amounts)
