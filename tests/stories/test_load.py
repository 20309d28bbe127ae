"""Two hundred questions at once: each is answered once, in the chat and topic that asked."""

import asyncio

from bot.emulator.people import Person
from bot.emulator.room import Room
from tests.stories.conftest import Stage

FACTS = (
    ("Who founded the mill in 1788?", "Anna Brandt"),
    ("How much does a single ticket for the ferry cost?", "3 crowns"),
    ("How many apple trees does the orchard hold?", "412 apple trees"),
    ("When does the mill museum close?", "January"),
)


async def test_two_hundred_questions_get_one_right_answer_each(stage: Stage) -> None:
    people = [stage.telegram.add_person(f"Person {n}") for n in range(10)]
    private = [(stage.telegram.private_chat(person), person) for person in people]
    # Five, since a group gets no more than 20 messages a minute.
    forums = [stage.telegram.add_group(f"Forum {n}", people, forum=True) for n in range(5)]
    topics = [[stage.telegram.add_topic(room, f"Topic {n}") for n in range(5)] for room in forums]
    asked: dict[tuple[int, int], str] = {}

    async def ask(room: Room, person: Person, fact: int, topic: int | None) -> None:
        question, answer = FACTS[fact]
        words = f"/ask {question}" if topic else question
        message = await stage.telegram.say(room, person, words, topic=topic)
        asked[room.id, message["message_id"]] = answer

    for n in range(100):
        room, person = private[n % len(private)]
        await ask(room, person, n % len(FACTS), None)
        forum = n // 5 % 5
        await ask(forums[forum], people[n % 10], (n + 1) % len(FACTS), topics[forum][n % 5])

    rooms = [*forums, *(room for room, _ in private)]
    async with asyncio.timeout(60):
        for room in forums:
            await stage.telegram.wait_for_messages(room, 20, timeout_s=60)
        for room, _ in private:
            await stage.telegram.wait_for_messages(room, 10, timeout_s=60)

    answered: dict[tuple[int, int], list[str]] = {}
    for room in rooms:
        for message in stage.telegram.messages(room):
            if message["from"]["is_bot"] and "text" in message:
                question = message["reply_to_message"]
                assert message.get("message_thread_id") == question.get("message_thread_id")
                answered.setdefault((room.id, question["message_id"]), []).append(message["text"])
    assert len(asked) == 200
    assert {key: len(texts) for key, texts in answered.items()} == dict.fromkeys(asked, 1)
    assert all(answer in answered[key][0] for key, answer in asked.items())
