"""A document is found by every door; then it is removed, and no door shows any of it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases, upload_phrases
from bot.emulator.people import Json, Person, UploadedFile
from tests.conftest import CORPUS, write_corpus
from tests.stories.cards import payload
from tests.stories.doors import (
    IN_TELEGRAM,
    ON_THE_PAGE,
    Door,
    inline,
    opened,
    page_finding,
    private_chat,
)
from tests.stories.town import Act, Town, town_over

pytestmark = pytest.mark.model
NAME = "beacon.txt"
TEXT = (
    "The Quillfeather beacon\n\n"
    "The beacon of Quillfeather was lit for the first time in 1866 by keeper Zebulon. "
    "It has 212 granite steps and 7 copper lamps.\n"
)
TOUR = "A tour of the coast\n\nThe beacon of the coast has 190 granite steps.\n"
# What stands in the document alone, in its name, and in no question.
MARKS = ("Quillfeather", "Zebulon", "in 1866", "212 granite", "copper", NAME)
WHO, STEPS = "Who lit the beacon for the first time?", "How many granite steps are in the beacon?"
MISSPELT = "How many granit stepz are in the beakon of Zebulan?"
UNKNOWN = "What did the keeper of the beacon cook for his wife?"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    folder = write_corpus(tmp_path / "documents", CORPUS | {"tour.txt": TOUR})
    async with town_over(folder, tmp_path / "home") as town:
        yield town


async def handed_in(town: Town) -> Json:
    """The card of the file that Root sent."""
    room = town.telegram.private_chat(town.root)
    await town.telegram.send_file(room, town.root, UploadedFile(NAME, TEXT.encode()))
    return (await town.telegram.wait_for_messages(room, 1))[-1]


async def tap_until(town: Town, message: Json, label: str, says: str) -> None:
    """Let Root tap, and wait until the message says something."""
    await town.telegram.press(town.root, message, label=label)
    room = town.telegram.private_chat(town.root)
    await room.bell.until(lambda: says in room.said[message["message_id"]]["text"], timeout_s=20)
    await town.take_up()


def tap(by: Person, message: Json, label: str) -> Act:
    return lambda town: town.telegram.press(by, message, label=label)


def say(by: Person, text: str, **how: object) -> Act:
    return lambda town: town.ask(by, town.telegram.private_chat(by), text, **how)


def quoth(*arguments: str) -> Act:
    return lambda town: town.quoth(*arguments)


async def old_doors(town: Town) -> dict[str, Act]:
    """What is left of earlier answers: buttons, links, replies, the look behind a quote."""
    ann = town.newcomer()
    private = town.telegram.private_chat(ann)
    doors: dict[str, Act] = {}
    for label in (phrases.CONTEXT, phrases.DOCUMENT, phrases.GOOD):
        doors[label] = tap(ann, await town.ask(ann, private, WHO), label)
    card = await town.ask(ann, private, STEPS)
    await town.telegram.press(ann, card, label=phrases.CONTEXT)
    doors["back"] = tap(ann, card, phrases.BACK)
    card = await town.ask(ann, private, WHO)
    await town.telegram.press(ann, card, label=phrases.BAD)
    doors["complaint"] = tap(ann, card, phrases.WRONG_PASSAGE)
    doors["closest"] = tap(ann, await town.ask(ann, private, UNKNOWN), phrases.SHOW_CLOSEST)
    card = await town.ask(ann, private, STEPS)
    doors["other page"] = tap(ann, card, "More")
    doors["reply"] = say(ann, WHO, reply_to=card["message_id"])
    card = await town.ask(ann, town.telegram.add_group("Village", [ann]), f"/ask {WHO}")
    doors["link in a group"] = say(ann, f"/start {payload(card, phrases.MORE_IN_PRIVATE)}")
    offered = await town.telegram.ask_inline(ann, WHO)
    posted = await town.telegram.choose(ann, offered, 0, town.telegram.add_group("Club", [ann]))
    doors["link in a posted quote"] = say(ann, f"/start {payload(posted, phrases.IN_CONTEXT)}")
    visitor = await town.visitor()
    card = await visitor.ask(WHO)
    doors["behind an old quote"] = lambda _: visitor.behind(card)
    return doors


async def terminal_doors(town: Town) -> dict[str, Act]:
    passage = (await town.quoth("show", NAME, "--passages")).split(" · ")[0]
    start = TEXT.index("It has")
    return {
        "ask": quoth("ask", WHO),
        "ask --json": quoth("ask", "--json", WHO),
        "search": quoth("search", WHO),
        "list": quoth("list"),
        "show": quoth("show", "beacon"),
        "verify passage": quoth("verify", passage),
        "verify range": quoth("verify", f"{NAME}:{start}-{start + 20}"),
        "export": quoth("export"),
    }


def asking_doors() -> dict[str, Act]:
    some: dict[str, Door] = {door.__name__: door for door in (private_chat, inline, page_finding)}
    return opened(IN_TELEGRAM | ON_THE_PAGE, WHO) | opened(some, STEPS, MISSPELT)


def marks_in(shown: str) -> set[str]:
    return {mark for mark in MARKS if mark in shown.replace(f"{NAME}:", "")}


async def showing(town: Town, doors: dict[str, Act]) -> set[str]:
    """The doors that show something of the document."""
    return {name for name, door in doors.items() if marks_in(await town.shown_by(door))}


async def test_what_is_removed_is_found_by_no_door(town: Town) -> None:
    card = await handed_in(town)
    assert await showing(town, asking_doors()) == set(), "nobody confirmed it"

    await tap_until(town, card, upload_phrases.ADD_CONFIRM, "Done")
    doors = asking_doors() | await terminal_doors(town)
    old = await old_doors(town)
    assert await showing(town, doors | old) == doors.keys() | old.keys()
    doors |= await old_doors(town)
    samples = (await town.visitor()).visit["library"]["samples"]

    listed = await town.ask(town.root, town.telegram.private_chat(town.root), "/remove beacon")
    await tap_until(town, listed, NAME, "can't be undone")
    await tap_until(town, listed, upload_phrases.REMOVE_CONFIRM, "Removed")
    assert await showing(town, doors) == set()
    assert (await town.visitor()).visit["library"]["samples"] != samples
    kept = [path for path in town.settings.home.rglob("*") if path.suffix in {".file", ".txt"}]
    assert kept == []


async def test_an_admin_is_told_nothing_of_it_any_more(town: Town) -> None:
    """`/stats` and `/gaps` tell of questions, `/collections` of documents."""
    await tap_until(town, await handed_in(town), upload_phrases.ADD_CONFIRM, "Done")
    room = town.telegram.private_chat(town.root)
    listed = await town.ask(town.root, room, "/remove beacon")
    await tap_until(town, listed, NAME, "can't be undone")
    await tap_until(town, listed, upload_phrases.REMOVE_CONFIRM, "Removed")
    await town.ask(town.stage.ann, town.stage.private, WHO)
    for command in ("/stats", "/gaps", "/collections", "/remove beacon", "/sources", "/reload"):
        shown = await town.shown_by(
            lambda town, command=command: town.ask(town.root, room, command)  # type: ignore[misc]
        )
        assert not marks_in(json.dumps(shown)), command
