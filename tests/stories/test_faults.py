"""What Telegram does to a bot on a bad day, and that the person still gets the answer."""

import logging
from pathlib import Path

import pytest

from bot.emulator.calls import Call, Fault
from bot.emulator.people import UploadedFile
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_private import under


async def test_a_failing_server_is_asked_again(stage: Stage) -> None:
    faults = [Fault(status=502, description="Bad Gateway"), Fault(status=500)]

    def fail(call: Call) -> Fault | None:
        return faults.pop() if call.method == "sendMessage" and faults else None

    stage.telegram.before_call = fail
    message = await stage.ask(stage.private, QUESTION)
    assert under(message, "bold") == [SENTENCE]
    assert len(stage.telegram.messages(stage.private)) == 2


async def test_a_server_without_command_menus_does_not_stop_the_bot(library_path: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)

    def refuse(call: Call) -> Fault | None:
        is_menu = call.method == "setMyCommands"
        return Fault(status=404, description="Not Found: method not found") if is_menu else None

    telegram.before_call = refuse
    async with running(telegram, open_librarian(library_path)):
        await telegram.say(room, ann, QUESTION)
        (message,) = await telegram.wait_for_messages(room, 1)
    assert under(message, "bold") == [SENTENCE]


async def test_refused_entities_are_sent_plain_with_quotation_marks(stage: Stage) -> None:
    faults = [Fault(status=400, description="Bad Request: can't parse entities: oops")]

    def refuse(call: Call) -> Fault | None:
        return faults.pop() if call.method == "sendMessage" and faults else None

    stage.telegram.before_call = refuse
    message = await stage.ask(stage.private, QUESTION)
    assert f"❝{SENTENCE}" in message["text"]
    assert under(message, "blockquote") == []


async def test_a_group_that_became_a_supergroup_gets_its_answer_there(stage: Stage) -> None:
    old = stage.telegram.add_group("Village", [stage.ann], kind="group")
    await stage.telegram.say(old, stage.ann, f"/ask {QUESTION}")
    new = stage.telegram.migrate(old)
    messages = await stage.telegram.wait_for_messages(new, 1)
    assert SENTENCE in messages[-1]["text"]


async def test_a_person_who_blocks_the_bot_disturbs_nobody(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    bob = stage.telegram.add_person("Bob")
    room = stage.telegram.private_chat(bob)

    def refuse(call: Call) -> Fault | None:
        # Blocked after asking: a person who has blocked the bot cannot write to it.
        is_to_bob = call.method == "sendMessage" and call.params["chat_id"] == room.id
        text = "Forbidden: bot was blocked by the user"
        return Fault(status=403, description=text) if is_to_bob else None

    stage.telegram.before_call = refuse
    await stage.telegram.say(room, bob, QUESTION)
    await stage.telegram.wait_for_call("sendMessage")
    message = await stage.ask(stage.private, QUESTION)
    assert under(message, "bold") == [SENTENCE]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_question_under_a_picture_is_a_question(stage: Stage) -> None:
    upload = UploadedFile("mill.txt", b"x", "text/plain")
    await stage.telegram.send_file(stage.private, stage.ann, upload, caption=QUESTION)
    (message,) = await stage.telegram.wait_for_messages(stage.private, 1)
    assert under(message, "bold") == [SENTENCE]
