from bot.emulator.people import Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer

from .conftest import Api

BUTTONS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}


async def test_an_edit_replaces_the_text_and_takes_the_buttons_away(
    api: Api, server: TelegramServer, chat: Room
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="one", reply_markup=BUTTONS)
    edited = await api.done(
        "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text="two"
    )
    assert edited["text"] == "two"
    assert "reply_markup" not in edited
    assert server.messages(chat) == [edited]


async def test_an_edit_that_changes_nothing_is_refused(api: Api, chat: Room) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="one", reply_markup=BUTTONS)
    refusal = await api.refused(
        "editMessageText",
        chat_id=chat.id,
        message_id=sent["message_id"],
        text="one ",
        reply_markup=BUTTONS,
    )
    assert refusal == (
        "400 Bad Request: message is not modified: specified new message content and reply "
        "markup are exactly the same as a current content and reply markup of the message"
    )


async def test_an_edit_of_a_message_that_is_gone_is_refused(
    api: Api, server: TelegramServer, chat: Room
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="one")
    server.delete_message(chat, sent["message_id"])
    target = {"chat_id": chat.id, "message_id": sent["message_id"]}
    refusal = "400 Bad Request: message to edit not found"
    assert await api.refused("editMessageText", **target, text="two") == refusal


async def test_a_bot_cannot_edit_what_others_wrote(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    said = await server.say(chat, ann, "mine")
    target = {"chat_id": chat.id, "message_id": said["message_id"]}
    refusal = "400 Bad Request: message can't be edited"
    assert await api.refused("editMessageText", **target, text="yours") == refusal


async def test_buttons_can_be_replaced_alone(api: Api, chat: Room) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="one", reply_markup=BUTTONS)
    target = {"chat_id": chat.id, "message_id": sent["message_id"]}
    other = {"inline_keyboard": [[{"text": "Less", "callback_data": "l"}]]}
    edited = await api.done("editMessageReplyMarkup", **target, reply_markup=other)
    assert (edited["text"], edited["reply_markup"]) == ("one", other)
    assert "message is not modified" in await api.refused(
        "editMessageReplyMarkup", **target, reply_markup=other
    )


async def test_a_deleted_message_is_gone_and_cannot_be_deleted_twice(
    api: Api, server: TelegramServer, chat: Room
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="one")
    target = {"chat_id": chat.id, "message_id": sent["message_id"]}
    await api.done("deleteMessage", **target)
    assert server.messages(chat) == []
    refusal = "400 Bad Request: message to delete not found"
    assert await api.refused("deleteMessage", **target) == refusal


async def test_only_an_administrator_deletes_what_others_wrote_in_a_group(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    group = server.add_group("Friends", [ann])
    said = await server.say(group, ann, "hello")
    target = {"chat_id": group.id, "message_id": said["message_id"]}
    refusal = "400 Bad Request: message can't be deleted"
    assert await api.refused("deleteMessage", **target) == refusal
    server.promote(group, next(iter(group.bots.values())))
    assert await api.done("deleteMessage", **target) is True


async def test_a_reaction_is_one_of_the_allowed_emoji_on_a_message_that_exists(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    said = await server.say(chat, ann, "thanks")
    target = {"chat_id": chat.id, "message_id": said["message_id"]}
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await api.done("setMessageReaction", **target, reaction=thumb)
    assert chat.reactions == {said["message_id"]: thumb}
    odd = [{"type": "emoji", "emoji": "🧮"}]
    refusal = "400 Bad Request: REACTION_INVALID"
    assert await api.refused("setMessageReaction", **target, reaction=odd) == refusal
    target["message_id"] = 99
    refusal = "400 Bad Request: message to react not found"
    assert await api.refused("setMessageReaction", **target, reaction=thumb) == refusal
