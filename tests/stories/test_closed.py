"""Of a restricted collection nothing shows to those who are not named, by any door."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases
from bot.emulator.people import Json, Person
from bot.emulator.room import Room
from tests.conftest import CORPUS, write_corpus
from tests.stories.cards import payload
from tests.stories.doors import IN_TELEGRAM, ON_THE_PAGE, Door, inline, opened, private_chat
from tests.stories.test_gone import STEPS, TEXT, TOUR, UNKNOWN, WHO
from tests.stories.town import ANN, Act, Town, town_over

pytestmark = pytest.mark.model
OPEN = CORPUS | {"tour.txt": TOUR}
GERMAN = "Der Leuchtturm\n\nDer Leuchtturm steht seit vielen Jahren auf einem hohen Felsen.\n"
CLOSED = {
    "tower/beacon.txt": TEXT,
    "tower/leuchtturm.txt": GERMAN,
    "tower/broken.txt": "\0\1\2",
}
# What stands in the collection alone, in no question, and in no count of what is open.
MARKS = (
    *("Quillfeather", "Zebulon", "in 1866", "212 granite", "copper", "beacon.txt"),
    *("Leuchtturm", "leuchtturm", "Felsen", "or German", "German or", "broken.txt", "tower/"),
    *("5 documents", "6 documents", '"documents": 6', "7 passages"),
)
MISSPELT = "How many granit stepz are in the beakon of Zebulan?"
IN_GERMAN = "Wie viele Stufen hat das alte Rathaus, und wer hat es damals gebaut?"
TAGGED = f"#tower {WHO}"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    folder = write_corpus(tmp_path / "documents", OPEN | CLOSED)
    async with town_over(folder, tmp_path / "home", restricted={"tower": [ANN]}) as town:
        yield town


def marks_in(shown: str) -> set[str]:
    return {mark for mark in MARKS if mark in shown}


async def leaks(town: Town, doors: dict[str, Act]) -> dict[str, set[str]]:
    """What the doors show of it."""
    found = {name: marks_in(await town.shown_by(door)) for name, door in doors.items()}
    return {name: marks for name, marks in found.items() if marks}


def asking_doors(*questions: str) -> dict[str, Act]:
    return opened(IN_TELEGRAM | ON_THE_PAGE, *questions)


async def test_no_question_shows_anything_of_it(town: Town) -> None:
    """The counts, languages and spellings of what is closed show in nothing either."""
    doors = asking_doors(WHO, STEPS)
    some: dict[str, Door] = {door.__name__: door for door in (private_chat, inline)}
    doors |= opened(some, MISSPELT, IN_GERMAN, TAGGED, UNKNOWN, "#tower", "Leuchtturm?")
    assert await leaks(town, doors) == {}
    person = town.newcomer()
    said = await town.ask(person, town.telegram.private_chat(person), IN_GERMAN)
    assert said["text"].endswith("Please ask in English.")


async def test_it_does_show_to_those_who_may_see_it(town: Town) -> None:
    """Else the other test tells nothing."""
    for person in (town.stage.ann, town.root):
        room = town.telegram.private_chat(person)
        assert "Zebulon" in (await town.ask(person, room, WHO))["text"]
        assert "5 documents" not in (await town.ask(person, room, "/start"))["text"]
        assert "6 documents" in (await town.ask(person, room, "/start"))["text"]
    for question, mark in ((MISSPELT, "Zebulon"), (TAGGED, "Zebulon")):
        room = town.telegram.private_chat(town.stage.ann)
        assert mark in (await town.ask(town.stage.ann, room, question))["text"]


async def test_nothing_that_was_shown_to_who_may_see_it_opens_for_others(town: Town) -> None:
    """Cards, links and posts of Ann's, tapped and opened by Bob, in his chats and in hers."""
    ann, bob = town.stage.ann, town.bob
    private, room = town.telegram.private_chat(ann), town.telegram.private_chat(bob)
    cards = [await town.ask(ann, private, question) for question in (WHO, STEPS, TAGGED)]
    assert all("Zebulon" in card["text"] for card in cards)
    refused = await town.ask(ann, private, UNKNOWN)
    offered = await town.telegram.ask_inline(ann, WHO)
    village = town.telegram.add_group("Village", [ann, bob])
    posted = await town.telegram.choose(ann, offered, 0, village)
    bobs = await town.ask(bob, room, "Who owned the forest behind the mill?")

    doors: dict[str, Act] = {}
    for number, card in enumerate([*cards, refused]):
        for data in data_of(card):
            for message in (card, bobs):
                doors[f"{number} {data} {message['message_id']}"] = tap(bob, message, data)
    for answer in await kept_answers(town, private):
        doors[f"link {answer}"] = say(bob, room, f"/start a_{answer}")
    doors["posted"] = say(bob, room, f"/start {payload(posted, phrases.IN_CONTEXT)}")
    doors["reply"] = say(bob, room, WHO, reply_to=bobs["message_id"])
    doors["reply in a group"] = say(ann, village, f"/ask {WHO}", reply_to=posted["message_id"])
    doors["in her group"] = say(ann, village, f"/ask {TAGGED}")
    for command in ("/remove beacon", "/collections", "/stats", "/gaps", "/bind", "/add"):
        doors[command] = say(bob, room, command)
    doors["/privacy"] = say(bob, room, "/privacy")
    assert len(doors) > 40
    assert await leaks(town, doors) == {}


async def test_the_playground_opens_no_document_of_it_by_its_id_either(town: Town) -> None:
    visitor = await town.visitor()
    for document in town.house.librarian.snapshot.documents:
        answer = await visitor.page.http.get(f"/api/documents/{document.id}")
        assert (answer.status_code == 404) == (document.collection == "tower")
        assert document.collection == "tower" or not marks_in(answer.text)
    path = "/api/documents?name=copy.txt&collection="
    for collection in ("", "tower"):
        answer = await visitor.page.http.post(path + collection, content=TEXT.encode())
        assert "Zebulon" in TEXT
        assert not {"beacon.txt", "tower/"} & marks_in(answer.text)
        assert (answer.status_code == 403) == (collection == "tower")


def data_of(message: Json) -> list[str]:
    rows = message["reply_markup"]["inline_keyboard"]
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def tap(by: Person, message: Json, data: str) -> Act:
    return lambda town: town.telegram.press(by, message, data)


def say(by: Person, room: Room, text: str, **how: object) -> Act:
    return lambda town: town.ask(by, room, text, **how)


async def kept_answers(town: Town, room: Room) -> list[str]:
    """The ids of the answers in a chat: what links to them hold."""
    kept = [
        await town.stage.chats.run(
            town.stage.chats.answers.of_message, room.id, message["message_id"]
        )
        for message in room.messages()
    ]
    return [answer.id for answer in kept if answer is not None]
