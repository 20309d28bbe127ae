"""The security checklist: a short test for each threat; other tests go into each more deeply.

Elsewhere: hostile uploads, names and parsers (tests/corpus), forged webhook calls, the playground.
"""

import ast
import asyncio
import json
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.inert import inert_ranges
from bot.question_form import ends_as_question
from bot.small_talk import talk_of, without_talk
from config.secret import Secret
from config.settings import load_settings
from index.answer import Question
from tests.conftest import build_library, write_corpus
from tests.stories.cards import ANN, BOB, NORTH, NORTH_SENTENCE, of_bot, payload, staged
from tests.stories.conftest import TOKEN, Stage
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_inline import results
from tests.stories.test_not_heard import post

ROOT = Path(__file__).resolve().parent.parent.parent
ALIVE = {"mention", "text_mention", "bot_command", "url", "text_link", "email", "hashtag"}
ADMIN = 17
HOSTILE = ("a" * 4096, "a." * 2048, "-" * 4096, "1 " * 2048, "@a" * 2048, "a@" * 2048, "<!--" * 999)


async def test_markup_mentions_commands_and_links_in_a_passage_stay_text(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    fact = (
        "The <b>wharf</b> _was_ *leased* to @ann, /start it at https://evil.example or wharf.zip "
        "[here](tg://user?id=1) &amp; #now."
    )
    name = "<i>wharf</i> @ann /start.txt"
    build_library(
        write_corpus(folder, {name.replace("/", "⁄"): f"Wharf\n\n{fact}\n"}), library_path
    )
    await stage.librarian.refresh()
    message = await stage.ask(stage.private, "Who was the wharf leased to?")
    assert fact in message["text"]
    assert ALIVE.isdisjoint(entity["type"] for entity in message["entities"])
    (call,) = [one for one in stage.telegram.calls if one.method == "sendMessage"]
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    "trick", ["\u202e\u2066", "\u200b\u2060\ufeff", "\x00\x01", "👍🏽🎉", "\ud800"]
)
async def test_a_text_of_unicode_tricks_is_asked_for_words(stage: Stage, trick: str) -> None:
    question = Question.of(trick)
    assert not question.has_words
    assert question.text.isprintable()
    question.text.encode("utf-8")
    if trick.encode("utf-8", "ignore") and not trick.startswith(("\x00", "\u202e")):
        message = await stage.ask(stage.private, trick)
        assert message["text"] == phrases.WRITE_WORDS


def test_a_question_is_composed_and_cleaned_at_the_door() -> None:
    assert Question.of("Cafe\u0301\u202e \x00fer\u200bry\ud800?").text == "Café ferry?"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_pattern_of_ours_hangs_on_a_hostile_text(text: str) -> None:
    began = time.process_time()
    question = Question.of(text)
    for read in (inert_ranges, ends_as_question, talk_of, without_talk):
        read(text)
        read(question.text)
    # A card's length at most: 0.3 s on a slow core for the worst of these.
    assert time.process_time() - began < 3.0


async def test_the_token_is_in_no_log_no_print_and_no_argument(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load_settings(telegram={"token": TOKEN})
    for shown in (repr(settings), str(settings), repr(asdict(settings)), str(settings.bot_token())):
        assert TOKEN not in shown
    assert isinstance(settings.bot_token(), Secret)
    with caplog.at_level(logging.INFO):
        await stage.ask(stage.private, QUESTION)
    ours = [one for one in caplog.records if one.name.startswith(("bot", "index", "corpus"))]
    assert not any(TOKEN in one.getMessage() for one in ours)
    commands = (ROOT / "bot" / "cli").glob("*.py")
    assert not any("--token" in path.read_text("utf-8") for path in commands)


class TestStrangers:
    """Only those on the list may ask, and unknown groups are left."""

    @pytest.fixture
    def access(self) -> Access:
        return Access(is_open=False, allowed=frozenset({ANN}), leaves_groups=True)

    async def test_a_stranger_learns_nothing_and_an_unknown_group_is_left(
        self, stage: Stage
    ) -> None:
        eve = stage.telegram.add_person("Eve", id=666)
        room = stage.telegram.private_chat(eve)
        for words in (QUESTION, "/sources", "/start ABCDE-FGHJK"):
            assert (await stage.ask(room, words, by=eve))["text"] == phrases.NO_ACCESS
        assert results(await stage.telegram.ask_inline(eve, QUESTION)) == []
        stage.telegram.add_group("Unknown", [eve])
        assert await stage.telegram.wait_for_call("leaveChat")


class TestAdmins:
    """Rights hang on a numeric id, in private."""

    @pytest.fixture
    def access(self) -> Access:
        return Access(admins=frozenset({ADMIN, 1087968824}))

    async def test_nobody_becomes_admin_by_a_name_a_group_or_anonymity(self, stage: Stage) -> None:
        root = stage.telegram.add_person("Root", id=ADMIN)
        assert (
            "document"
            in (await stage.ask(stage.telegram.private_chat(root), "/collections", by=root))["text"]
        )
        fake = stage.telegram.add_person("Root", id=18)
        room = stage.telegram.private_chat(fake)
        assert (await stage.ask(room, "/stats", by=fake))["text"] == phrases.UNKNOWN_COMMAND
        group = stage.telegram.add_group("Office", [root])
        # All anonymous admins of all groups share this id, which is on the list by mistake.
        anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        chat = {"id": group.id, "type": "supergroup", "title": "Office"}
        post(stage, group, anonymous, text="/stats", sender_chat=chat)
        await stage.telegram.say(group, root, "/stats")
        (answer,) = [await stage.ask(group, f"/ask {QUESTION}", by=root)]
        assert SENTENCE in answer["text"]
        assert of_bot(group) == [answer]


async def test_forged_taps_and_links_open_nothing(library_path: Path) -> None:
    async with staged(library_path, Access(restricted={"north": frozenset({ANN})})) as (stage, _):
        card = await stage.ask(stage.private, NORTH)
        bob = stage.telegram.add_person("Bob", id=BOB)
        room = stage.telegram.private_chat(bob)
        bobs = await stage.ask(room, QUESTION, by=bob)
        rows = card["reply_markup"]["inline_keyboard"]
        for data in [one["callback_data"] for row in rows for one in row if "callback_data" in one]:
            notice = await stage.telegram.press(bob, bobs, data)
            assert notice["text"] in (phrases.NOT_FOR_YOU, phrases.TOO_OLD, phrases.NO_ACCESS)
        for made_up in ("1", "context:1", "a" * 64):
            notice = await stage.telegram.press(bob, bobs, made_up)
            assert notice["text"] == phrases.TOO_OLD
        await stage.ask(room, "/start AAAAAAAAAAAAAAAA", by=bob)
        assert NORTH_SENTENCE not in json.dumps(of_bot(room))


async def test_inline_checks_the_person_before_the_search_and_is_personal(
    library_path: Path,
) -> None:
    async with staged(library_path, Access(restricted={"north": frozenset({ANN})})) as (stage, _):
        bob = stage.telegram.add_person("Bob", id=BOB)
        offered = await stage.telegram.ask_inline(bob, NORTH)
        assert "apple" not in json.dumps(offered)
        assert (offered["is_personal"], offered["cache_time"]) == (True, 0)


async def test_a_flood_gets_one_notice_and_holds_up_nobody_else(stage: Stage) -> None:
    for _ in range(40):
        await stage.telegram.say(stage.private, stage.ann, QUESTION)
    bob = stage.telegram.add_person("Bob", id=BOB)
    room = stage.telegram.private_chat(bob)
    assert SENTENCE in (await stage.ask(room, QUESTION, by=bob))["text"]
    said = await stage.telegram.wait_for_messages(stage.private, 21)
    await asyncio.sleep(0.3)
    said = of_bot(stage.private)
    assert [message["text"] for message in said].count(phrases.TOO_MANY) == 1
    assert len(said) == 21


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """Every module of the program."""
    for package in ("bot", "config", "corpus", "index"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def test_nothing_is_unpickled() -> None:
    forbidden = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert forbidden.isdisjoint(name.name.split(".")[0] for name in node.names), path
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in forbidden, path
                assert not {"PicklePersistence"} & {name.name for name in node.names}, path
            if isinstance(node, ast.Call):
                _check_call(path, node)


def _check_call(path: Path, call: ast.Call) -> None:
    name = ast.unparse(call.func)
    given = {one.arg: one.value for one in call.keywords}
    assert name not in {"torch.load", "eval", "exec", "os.system"}, f"{path}:{call.lineno}"
    if name in {"np.load", "numpy.load"}:
        assert ast.unparse(given["allow_pickle"]) == "False", f"{path}:{call.lineno}"
    for risky in ("allow_pickle", "trust_remote_code", "shell"):
        if risky in given:
            assert ast.unparse(given[risky]) == "False", f"{path}:{call.lineno}"


def test_code_that_a_model_brings_is_never_run() -> None:
    loaders = {"SentenceTransformer", "CrossEncoder"}
    found = [
        {one.arg: ast.unparse(one.value) for one in node.keywords}
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in loaders
    ]
    assert found
    for given in found:
        assert given["trust_remote_code"] == "False"


async def test_a_deleted_document_is_quoted_nowhere_any_more(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    room = stage.telegram.add_group("Village", [stage.ann])
    card = await stage.ask(stage.private, QUESTION)
    shared = await stage.ask(room, f"/ask {QUESTION}")
    (folder / "mill.md").unlink()
    build_library(folder, library_path)
    await stage.librarian.refresh()
    before = len(of_bot(stage.private))
    for label in (phrases.CONTEXT, phrases.DOCUMENT):
        await stage.telegram.press(stage.ann, card, label=label)
    await stage.ask(stage.private, f"/start {payload(shared, phrases.MORE_IN_PRIVATE)}")
    await stage.ask(stage.private, QUESTION)
    await stage.ask(stage.private, "/sources")
    inline = await stage.telegram.ask_inline(stage.ann, QUESTION)
    said = [message for message in of_bot(stage.private)[before:] if message != card]
    assert "Anna Brandt" not in json.dumps([said, inline])


async def test_the_log_holds_ids_lengths_and_milliseconds_and_no_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await stage.ask(stage.private, f"{QUESTION} zebra marmalade")
        await stage.telegram.ask_inline(stage.ann, "zebra marmalade")
    ours = [one for one in caplog.records if one.name.startswith(("bot", "index", "corpus"))]
    assert not re.search("zebra|Anna Brandt", "\n".join(one.getMessage() for one in ours))
