"""Chats that are closed to the bot in every way that Telegram knows."""

from collections import Counter

from bot.emulator.calls import Call, Fault
from tests.faults.house import open_house
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import Asked

# What sendMessage is refused with. A migrated group and a deleted question are told apart below:
# those two still get an answer.
_REFUSALS = (
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot can't initiate conversation with a user"),
    (400, "Bad Request: TOPIC_CLOSED"),
    (400, "Bad Request: TOPIC_DELETED"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: message thread not found"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: message to be replied not found"),
    (400, "Bad Request: message is not modified: specified new message content is the same"),
    (400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
)


async def row(size: Size) -> Outcome:
    """Each refusal is tried once and logged without an exception; everybody else is answered."""
    times = 10 if size is Size.FULL else 1
    async with open_house() as house:
        telegram, refused = house.telegram, dict[int, tuple[int, str]]()

        def refuse(call: Call) -> Fault | None:
            found = refused.get(int(call.params.get("chat_id", 0)))
            is_sent = call.method == "sendMessage" and found is not None
            return Fault(found[0], found[1]) if is_sent and found is not None else None

        telegram.before_call = refuse
        closed = Asked(telegram)
        for number, refusal in enumerate(_REFUSALS * times):
            person = telegram.add_person(f"Closed {number}")
            room = telegram.private_chat(person)
            refused[room.id] = refusal
            await closed.ask(room, person)
        ann = telegram.add_person("Ann")
        old = telegram.add_group("Old", [ann], kind="group")
        await telegram.say(old, ann, "/ask Who founded the mill in 1788?")
        new = telegram.migrate(old)
        room = telegram.private_chat(ann)
        for _ in range(8):
            await house.asked.ask(room, ann)
        gone = await telegram.say(room, ann, "When does the mill museum close?")
        telegram.delete_message(room, gone["message_id"])
        await telegram.wait_for_messages(room, 9)
        await telegram.wait_for_messages(new, 1)
        while await house.inbox.waiting():
            await telegram.wait_for_call("getUpdates", timeout_s=15)
        tries = Counter(
            call.params["chat_id"]
            for call in telegram.calls
            if call.method == "sendMessage" and call.params["chat_id"] in refused
        )
        failures = [f"in the log: {line}" for line in house.log.tracebacks[:1]]
        if len(tries) != len(refused) or max(tries.values()) > 1:
            failures.append(f"{max(tries.values())} tries in one closed chat, {len(tries)} tried")
        if house.asked.doubled:
            failures.append(f"{house.asked.doubled} doubled")
        count = len(house.asked.asked) + 2
        figures = f"{len(refused)} refusals, {len(house.log.records)} lines from WARNING on"
        return Outcome(
            "chat errors", count, house.asked.lost, house.asked.doubled, figures, tuple(failures)
        )
