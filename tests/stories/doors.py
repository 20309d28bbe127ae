"""The doors through which a question is asked, each by whom it is open to."""

from collections.abc import Awaitable, Callable

from bot.emulator.people import Person
from tests.stories.conftest import until
from tests.stories.town import Act, Town

# Asks a question as somebody, and gives what is shown beside the bot's messages.
Door = Callable[[Town, Person, str], Awaitable[object]]


async def private_chat(town: Town, person: Person, question: str) -> object:
    await town.ask(person, town.telegram.private_chat(person), question)
    return None


async def edited_question(town: Town, person: Person, question: str) -> object:
    room = town.telegram.private_chat(person)
    answer = await town.ask(person, room, "Who owned the forest behind the mill?")
    asked = answer["reply_to_message"]["message_id"]
    before = answer["text"]
    await town.telegram.edit(room, asked, question)

    async def is_edited() -> bool:
        return bool(room.said[answer["message_id"]]["text"] != before)

    await until(is_edited)
    return None


async def group(town: Town, person: Person, question: str) -> object:
    room = town.telegram.add_group("Village", [person])
    await town.ask(person, room, f"/ask {question}")
    return None


async def bare_ask(town: Town, person: Person, question: str) -> object:
    room = town.telegram.add_group("Village", [person])
    said = await town.telegram.say(room, person, question)
    await town.ask(person, room, "/ask", reply_to=said["message_id"])
    return None


async def topic(town: Town, person: Person, question: str) -> object:
    room = town.telegram.add_group("Forum", [person], forum=True)
    number = town.telegram.add_topic(room, "Coast")
    await town.telegram.say(room, person, f"/ask {question}", topic=number)
    await town.telegram.wait_for_messages(room, 1, topic=number)
    return None


async def auto(town: Town, person: Person, question: str) -> object:
    """A question to everybody, which gets an answer or none; the mill's tells when it is over."""
    room = town.telegram.add_group("Chatter", [person])
    town.telegram.promote(room, person)
    await town.ask(person, room, "/auto on")
    await town.telegram.say(room, person, question)
    await town.telegram.say(room, person, "Who owned the forest behind the mill?")

    async def is_over() -> bool:
        return any("Anna Brandt" in message.get("text", "") for message in room.messages())

    await until(is_over)
    return None


async def inline(town: Town, person: Person, question: str) -> object:
    return await town.telegram.ask_inline(person, question)


async def inline_samples(town: Town, person: Person, _: str) -> object:
    return await town.telegram.ask_inline(person, "")


async def chosen_result(town: Town, person: Person, question: str) -> object:
    room = town.telegram.add_group("Friends", [person])
    offered = await town.telegram.ask_inline(person, question)
    if not offered["results"]:
        return None
    return (await town.telegram.choose(person, offered, 0, room))["text"]


async def guest(town: Town, person: Person, question: str) -> object:
    room = town.telegram.add_group("Elsewhere", [person])
    town.telegram.kick(room)
    return await town.telegram.ask_as_guest(person, f"@quoth_bot {question}", room)


async def sources(town: Town, person: Person, _: str) -> object:
    room = town.telegram.private_chat(person)
    for command in ("/sources", "/start", "/help"):
        await town.ask(person, room, command)
    return None


async def page(town: Town, _: Person, question: str) -> object:
    await (await town.visitor()).ask(question)
    return None


async def page_group(town: Town, _: Person, question: str) -> object:
    await (await town.visitor()).ask(f"@quoth_bot {question}", 1)
    return None


async def page_inline(town: Town, _: Person, question: str) -> object:
    visitor = await town.visitor()
    return [await visitor.ask_inline(question), await visitor.ask_inline("")]


async def page_finding(town: Town, _: Person, question: str) -> object:
    visitor = await town.visitor()
    return await visitor.behind(await visitor.ask(question))


async def page_documents(town: Town, _: Person, __: str) -> object:
    return await (await town.visitor()).documents()


async def page_itself(town: Town, _: Person, __: str) -> object:
    """Counts and questions to try, and how the bot is used."""
    visitor = await town.visitor()
    return [visitor.visit["library"], await visitor.page.get("/api/insight")]


# What somebody in Telegram has.
IN_TELEGRAM: dict[str, Door] = {
    door.__name__: door
    for door in (
        private_chat,
        edited_question,
        group,
        bare_ask,
        topic,
        auto,
        inline,
        inline_samples,
        chosen_result,
        guest,
        sources,
    )
}
# What whoever opens the playground has.
ON_THE_PAGE: dict[str, Door] = {
    door.__name__: door
    for door in (page, page_group, page_inline, page_finding, page_documents, page_itself)
}


def opened(doors: dict[str, Door], *questions: str) -> dict[str, Act]:
    """Each door with each question, by somebody who was never there before."""
    return {
        f"{name}: {question}": _act(door, question)
        for name, door in doors.items()
        for question in questions
    }


def _act(door: Door, question: str) -> Act:
    return lambda town: door(town, town.newcomer(), question)
