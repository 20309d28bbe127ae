import asyncio
from typing import Any

import pytest

from bot.emulator.people import BotAccount, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer

from .conftest import Api, Clock, Json

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTONS = {"inline_keyboard": [[{"text": "More ▶", "callback_data": "more"}]]}


def article(result_id: str, **more: Any) -> Json:
    content = {"message_text": f"text of {result_id}"}
    return {
        "type": "article",
        "id": result_id,
        "title": "T",
        "input_message_content": content,
        **more,
    }


async def next_update(api: Api, kind: str) -> Json:
    """Return the newest update of a kind, confirming everything."""
    updates = await api.done("getUpdates", timeout=5)
    await api.done("getUpdates", offset=updates[-1]["update_id"] + 1)
    found: Json = [one[kind] for one in updates if kind in one][-1]
    return found


async def test_an_inline_query_waits_for_its_answer(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    asking = asyncio.create_task(server.ask_inline(ann, "who was first?", offset="10"))
    query = await next_update(api, "inline_query")
    assert (query["query"], query["offset"]) == ("who was first?", "10")
    await api.done("answerInlineQuery", inline_query_id=query["id"], results=[article("a")])
    answer = await asking
    assert answer["results"] == [article("a")]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"results": [article(str(n)) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article("a"), article("a")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("a" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [], "next_offset": "a" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        (
            {"results": [article("a", input_message_content={"message_text": " "})]},
            "text must be non-empty",
        ),
        (
            {
                "results": [
                    article(
                        "a",
                        reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": ""}]]},
                    )
                ]
            },
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_bad_inline_results_are_refused(
    api: Api, server: TelegramServer, ann: Person, params: Json, refusal: str
) -> None:
    asking = asyncio.create_task(server.ask_inline(ann, "who?"))
    query = await next_update(api, "inline_query")
    description = await api.refused("answerInlineQuery", inline_query_id=query["id"], **params)
    assert description == f"400 Bad Request: {refusal}"
    asking.cancel()


async def test_fifty_results_with_ids_of_64_bytes_pass(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    asking = asyncio.create_task(server.ask_inline(ann, "who?"))
    query = await next_update(api, "inline_query")
    results = [article(f"{place:064d}") for place in range(50)]
    await api.done("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert len((await asking)["results"]) == 50


async def test_an_inline_query_cannot_be_answered_after_30_seconds(
    api: Api, server: TelegramServer, ann: Person, clock: Clock
) -> None:
    asking = asyncio.create_task(server.ask_inline(ann, "who?"))
    query = await next_update(api, "inline_query")
    clock.now += 30
    params = {"inline_query_id": query["id"], "results": []}
    assert await api.refused("answerInlineQuery", **params) == TOO_OLD
    asking.cancel()


async def test_unknown_queries_cannot_be_answered(api: Api) -> None:
    assert await api.refused("answerInlineQuery", inline_query_id="1", results=[]) == TOO_OLD
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_a_chosen_result_appears_via_the_bot_and_can_be_edited(
    api: Api, server: TelegramServer, ann: Person, bot: BotAccount
) -> None:
    group = server.add_group("Friends", [ann])
    asking = asyncio.create_task(server.ask_inline(ann, "who?"))
    query = await next_update(api, "inline_query")
    results = [article("a"), article("b", reply_markup=BUTTONS)]
    await api.done("answerInlineQuery", inline_query_id=query["id"], results=results)
    message = await server.choose(ann, await asking, 1, group)
    assert (message["text"], message["from"]["id"]) == ("text of b", ann.id)
    assert message["via_bot"]["username"] == "quoth_bot"
    chosen = await next_update(api, "chosen_inline_result")
    assert (chosen["result_id"], chosen["query"]) == ("b", "who?")
    target = {"inline_message_id": chosen["inline_message_id"], "text": "edited"}
    assert await api.done("editMessageText", **target) is True
    assert server.messages(group)[-1]["text"] == "edited"


async def test_a_tap_waits_for_its_answer(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_markup=BUTTONS)
    tapping = asyncio.create_task(server.press(ann, sent, label="More"))
    query = await next_update(api, "callback_query")
    assert (query["data"], query["message"]["message_id"]) == ("more", sent["message_id"])
    await api.done("answerCallbackQuery", callback_query_id=query["id"], text="Here")
    assert (await tapping)["text"] == "Here"
    again = {"callback_query_id": query["id"]}
    assert await api.refused("answerCallbackQuery", **again) == TOO_OLD


async def test_a_tap_cannot_be_answered_after_150_seconds(
    api: Api, server: TelegramServer, chat: Room, ann: Person, clock: Clock
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_markup=BUTTONS)
    tapping = asyncio.create_task(server.press(ann, sent))
    query = await next_update(api, "callback_query")
    clock.now += 150
    assert await api.refused("answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD
    tapping.cancel()


async def test_a_tap_under_a_deleted_message_brings_an_inaccessible_one(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_markup=BUTTONS)
    server.delete_message(chat, sent["message_id"])
    tapping = asyncio.create_task(server.press(ann, sent, "more"))
    query = await next_update(api, "callback_query")
    assert query["message"]["date"] == 0
    tapping.cancel()


async def test_a_bot_that_stays_silent_is_named_in_the_timeout(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_markup=BUTTONS)
    with pytest.raises(TimeoutError, match="@quoth_bot did not answer the callback_query 'more'"):
        await server.press(ann, sent, timeout_s=0.01)


async def test_inline_mode_can_be_off(server: TelegramServer, ann: Person, bot: BotAccount) -> None:
    bot.supports_inline_queries = False
    with pytest.raises(ValueError, match="switched off"):
        await server.ask_inline(ann, "who?")
