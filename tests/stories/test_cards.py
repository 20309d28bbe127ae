"""The buttons under a quote in a private chat: surroundings, document, pages, copy, votes."""

import asyncio
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.chats.votes import Complaint
from tests.conftest import CORPUS, build_library, write_corpus
from tests.stories.cards import KEEPER, KEEPERS, UNSURE, as_it_is, button, labels, staged
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_private import under

VOTES = [phrases.GOOD, phrases.BAD]
MILL = CORPUS["mill.md"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and three lighthouses."""
    return write_corpus(tmp_path / "documents", CORPUS | KEEPERS)


async def test_one_match_has_every_button_but_more(stage: Stage) -> None:
    message = await stage.ask(stage.private, QUESTION)
    assert labels(message) == [
        [phrases.CONTEXT, phrases.DOCUMENT],
        [phrases.COPY, *VOTES],
    ]


async def test_context_shows_the_paragraphs_around_and_back_the_card(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)

    notice = await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
    context = as_it_is(stage.private, card)
    assert "text" not in notice
    # The heading after it takes what it is over along.
    start, end = 0, len(MILL) - 1
    assert under(context, "expandable_blockquote") == [MILL[start:end]]
    assert under(context, "bold") == [SENTENCE]
    source = f"mill.md · lines 1-9 · chars {start}-{end}"
    assert context["text"].endswith(f"\nThe old mill › History\n{source}")
    assert labels(context) == [[phrases.BACK]]

    await stage.telegram.press(stage.ann, card, label=phrases.BACK)
    back = as_it_is(stage.private, card)
    for part in ("text", "entities", "reply_markup"):
        assert back[part] == card[part]


async def test_a_passage_that_is_not_sure_is_not_bold_in_its_surroundings_either(
    stage: Stage,
) -> None:
    card = await stage.ask(stage.private, UNSURE)
    assert card["text"].startswith(phrases.UNSURE)
    await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
    context = as_it_is(stage.private, card)
    assert context["text"].startswith(phrases.UNSURE)
    assert under(context, "bold") == []
    assert len(under(context, "expandable_blockquote")) == 1


async def test_document_sends_the_file_with_the_line_and_leaves_the_card(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)
    await stage.telegram.press(stage.ann, card, label=phrases.DOCUMENT)
    sent = stage.private.messages()[-1]
    assert sent["document"]["file_name"] == "mill.md"
    assert sent["document"]["file_size"] == len(MILL.encode())
    assert sent["caption"] == "The old mill › History · line 5"
    assert sent["reply_to_message"]["message_id"] == card["message_id"]
    assert as_it_is(stage.private, card) == card


async def test_a_files_name_cannot_pretend_to_be_another(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    text = "The tower\n\nThe tower was painted red by the pupils of Lund in spring.\n"
    build_library(write_corpus(folder, {'a"\u202ee\nxe<b>.txt': text}), library_path)
    await stage.librarian.refresh()
    card = await stage.ask(stage.private, "Who painted the tower red?")
    await stage.telegram.press(stage.ann, card, label=phrases.DOCUMENT)
    assert stage.private.messages()[-1]["document"]["file_name"] == "aexeb.txt"


async def test_more_turns_the_pages_in_place_and_comes_round(stage: Stage) -> None:
    card = await stage.ask(stage.private, KEEPER)
    seen = [under(card, "bold")[0]]
    for number in (1, 2, 3):
        page = as_it_is(stage.private, card)
        assert phrases.MORE.format(number=number, count=3) in labels(page)[0]
        await stage.telegram.press(stage.ann, card, label="More")
        seen.append(under(as_it_is(stage.private, card), "bold")[0])
    assert sorted(
        name for text in seen[:3] for name in ("Alm", "Bork", "Cran") if name in text
    ) == [
        "Alm",
        "Bork",
        "Cran",
    ]
    assert seen[3] == seen[0]
    assert as_it_is(stage.private, card)["text"] == card["text"]
    assert len(stage.private.messages()) == 2


async def test_context_document_and_copy_belong_to_the_page_that_is_shown(stage: Stage) -> None:
    card = await stage.ask(stage.private, KEEPER)
    await stage.telegram.press(stage.ann, card, label="More")
    page = as_it_is(stage.private, card)
    (sentence,) = under(page, "bold")
    name = next(name for name in ("Alm", "Bork", "Cran") if name in sentence)
    copied = button(page, phrases.COPY)["copy_text"]["text"]
    assert copied == f"“{sentence}” Lighthouse {name}, line 3"

    await stage.telegram.press(stage.ann, card, label=phrases.DOCUMENT)
    assert stage.private.messages()[-1]["document"]["file_name"] == f"light{name}.txt"
    await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
    (around,) = under(as_it_is(stage.private, card), "expandable_blockquote")
    assert around in KEEPERS[f"light{name}.txt"]
    await stage.telegram.press(stage.ann, card, label=phrases.BACK)
    assert as_it_is(stage.private, card)["text"] == page["text"]


async def test_a_vote_is_counted_changed_and_taken_back(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)

    async def tap(label: str) -> tuple[str, list[str]]:
        notice = await stage.telegram.press(stage.ann, card, label=label)
        return notice["text"], labels(as_it_is(stage.private, card))[-1]

    assert await tap("👍") == (phrases.THANKS_FOR_VOTE, [phrases.COPY, "👍 1", "👎"])
    said, row = await tap("👎")
    assert said == phrases.WHAT_WAS_WRONG
    assert row == [phrases.BACK]
    await stage.telegram.press(stage.ann, card, label=phrases.BACK)
    assert labels(as_it_is(stage.private, card))[-1] == [phrases.COPY, "👍", "👎 1"]
    assert await tap("👎") == (phrases.VOTE_TAKEN_BACK, [phrases.COPY, "👍", "👎"])
    assert as_it_is(stage.private, card)["text"] == card["text"]


async def test_a_vote_outlasts_paging_and_context(stage: Stage) -> None:
    card = await stage.ask(stage.private, KEEPER)
    for label in ("👍", phrases.CONTEXT, phrases.BACK, "More"):
        await stage.telegram.press(stage.ann, card, label=label)
    assert labels(as_it_is(stage.private, card))[-1] == [phrases.COPY, "👍 1", "👎"]


async def test_a_reason_is_kept_and_leads_back_to_the_page(library_path: Path) -> None:
    async with staged(library_path, Access()) as (stage, chats):
        card = await stage.ask(stage.private, KEEPER)
        await stage.telegram.press(stage.ann, card, label="More")
        page = as_it_is(stage.private, card)
        await stage.telegram.press(stage.ann, card, label="👎")
        assert labels(as_it_is(stage.private, card)) == [
            [phrases.WRONG_PASSAGE, phrases.NOT_IN_DOCUMENTS],
            [phrases.BACK],
        ]
        await stage.telegram.press(stage.ann, card, label=phrases.NOT_IN_DOCUMENTS)
        assert as_it_is(stage.private, card)["text"] == page["text"]
        assert await chats.run(chats.votes.complaints, 0) == {Complaint.NOT_IN_DOCUMENTS: 1}

        await stage.telegram.press(stage.ann, card, label="👍")
        assert await chats.run(chats.votes.complaints, 0) == {}


async def test_two_taps_at_once_end_in_a_true_tally(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)
    good = button(card, "👍")["callback_data"]
    taps = [stage.telegram.press(stage.ann, card, good) for _ in range(5)]
    notices = [notice["text"] for notice in await asyncio.gather(*taps)]
    assert sorted(notices) == [phrases.THANKS_FOR_VOTE] * 3 + [phrases.VOTE_TAKEN_BACK] * 2
    assert labels(as_it_is(stage.private, card))[-1] == [phrases.COPY, "👍 1", "👎"]
