"""The inbox seen from the chat: late answers, forgotten questions, processes that die."""

import asyncio
from functools import partial
from pathlib import Path

from bot import phrases
from bot.emulator.calls import Call, Fault
from tests.faults.stage import Asked, set_stage
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_private import under


async def test_a_late_answer_says_so_outside_its_quote(library_path: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann", language_code="id")
    room = telegram.private_chat(ann)
    for age_s, is_late in ((590, False), (610, True)):
        asked = await telegram.say(room, ann, QUESTION)
        now = asked["date"] + age_s
        async with running(telegram, open_librarian(library_path), now=partial(float, now)):
            message = (await telegram.wait_for_messages(room, 1 + is_late))[-1]
        assert under(message, "bold") == [SENTENCE]
        lines = message["text"].splitlines()
        assert lines[-1].startswith("Ini Anda tanyakan beberapa waktu lalu") is is_late
        assert all("beberapa waktu" not in quote for quote in under(message, "blockquote"))


async def test_forgetting_takes_back_what_waits_for_its_answer(stage: Stage) -> None:
    group = stage.telegram.add_group("Village", [stage.ann])
    faults = [Fault(502, "Bad Gateway")] * 4

    def fail(call: Call) -> Fault | None:
        is_in_group = call.method == "sendMessage" and call.params["chat_id"] == group.id
        return faults.pop() if is_in_group and faults else None

    stage.telegram.before_call = fail
    await stage.telegram.say(group, stage.ann, f"/ask {QUESTION}")
    await stage.telegram.wait_for_call("sendMessage", count=4)
    # It was put back, to be tried again in two seconds.
    forgotten = await stage.ask(stage.private, "/forget yes")
    assert forgotten["text"] == phrases.FORGOTTEN
    await asyncio.sleep(3)
    assert [one for one in stage.telegram.messages(group) if one["from"]["is_bot"]] == []


async def test_what_kills_the_bot_is_tried_once_more_and_then_set_aside() -> None:
    async with set_stage() as stage:
        asked = Asked(stage.telegram)
        (room, eve), (other, ann) = stage.people(2)
        await asked.ask(room, eve, "What is the deadly word Zyx about?")
        for _ in range(2):
            bot = await stage.start("--deadly", "Zyx")
            assert await bot.process.wait() == -9
        await stage.start("--deadly", "Zyx")
        await asked.ask(other, ann)
        assert await asked.until(2)
        await stage.bots[-1].stop()
        (said,) = [one for one in stage.telegram.messages(room) if one["from"]["is_bot"]]
        assert said["text"] == phrases.TROUBLE
        assert "set aside, the process died over it twice" in stage.bots[-1].log
        assert "Zyx" not in stage.logged()
