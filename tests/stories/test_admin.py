"""What admins see and set, in private only; for anybody else the commands do not exist."""

import asyncio
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from bot import phrases
from bot.access import Access
from bot.chats.answers import Place
from bot.emulator.people import Json, Person
from index.answer import Question
from tests.conftest import build_library, write_corpus
from tests.stories.conftest import TOKEN, Stage, until
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_inline import results

ADMIN = 17
NORTH = "How many apple trees does the orchard hold?"
LIGHTHOUSE = "When was the lighthouse lit for the first time?"
TEXT = "The lighthouse\n\nThe lighthouse was lit for the first time in 1866.\n"
COMMANDS = ("/gaps", "/stats", "/collections", "/bind", "/reload")


@pytest.fixture
def access() -> Access:
    return Access(admins=frozenset({ADMIN}))


@pytest.fixture
def root(stage: Stage) -> Person:
    return stage.telegram.add_person("Root", id=ADMIN)


async def open_gaps(stage: Stage, count: int) -> None:
    """Wait until so many questions are kept without an answer."""

    async def are_kept() -> bool:
        return len(await stage.chats.run(stage.chats.gaps.open)) == count

    await until(are_kept)


async def order(stage: Stage, root: Person, command: str) -> Json:
    return await stage.ask(stage.telegram.private_chat(root), command, by=root)


@pytest.mark.parametrize("command", COMMANDS)
async def test_an_admins_command_does_not_exist_for_others_or_in_groups(
    stage: Stage, root: Person, command: str
) -> None:
    assert (await stage.ask(stage.private, command))["text"] == phrases.UNKNOWN_COMMAND
    room = stage.telegram.add_group("Office", [root, stage.ann])
    await stage.telegram.say(room, root, command)
    await stage.ask(room, f"/ask {QUESTION}")
    assert [
        SENTENCE in m["text"]
        for m in stage.telegram.messages(room)
        if "text" in m and m["from"]["is_bot"]
    ] == [True]


async def test_gaps_lists_the_same_questions_together_with_counts_and_dates(
    stage: Stage, root: Person
) -> None:
    assert (await order(stage, root, "/gaps"))["text"] == phrases.NO_GAPS
    for question in (LIGHTHOUSE, "What is the capital of France?", LIGHTHOUSE.lower()):
        await stage.ask(stage.private, question)
    await open_gaps(stage, 3)
    today = (await stage.chats.run(stage.chats.events.days, 0))[0].date
    assert (await order(stage, root, "/gaps"))["text"].split("\n") == [
        phrases.GAPS.format(count=3),
        f"• 2× {LIGHTHOUSE.lower()} (last {today})",
        f"• 1× What is the capital of France? (last {today})",
    ]


async def test_stats_counts_and_draws(stage: Stage, root: Person) -> None:
    await stage.ask(stage.private, QUESTION)
    await stage.ask(stage.private, NORTH)
    await stage.telegram.press(stage.ann, (await stage.ask(stage.private, QUESTION)), label="👍")
    await stage.ask(stage.private, LIGHTHOUSE)
    await open_gaps(stage, 1)
    offered = await stage.telegram.ask_inline(stage.ann, QUESTION)
    assert results(offered)

    message = await order(stage, root, "/stats")
    lines = message["caption"].split("\n")
    assert lines[0] == "4 questions in 30 days: 3 answered, 0 unsure, 1 not found."
    assert lines[1:3] == ["Votes: 1 good, 0 bad.", "Inline: 1 searches, 0 quotes posted."]
    assert lines[-1].startswith(f"• 1× {LIGHTHOUSE} (last 20")
    photo = message["photo"][-1]
    file = await stage.telegram.call(TOKEN, "getFile", {"file_id": photo["file_id"]})
    stored = stage.telegram.file_at(TOKEN, file.payload["result"]["file_path"])
    assert stored is not None
    picture = Image.open(io.BytesIO(stored.content))
    assert (picture.format, picture.size) == ("PNG", (1280, 640))
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    assert {(0x1B, 0x7F, 0x79), (0xD9, 0xDD, 0xE2)} <= colours


async def test_admins_are_told_once_what_new_documents_answer(
    stage: Stage, root: Person, folder: Path, library_path: Path
) -> None:
    room = stage.telegram.private_chat(root)
    for question in (LIGHTHOUSE, LIGHTHOUSE, "What is the capital of France?"):
        await stage.ask(stage.private, question)
    await open_gaps(stage, 3)
    await order(stage, root, "/reload")
    await asyncio.to_thread(
        lambda: build_library(write_corpus(folder, {"lighthouse.txt": TEXT}), library_path)
    )
    await stage.telegram.say(room, root, "/reload")
    messages = await stage.telegram.wait_for_messages(room, 3)
    assert messages[-2]["text"] == "Version 2 is in use now: 4 documents, 5 passages."
    assert messages[-1]["text"] == phrases.GAPS_CLOSED.format(answered=2, count=3)

    said = await order(stage, root, "/reload")
    assert said["text"] == "Version 2 is the newest: 4 documents, 5 passages."
    rest = (await order(stage, root, "/gaps"))["text"].split("\n")
    assert len(rest) == 2
    assert "1× What is the capital" in rest[1]
    assert len([m for m in stage.telegram.messages(room) if m["from"]["is_bot"]]) == 5


async def test_a_version_is_asked_the_open_questions_once(stage: Stage, root: Person) -> None:
    await order(stage, root, "/reload")

    async def is_reviewed() -> bool:
        return await stage.chats.run(stage.chats.options.get, "reviewed_version", 0) == "1"

    await until(is_reviewed)
    gaps, place = stage.chats.gaps, Place(stage.ann.id, None, stage.ann.id, None)
    await stage.chats.run(gaps.add, Question.of(QUESTION), place, stage.chats.now)
    await order(stage, root, "/reload")
    assert f"1× {QUESTION}" in (await order(stage, root, "/gaps"))["text"]


async def test_reload_says_why_a_damaged_library_is_not_used(
    stage: Stage, root: Person, library_path: Path
) -> None:
    await asyncio.to_thread(library_path.write_bytes, b"this is no library")
    said = (await order(stage, root, "/reload"))["text"]
    assert said.startswith("The newest version can't be used, so version 1 goes on: ")


async def test_a_bound_group_is_answered_from_its_collection_alone(
    stage: Stage, root: Person
) -> None:
    room = group(stage)
    assert SENTENCE in (await stage.ask(room, f"/ask {QUESTION}"))["text"]
    listed = (await order(stage, root, "/bind"))["text"]
    assert f"• {room.id} (Village): all collections" in listed

    said = await order(stage, root, f"/bind {room.id} North")
    assert said["text"] == phrases.NOW_BOUND.format(place=room.id, collections="north")
    assert (await stage.ask(room, f"/ask {QUESTION}"))["text"] == phrases.NOTHING_GROUP
    assert "412 apple trees" in (await stage.ask(room, f"/ask {NORTH}"))["text"]
    assert "mill" not in (await stage.ask(room, "/sources"))["text"]
    assert f"• {room.id} (Village): north" in (await order(stage, root, "/bind"))["text"]

    await order(stage, root, f"/bind {room.id} all")
    assert SENTENCE in (await stage.ask(room, f"/ask {QUESTION}"))["text"]


async def test_a_bound_topic_leaves_the_others_as_they_are(stage: Stage, root: Person) -> None:
    room = group(stage, forum=True)
    orchard, other = (stage.telegram.add_topic(room, name) for name in ("Orchard", "Other"))
    await order(stage, root, f"/bind {room.id}/{orchard} north")
    bound = await stage.ask(room, f"/ask {QUESTION}", topic=orchard)
    free = await stage.ask(room, f"/ask {QUESTION}", topic=other)
    assert (bound["text"], SENTENCE in free["text"]) == (phrases.NOTHING_GROUP, True)


async def test_bind_refuses_what_it_does_not_know(stage: Stage, root: Person) -> None:
    assert (await order(stage, root, "/bind village north"))["text"] == phrases.BIND_HOW
    assert (await order(stage, root, "/bind -5 garden"))["text"] == phrases.BIND_UNKNOWN.format(
        name="garden"
    )


async def test_collections_lists_documents_and_the_menu_is_the_admins_own(
    stage: Stage, root: Person
) -> None:
    assert (await order(stage, root, "/collections"))["text"].split("\n") == [
        phrases.COLLECTIONS,
        "• (not in a sub-folder): 2 documents, for all who may ask",
        "• north: 1 document, for all who may ask",
    ]
    menus = stage.bot.commands
    own = json.dumps({"chat_id": ADMIN, "type": "chat"}, sort_keys=True)
    with_gaps = {
        scope for (scope, _), menu in menus.items() if "gaps" in {one["command"] for one in menu}
    }
    assert with_gaps == {own}
    assert {language for scope, language in menus if scope == own} == {"", "zh", "vi", "th", "id"}
