"""Buttons of long ago: they keep their text through restarts, or say that it is gone."""

import time
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.chats.memory import DAY_S
from tests.conftest import CORPUS, build_library, write_corpus
from tests.stories.cards import KEEPER, KEEPERS, as_it_is, labels, of_bot, payload, staged
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running
from tests.stories.test_follow_ups import LAMP
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and three lighthouses."""
    return write_corpus(tmp_path / "documents", CORPUS | KEEPERS)


async def rebuild(stage: Stage, folder: Path, library_path: Path, files: dict[str, str]) -> None:
    """Change documents, and let the bot take up the new library."""
    build_library(write_corpus(folder, files), library_path)
    assert await stage.librarian.refresh()


async def test_a_new_document_before_it_leaves_an_old_button_its_text(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    await rebuild(stage, folder, library_path, {"a.txt": "The abbey\n\nMonks built the abbey.\n"})
    for label in (phrases.CONTEXT, phrases.BACK):
        notice = await stage.telegram.press(stage.ann, card, label=label)
        assert "text" not in notice
    assert as_it_is(stage.private, card)["text"] == card["text"]


async def test_a_document_that_changed_is_not_shown_in_place_of_the_old(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    room = group(stage)
    shared = await stage.ask(room, f"/ask {QUESTION}")
    changed = CORPUS["mill.md"].replace("Anna Brandt", "Anna Brandl")
    await rebuild(stage, folder, library_path, {"mill.md": changed})
    for label in (phrases.CONTEXT, phrases.DOCUMENT):
        notice = await stage.telegram.press(stage.ann, card, label=label)
        assert notice["text"] == phrases.CHANGED
    assert as_it_is(stage.private, card) == card
    opened = await stage.ask(stage.private, f"/start {payload(shared, phrases.MORE_IN_PRIVATE)}")
    assert opened["text"] == phrases.CHANGED
    # A vote is on what was shown; it is still taken.
    notice = await stage.telegram.press(stage.ann, card, label="👍")
    assert notice["text"] == phrases.THANKS_FOR_VOTE


async def test_a_document_that_is_gone_is_passed_over_by_more(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    card = await stage.ask(stage.private, KEEPER)
    await stage.telegram.press(stage.ann, card, label="More")
    second = as_it_is(stage.private, card)["text"]
    await stage.telegram.press(stage.ann, card, label="More")
    await stage.telegram.press(stage.ann, card, label="More")
    name = next(name for name in KEEPERS if name in second)
    (folder / name).unlink()
    await rebuild(stage, folder, library_path, {"a.txt": "The abbey\n\nMonks built the abbey.\n"})

    await stage.telegram.press(stage.ann, card, label="More")
    third = as_it_is(stage.private, card)
    assert third["text"] not in (card["text"], second)
    assert phrases.MORE.format(number=3, count=3) in labels(third)[0]
    for other in KEEPERS:
        (folder / other).unlink(missing_ok=True)
    await rebuild(stage, folder, library_path, {"b.txt": "The barn\n\nHay is kept in the barn.\n"})
    notice = await stage.telegram.press(stage.ann, card, label="More")
    assert notice["text"] == phrases.CHANGED
    assert as_it_is(stage.private, card) == third


async def test_a_restart_keeps_buttons_links_votes_and_follow_ups(
    library_path: Path, tmp_path: Path
) -> None:
    telegram, memory = make_telegram(), tmp_path / "chats.db"
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    librarian = open_librarian(library_path)
    async with running(telegram, librarian, memory=memory) as chats:
        stage = Stage(telegram, bot, librarian, ann, room, chats)
        card = await stage.ask(room, KEEPER)
        shared = await stage.ask(group(stage), f"/ask {QUESTION}")
        await telegram.press(ann, card, label="👍")
        await telegram.press(ann, card, label="More")
    shown = as_it_is(room, card)

    librarian = open_librarian(library_path)
    async with running(telegram, librarian, memory=memory) as chats:
        stage = Stage(telegram, bot, librarian, ann, room, chats)
        for label in (phrases.CONTEXT, phrases.BACK):
            await telegram.press(ann, card, label=label)
        again = as_it_is(room, card)
        assert (again["text"], labels(again)) == (shown["text"], labels(shown))
        assert labels(again)[-1][1] == "👍 1"
        opened = await stage.ask(room, f"/start {payload(shared, phrases.MORE_IN_PRIVATE)}")
        assert SENTENCE in opened["text"]
        reply = await stage.ask(room, LAMP, reply_to=card["message_id"])
        assert reply["text"].startswith(phrases.IN_SAME_DOCUMENT)


@pytest.mark.parametrize(("days", "is_over"), [(89, False), (91, True)])
async def test_after_ninety_days_an_answer_is_too_old(
    library_path: Path, days: int, is_over: bool
) -> None:
    ahead = [0.0]
    async with staged(library_path, Access(), lambda: time.time() + ahead[0]) as (stage, _):
        card = await stage.ask(stage.private, QUESTION)
        shared = await stage.ask(group(stage), f"/ask {QUESTION}")
        ahead[0] = days * DAY_S
        notice = await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
        assert (notice.get("text") == phrases.TOO_OLD) is is_over
        assert (as_it_is(stage.private, card) == card) is is_over
        opened = await stage.ask(
            stage.private, f"/start {payload(shared, phrases.MORE_IN_PRIVATE)}"
        )
        assert (opened["text"] == phrases.TOO_OLD) is is_over


async def test_a_start_forgets_what_is_older_than_was_promised(
    library_path: Path, tmp_path: Path
) -> None:
    telegram, memory = make_telegram(), tmp_path / "chats.db"
    telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    async with running(telegram, open_librarian(library_path), memory=memory):
        await telegram.say(room, ann, "A very private question about zymurgy?")
        await telegram.wait_for_messages(room, 1)
    later = lambda: time.time() + 91 * DAY_S  # noqa: E731  # a clock is a function
    async with running(telegram, open_librarian(library_path), memory=memory, now=later):
        pass
    assert b"zymurgy" not in memory.read_bytes()


async def test_a_message_that_is_gone_ends_the_tap_with_a_word(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)
    data = [
        button["callback_data"]
        for row in card["reply_markup"]["inline_keyboard"]
        for button in row
        if "callback_data" in button
    ]
    stage.telegram.delete_message(stage.private, card["message_id"])
    for tapped in data:
        notice = await stage.telegram.press(stage.ann, card, tapped)
        assert notice["text"] == phrases.TOO_OLD
    assert of_bot(stage.private) == []


async def test_a_second_tap_on_context_changes_nothing_and_is_no_error(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        await stage.telegram.press(stage.ann, card, data)
    assert len(under(as_it_is(stage.private, card), "expandable_blockquote")) == 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
