"""The methods of the Bot API that the emulator knows, by lower-case name."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.emulator.methods.answering import (
    answer_callback_query,
    answer_guest_query,
    answer_inline_query,
)
from bot.emulator.methods.chats import (
    get_chat,
    get_chat_administrators,
    get_chat_member,
    leave_chat,
)
from bot.emulator.methods.editing import (
    delete_message,
    edit_message_reply_markup,
    edit_message_text,
    set_message_reaction,
)
from bot.emulator.methods.profile import (
    delete_my_commands,
    get_me,
    get_my_commands,
    get_my_description,
    get_my_short_description,
    set_my_commands,
    set_my_description,
    set_my_short_description,
)
from bot.emulator.methods.receiving import (
    delete_webhook,
    get_updates,
    get_webhook_info,
    set_webhook,
)
from bot.emulator.methods.sending import (
    get_file,
    send_chat_action,
    send_document,
    send_message,
    send_photo,
)
from bot.emulator.request import Request

Method = Callable[[Request], Awaitable[Any]]

_NAMED: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "answerGuestQuery": answer_guest_query,
    "answerInlineQuery": answer_inline_query,
    "deleteMessage": delete_message,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "getChat": get_chat,
    "getChatAdministrators": get_chat_administrators,
    "getChatMember": get_chat_member,
    "getFile": get_file,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getMyDescription": get_my_description,
    "getMyShortDescription": get_my_short_description,
    "getUpdates": get_updates,
    "getWebhookInfo": get_webhook_info,
    "leaveChat": leave_chat,
    "sendChatAction": send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "setMessageReaction": set_message_reaction,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "setWebhook": set_webhook,
}


def find_method(name: str) -> tuple[str, Method] | None:
    """Return the proper name and the function of a method; upper and lower case are one."""
    return {key.lower(): (key, method) for key, method in _NAMED.items()}.get(name.lower())
