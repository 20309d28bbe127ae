"""Everybody is spoken to in their language; quotes stay in the documents'."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.people import Json, Person
from bot.emulator.room import Room
from bot.phrases import Plural
from bot.speech import LANGUAGES, speech_in
from tests.catalogues import TRANSLATED, texts_in
from tests.conftest import CORPUS
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running
from tests.stories.test_private import under

QUESTION = "Who founded the mill in 1788?"
UNANSWERABLE = "What is the capital of France?"
ADMIN = 900_001


@pytest.fixture
async def stage_of_many(library_path: Path) -> AsyncIterator[Stage]:
    """The bot with an admin, so that every button is there."""
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    librarian = open_librarian(library_path)
    async with running(telegram, librarian, Access(admins=frozenset({ADMIN}))) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
    assert telegram.violations == []


def newcomer(stage: Stage, language: str, id_: int | None = None) -> tuple[Person, Room]:
    """Somebody whose Telegram is in a language, and their private chat."""
    person = stage.telegram.add_person("Noi", language_code=language, id=id_)
    return person, stage.telegram.private_chat(person)


def labels(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@pytest.mark.parametrize(
    ("language", "source", "button"),
    [
        ("en", "line 5 · chars", "📖 Context"),
        ("zh-hans", "第 5 行 · 字符", "📖 上下文"),
        ("vi", "dòng 5 · ký tự", "📖 Ngữ cảnh"),
        ("th", "บรรทัด 5 · อักขระ", "📖 บริบท"),
        ("id", "baris 5 · karakter", "📖 Konteks"),
        ("pt-br", "line 5 · chars", "📖 Context"),
    ],
)
async def test_labels_are_in_the_persons_language_and_the_quote_in_the_documents(
    stage: Stage, language: str, source: str, button: str
) -> None:
    person, room = newcomer(stage, language)
    message = await stage.ask(room, QUESTION, by=person)
    assert source in message["text"]
    assert labels(message)[0] == button
    (quote,) = under(message, "blockquote")
    assert quote in CORPUS["mill.md"]


async def test_nothing_is_said_in_english_to_somebody_who_reads_thai(
    stage_of_many: Stage,
) -> None:
    stage = stage_of_many
    person, room = newcomer(stage, "th", ADMIN)
    for text in (
        "/language th",
        "/privacy",
        "/forget",
        "/gaps",
        "/collections",
        "/bind",
        "/reload",
    ):
        await stage.ask(room, text, by=person)
    for text in ("/start", "/help", "/sources", "/ask", "hello", "thanks", "555555", "/nonsense"):
        await stage.ask(room, text, by=person)
    found = await stage.ask(room, QUESTION, by=person)
    await stage.telegram.press(person, found, label="บริบท")
    await stage.telegram.press(person, found, label="กลับ")
    await stage.telegram.press(person, found, label="👎")
    await stage.telegram.press(person, found, label="ข้อความไม่ตรง")
    nothing = await stage.ask(room, UNANSWERABLE, by=person)
    await stage.telegram.press(person, nothing, label="ถามผู้ดูแล")
    await stage.telegram.press(person, nothing, data="forged")
    await stage.ask(room, "/language", by=person)
    await stage.ask(room, "/language klingon", by=person)
    await stage.telegram.ask_inline(person, QUESTION)
    await stage.telegram.ask_inline(person, UNANSWERABLE)
    await stage.telegram.ask_inline(person, "")
    group = stage.telegram.add_group("Village", [person])
    await stage.ask(group, f"/ask {QUESTION}", by=person)
    await stage.ask(group, f"/ask {UNANSWERABLE}", by=person)
    assert english_in(stage) == []


def english_in(stage: Stage) -> list[str]:
    """What was said that is an English text of ours, whatever fills its gaps."""
    said = [
        value
        for call in stage.telegram.calls
        if call.method not in {"setMyCommands", "getUpdates"}
        for value in _strings(call.params)
    ]
    lines = {line for text in said for line in (text, *text.split("\n"), *text.split(" · "))}
    ours = [_pattern(text) for text in _texts() if text not in LANGUAGES.values()]
    return sorted(line for line in lines if any(one.fullmatch(line) for one in ours))


def _texts() -> Iterator[str]:
    thai = speech_in("th")
    for name, value in vars(phrases).items():
        if name.isupper():
            for text in texts_in(value):
                one = text.one if isinstance(text, Plural) else text
                if thai(one) != one:
                    yield one


def _pattern(text: str) -> re.Pattern[str]:
    gaps = re.split(r"\{\w+\}", text)
    return re.compile(".+".join(re.escape(gap) for gap in gaps), re.DOTALL)


def _strings(value: Any) -> Iterator[str]:
    """Every string in the parameters of a call, in those that are JSON too."""
    if isinstance(value, str):
        yield value
        if value.startswith(("[{", "{")):
            yield from _strings(json.loads(value))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


async def test_a_language_is_chosen_by_a_button_and_spoken_from_then_on(stage: Stage) -> None:
    menu = await stage.ask(stage.private, "/language")
    assert menu["text"] == phrases.CHOOSE_LANGUAGE
    assert labels(menu) == ["English", "中文", "Tiếng Việt", "ไทย", "Bahasa Indonesia"]
    await stage.telegram.press(stage.ann, menu, label="Tiếng Việt")
    (changed,) = [m for m in stage.telegram.messages(stage.private) if m["from"]["is_bot"]]
    assert changed["text"] == "Từ giờ tôi sẽ dùng tiếng Việt với bạn."
    assert labels(changed) == []
    message = await stage.ask(stage.private, QUESTION)
    assert "dòng 5" in message["text"]


async def test_a_language_is_chosen_by_its_name_or_code(stage: Stage) -> None:
    said = await stage.ask(stage.private, "/language ไทย")
    assert said["text"] == "ต่อไปนี้ฉันจะใช้ภาษาไทยกับคุณ"
    assert (await stage.ask(stage.private, "thanks"))["text"] == "ด้วยความยินดี!"
    said = await stage.ask(stage.private, "/language en")
    assert said["text"] == "I speak English with you from now on."


async def test_a_language_that_is_none_of_ours_shows_those_that_are(stage: Stage) -> None:
    said = await stage.ask(stage.private, "/language klingon")
    assert said["text"] == phrases.LANGUAGE_UNKNOWN
    assert len(labels(said)) == 5


async def test_a_choice_outlives_a_restart(library_path: Path, tmp_path: Path) -> None:
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    for expected, text in (("Mulai sekarang", "/language id"), ("Sama-sama!", "thanks")):
        librarian = open_librarian(library_path)
        async with running(telegram, librarian, memory=tmp_path / "kept.db") as chats:
            stage = Stage(telegram, bot, librarian, ann, room, chats)
            assert expected in (await stage.ask(room, text))["text"]


async def test_a_group_is_answered_in_the_askers_language_until_an_admin_sets_its_own(
    stage: Stage,
) -> None:
    noi, _ = newcomer(stage, "th")
    room = stage.telegram.add_group("Village", [stage.ann, noi])
    assert "บรรทัด 5" in (await stage.ask(room, f"/ask {QUESTION}", by=noi))["text"]
    assert "line 5" in (await stage.ask(room, f"/ask {QUESTION}"))["text"]
    said = await stage.ask(room, "/language vi")
    assert said["text"] == "Từ giờ tôi sẽ dùng tiếng Việt trong nhóm này."
    for person in (noi, stage.ann):
        assert "dòng 5" in (await stage.ask(room, f"/ask {QUESTION}", by=person))["text"]
    assert (await stage.ask(stage.private, "thanks"))["text"] == phrases.THANKS


async def test_a_member_cannot_set_a_groups_language_nor_tap_for_it(stage: Stage) -> None:
    noi, _ = newcomer(stage, "th")
    room = stage.telegram.add_group("Village", [stage.ann, noi])
    refused = await stage.ask(room, "/language vi", by=noi)
    assert refused["text"] == "เฉพาะผู้ดูแลกลุ่มนี้เท่านั้นที่เปลี่ยนภาษาที่นี่ได้"
    menu = await stage.ask(room, "/language")
    toast = await stage.telegram.press(noi, menu, label="English")
    assert toast["text"] == refused["text"]
    assert "บรรทัด 5" in (await stage.ask(room, f"/ask {QUESTION}", by=noi))["text"]
    await stage.telegram.press(stage.ann, menu, label="English")
    assert "line 5" in (await stage.ask(room, f"/ask {QUESTION}", by=noi))["text"]


async def test_a_vote_leaves_a_groups_buttons_in_their_language(stage: Stage) -> None:
    noi, _ = newcomer(stage, "th")
    room = stage.telegram.add_group("Village", [stage.ann, noi])
    message = await stage.ask(room, f"/ask {QUESTION}", by=noi)
    toast = await stage.telegram.press(stage.ann, message, label="👍")
    assert toast["text"] == phrases.THANKS_FOR_VOTE
    (voted,) = [m for m in stage.telegram.messages(room) if m["from"]["is_bot"]]
    assert labels(voted) == ["📖 ดูเพิ่มในแชตส่วนตัว", "👍 1", "👎", "🗑"]


async def test_the_menus_are_registered_for_each_kind_of_chat_and_language(stage: Stage) -> None:
    scopes = ("all_private_chats", "all_group_chats", "all_chat_administrators")
    menus = stage.bot.commands
    assert len(menus) == len(scopes) * len(LANGUAGES)

    def menu(scope: str, language: str) -> dict[str, str]:
        found = menus[json.dumps({"type": scope}), language]
        return {one["command"]: one["description"] for one in found}

    assert {"ask", "sources", "language", "help"} <= menu("all_private_chats", "").keys()
    assert list(menu("all_group_chats", "")) == ["ask", "sources", "help"]
    assert "language" in menu("all_chat_administrators", "th")
    assert menu("all_private_chats", "")["help"] == "How to ask"
    for scope in scopes:
        for language in TRANSLATED:
            assert menu(scope, language).keys() == menu(scope, "").keys()
            assert menu(scope, language)["help"] == speech_in(language)("How to ask")
            assert menu(scope, language)["help"] != "How to ask"
