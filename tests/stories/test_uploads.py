"""Admins add documents by sending them; nobody else can."""

import asyncio
import time
from pathlib import Path

from bot import phrases, upload_phrases
from bot.emulator.calls import Fault
from bot.emulator.people import UploadedFile
from bot.speech import ENGLISH
from tests.conftest import CORPUS
from tests.stories.shelf import (
    GENTLE,
    NAME,
    OTHER_ADMIN,
    QUESTION,
    SENTENCE,
    TEXT,
    TITLE,
    Shelf,
    data_of,
    labels,
    shelf_with,
)


async def test_a_file_is_shown_first_and_answers_once_it_is_confirmed(shelf: Shelf) -> None:
    card = await shelf.send()
    assert f"{TITLE} · {NAME} · 1 passage\nDate: 2023-02-01\n" in card["text"]
    quoted = next(one for one in card["entities"] if one["type"] == "blockquote")
    assert card["text"][quoted["offset"] :][: quoted["length"]] == TEXT.strip()
    assert labels(card) == [
        f"• {phrases.TOP_FOLDER}",
        "north",
        upload_phrases.ADD_NEW,
        upload_phrases.ADD_CONFIRM,
        upload_phrases.CANCEL,
    ]
    assert shelf.paths == set(CORPUS)
    assert shelf.kept == []
    assert SENTENCE not in (await shelf.order(QUESTION))["text"]

    chosen = await shelf.tap(card, "north")
    for _ in range(100):
        if labels(chosen)[1] == "• north":
            break
        await asyncio.sleep(0.01)
        chosen = shelf.room.said[card["message_id"]]
    done = await shelf.tap(chosen, upload_phrases.ADD_CONFIRM, says="Done")
    assert done["text"] == f"Done: “{TITLE}”, 1 passage. Try:\n• {GENTLE}"
    assert labels(done) == []
    assert shelf.kept == [f"north/{NAME}"]
    assert shelf.paths == {*CORPUS, f"north/{NAME}"}
    assert shelf.waiting == 0
    answer = await shelf.stage.ask(shelf.stage.private, QUESTION)
    assert SENTENCE in answer["text"]
    assert f"north/{NAME}" in answer["text"]
    assert "212 granite steps" in (await shelf.order(GENTLE))["text"]


async def test_whoever_is_no_admin_cannot_add_anything(shelf: Shelf) -> None:
    stage = shelf.stage
    said = await shelf.send(by=stage.ann, room=stage.private)
    assert said["text"] == phrases.WRITE_WORDS
    assert (await stage.ask(stage.private, "/add"))["text"] == phrases.UNKNOWN_COMMAND
    assert (await stage.ask(stage.private, "/remove mill"))["text"] == phrases.UNKNOWN_COMMAND
    group = stage.telegram.add_group("Office", [shelf.root, stage.ann])
    await stage.telegram.send_file(group, shelf.root, UploadedFile(NAME, TEXT.encode()))
    answer = await stage.ask(group, "/ask When was the mill founded?", by=shelf.root)
    assert "1788" in answer["text"], "the file before it was not answered"
    assert shelf.waiting == 0


async def test_buttons_work_for_the_admin_who_sent_the_file_alone(shelf: Shelf) -> None:
    telegram = shelf.stage.telegram
    card = await shelf.send()
    anns = await shelf.stage.ask(shelf.stage.private, "When was the mill founded?")
    confirm = data_of(card)[3]
    answer = await telegram.press(shelf.stage.ann, anns, confirm)
    assert answer["text"] == phrases.NOT_FOR_YOU
    second = telegram.add_person("Second", id=OTHER_ADMIN)
    listed = await shelf.send("Another text about 12 red boats.", by=second,
                              room=telegram.private_chat(second))  # fmt: skip
    await telegram.press(second, listed, confirm)
    await telegram.press(second, listed, "add:0123456789abcdef:yes")
    await asyncio.sleep(0.1)
    assert shelf.paths == set(CORPUS)
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, NAME}


async def test_what_is_cancelled_or_forgotten_is_gone(library_path: Path, folder: Path) -> None:
    later = 0.0
    async with shelf_with(library_path, folder, now=lambda: time.time() + later) as shelf:
        card = await shelf.send()
        assert shelf.waiting == 2
        for file in shelf.settings.pending_path.iterdir():
            assert file.stat().st_mode & 0o077 == 0, "others on the machine cannot read it"
        await shelf.tap(card, upload_phrases.CANCEL, says=upload_phrases.ADD_CANCELLED)
        assert shelf.waiting == 0
        card = await shelf.send()
        later = 25 * 60 * 60
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says=upload_phrases.ADD_EXPIRED)
        assert shelf.waiting == 0
        assert shelf.paths == set(CORPUS)
        assert shelf.kept == []


async def test_what_cannot_be_added_is_said_with_the_reason(shelf: Shelf) -> None:
    said = await shelf.send(b"x", size_bytes=20_000_001)
    assert said["text"] == ENGLISH(upload_phrases.TOO_BIG, name=NAME, size=20)
    for content, name, reason in (
        ("no", "film.mp4", "not a format that is read"),
        (b"%PDF-1.4 broken", "broken.pdf", ""),
        ("\n", "empty.txt", "it is empty"),
        (b"PK\x03\x04 and so on", "page.pdf", "its ending says PDF, but it is a zip file"),
        ("A text, no book.", "book.epub", "its ending says EPUB, but it is something else"),
        ("Text.", "ferry.txt", "has a file of that name"),
        ("Text.", ".hidden.txt", "plain names"),
    ):
        said = await shelf.send(content, name)
        assert f"“{name}” was not added: " in said["text"], name
        assert reason in said["text"]
        assert labels(said) == []
    assert shelf.waiting == 0


async def test_the_same_text_is_recognised_and_not_added_twice(shelf: Shelf) -> None:
    card = await shelf.send(CORPUS["mill.md"], "copy.md")
    assert ENGLISH(upload_phrases.ADD_THERE, path="mill.md") in card["text"]
    assert upload_phrases.ADD_CONFIRM not in labels(card)
    # Elsewhere it may be wanted, too.
    await shelf.tap(card, "north", says=ENGLISH(upload_phrases.ADD_SAME, path="mill.md"))
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.kept == ["north/copy.md"]
    again = await shelf.send(CORPUS["mill.md"], "copy.md")
    moved = await shelf.tap(again, "north", says="Already there as north/copy.md.")
    assert upload_phrases.ADD_CONFIRM not in labels(moved)


async def test_a_tap_that_was_made_up_adds_no_text_twice_either(shelf: Shelf) -> None:
    card = await shelf.send(CORPUS["mill.md"], "copy.md")
    yes = data_of(card)[0].replace(":0", ":yes")
    await shelf.stage.telegram.press(shelf.root, card, yes)
    said = await shelf.becomes(card, "not added")
    assert said["text"] == "“copy.md” was not added: the same text as mill.md"
    assert shelf.kept == []


async def test_a_file_of_the_same_name_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    await shelf.tap(await shelf.send(), upload_phrases.ADD_CONFIRM, says="Done")
    card = await shelf.send(TEXT.replace("1866", "1867"))
    assert upload_phrases.ADD_REPLACES in card["text"]
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, NAME}
    assert "first time in 1867" in (await shelf.order(QUESTION))["text"]


async def test_nothing_in_a_preview_comes_to_life(shelf: Shelf) -> None:
    card = await shelf.send(
        "See https://example.org or @ann\n\n/forget yes #tag mail@example.org. More 12 words.\n"
    )
    assert {one["type"] for one in card["entities"]} <= {"blockquote", "code"}
    assert "https://example.org" in card["text"]


async def test_the_document_button_brings_the_file_that_was_added(shelf: Shelf) -> None:
    table = "Landing,Boat,Fare\nSouth landing,Sarn,4 crowns\n"
    await shelf.tap(await shelf.send(table, "fares.csv"), upload_phrases.ADD_CONFIRM, says="Done")
    card = await shelf.order("What is the fare of the boat Sarn from the South landing?")
    await shelf.stage.telegram.press(shelf.root, card, label=phrases.DOCUMENT)
    sent = shelf.room.messages()[-1]["document"]
    assert (sent["file_name"], sent["file_size"]) == ("fares.csv", len(table))


async def test_a_long_text_is_added_by_a_reply(shelf: Shelf) -> None:
    assert (await shelf.order("/add"))["text"] == upload_phrases.ADD_HOW
    said = await shelf.stage.telegram.say(shelf.room, shelf.root, TEXT)
    await shelf.stage.telegram.wait_for_messages(shelf.room, 2)
    card = await shelf.order("/add", reply_to=said["message_id"])
    assert f"{TITLE} · The lighthouse.txt" in card["text"]
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, "The lighthouse.txt"}


async def test_why_a_file_cannot_be_read_is_said_in_the_admins_language(shelf: Shelf) -> None:
    await shelf.order("/language Bahasa Indonesia")
    said = await shelf.send(b"%PDF-1.4 broken", "broken.pdf")
    assert said["text"] == "“broken.pdf” tidak ditambahkan: rusak, atau bukan PDF"
    card = await shelf.send("Das Boot fährt über den Fluß.".encode("cp1252"), "boot.txt")
    assert "bukan UTF-8; dibaca sebagai" in card["text"]


async def test_what_telegram_does_not_hand_out_is_asked_for_again(shelf: Shelf) -> None:
    telegram = shelf.stage.telegram
    for description, said in (
        ("Bad Request: file is too big", ENGLISH(upload_phrases.TOO_BIG, name=NAME, size=20)),
        (
            "Bad Request: wrong file_id or the file is temporarily unavailable",
            ENGLISH(upload_phrases.NOT_FETCHED, name=NAME),
        ),
    ):
        fault = Fault(400, description)
        telegram.before_call = lambda call, fault=fault: fault if call.method == "getFile" else None
        assert (await shelf.send())["text"] == said
    telegram.before_call = None
    assert TITLE in (await shelf.send())["text"]


async def test_several_files_at_once_have_a_card_each(shelf: Shelf) -> None:
    """As those of an album come."""
    names = [f"note{number}.txt" for number in range(4)]
    for number, name in enumerate(names):
        text = f"Note {number}\n\nThe note has {number + 20} lines.\n"
        await shelf.stage.telegram.send_file(
            shelf.room, shelf.root, UploadedFile(name, text.encode())
        )
    cards = await shelf.stage.telegram.wait_for_messages(shelf.room, 4)
    assert all(name in card["text"] for name, card in zip(names, cards, strict=True))
    for card in (cards[2], cards[0]):
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    await shelf.tap(cards[1], upload_phrases.CANCEL, says=upload_phrases.ADD_CANCELLED)
    assert shelf.paths == {*CORPUS, names[0], names[2]}
    assert shelf.waiting == 2


async def test_a_saved_web_page_is_added_without_what_frames_it(shelf: Shelf) -> None:
    page = (
        "<html><head><title>The lighthouse</title></head><body><nav>Home News Shop</nav>"
        "<article><h1>The lighthouse</h1><p>The lighthouse was lit for the first time in 1866, "
        "and it was tended by three keepers for a hundred years.</p></article></body></html>"
    )
    card = await shelf.send(page, "page.html")
    assert f"{TITLE} · page.html · 1 passage" in card["text"]
    assert "Shop" not in card["text"]
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert SENTENCE in (await shelf.order(QUESTION))["text"]
