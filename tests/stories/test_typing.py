"""Who waits in a private chat sees that the bot is at work."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.stories.conftest import Stage

QUESTION = "/ask What does the ferry cost?"
_LONG_S = 0.9


@contextmanager
def held_up(stage: Stage) -> Iterator[None]:
    """Let every search wait until the end of the context."""
    gate = threading.Event()
    stage.librarian._worker._pool.submit(gate.wait, 10)
    try:
        yield
    finally:
        gate.set()


def typed_in(stage: Stage) -> list[int]:
    """The chats in which the bot was seen to type."""
    calls = stage.telegram.calls
    return [call.params["chat_id"] for call in calls if call.method == "sendChatAction"]


async def test_a_slow_answer_is_announced_in_a_private_chat(stage: Stage) -> None:
    with held_up(stage):
        await stage.telegram.say(stage.private, stage.ann, QUESTION)
        await stage.telegram.wait_for_call("sendChatAction")
    await stage.telegram.wait_for_messages(stage.private, 1)

    assert typed_in(stage) == [stage.private.id]


async def test_in_a_group_nothing_is_announced(stage: Stage) -> None:
    group = stage.telegram.add_group("Club", [stage.ann])
    with held_up(stage):
        await stage.telegram.say(group, stage.ann, QUESTION)
        await asyncio.sleep(_LONG_S)
    await stage.telegram.wait_for_messages(group, 1)

    assert typed_in(stage) == []


async def test_a_quick_answer_is_not_announced(stage: Stage) -> None:
    await stage.ask(stage.private, QUESTION)
    await asyncio.sleep(_LONG_S)

    assert typed_in(stage) == []
