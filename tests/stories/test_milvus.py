"""Milvus goes away under a running bot: people are told, and nothing asked is lost."""

import json
from pathlib import Path

import pytest

from bot import phrases
from bot.emulator.people import Json
from bot.wiring import make_librarian
from config.settings import load_settings
from index.embedder import HashingEmbedder
from index.milvus.client import Milvus
from index.milvus.sync import Kept
from tests.milvus.serving import LiteServer, is_installed
from tests.stories.conftest import TOKEN, make_telegram, running
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_inline import results
from tests.stories.test_private import under

# A server that starts on a busy machine, and pauses of two, four and eight seconds.
PATIENCE_S = 60
pytestmark = pytest.mark.skipif(not is_installed(), reason="milvus-lite is not installed")


def button(answer: Json) -> str:
    """What stands on the button above the results of an inline query."""
    found = answer["button"]
    return str((json.loads(found) if isinstance(found, str) else found)["text"])


async def test_what_milvus_has_lost_is_written_anew_by_the_running_bot(
    library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    address = milvus.address
    store = {"kind": "milvus", "address": address.url, "name": kept.prefix}
    settings = load_settings(home=library_path.parent, store=store)
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    async with running(telegram, make_librarian(settings, HashingEmbedder())):
        for name in milvus.call("list_collections"):
            if name.startswith(kept.prefix):
                milvus.call("drop_collection", name)
        await telegram.say(room, ann, QUESTION)
        busy, answer = await telegram.wait_for_messages(room, 2, timeout_s=PATIENCE_S)
    assert busy["text"] == phrases.BUSY
    assert under(answer, "bold") == [SENTENCE]


async def test_a_bot_that_starts_before_milvus_answers_when_it_is_there(
    library_path: Path, lite: LiteServer
) -> None:
    lite.kill()
    settings = load_settings(
        home=library_path.parent,
        store={"kind": "milvus", "address": lite.url, "timeout_s": 0.5},
    )
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    async with running(telegram, make_librarian(settings, HashingEmbedder())):
        await telegram.say(room, ann, QUESTION)
        (busy,) = await telegram.wait_for_messages(room, 1, timeout_s=PATIENCE_S)
        assert busy["text"] == phrases.BUSY
        lite.start()
        answer = (await telegram.wait_for_messages(room, 2, timeout_s=PATIENCE_S))[-1]
    assert under(answer, "bold") == [SENTENCE]


async def test_a_question_waits_for_milvus_and_its_person_is_told_once(
    library_path: Path, lite: LiteServer, caplog: pytest.LogCaptureFixture
) -> None:
    store = {"kind": "milvus", "address": lite.url, "token": "root:geheim"}
    settings = load_settings(home=library_path.parent, store=store)
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann", language_code="vi")
    room = telegram.private_chat(ann)
    async with running(telegram, make_librarian(settings, HashingEmbedder())):
        await telegram.say(room, ann, QUESTION)
        (answer,) = await telegram.wait_for_messages(room, 1, timeout_s=PATIENCE_S)
        assert under(answer, "bold") == [SENTENCE]
        lite.kill()
        await telegram.say(room, ann, QUESTION)
        busy = (await telegram.wait_for_messages(room, 2, timeout_s=PATIENCE_S))[-1]
        assert busy["text"].startswith("Hiện tôi đang bận")
        offered = await telegram.ask_inline(ann, QUESTION)
        assert (results(offered), button(offered)) == ([], "Hiện đang bận. Hãy thử lại")
        lite.start()
        late = (await telegram.wait_for_messages(room, 3, timeout_s=PATIENCE_S))[-1]
        assert under(late, "bold") == [SENTENCE]
    assert len(telegram.messages(room)) == 5
    said = caplog.text
    assert "cannot be used just now" in said
    assert "geheim" not in said
    assert QUESTION not in said
    assert phrases.TROUBLE not in [one.get("text") for one in telegram.messages(room)]
