"""Methods that answer what persons ask in passing: inline queries and taps on buttons."""

import re

from bot.emulator.entities import utf16_length
from bot.emulator.errors import BadRequest
from bot.emulator.keyboard import checked_markup
from bot.emulator.people import Json
from bot.emulator.request import Request
from bot.emulator.rules import formatted

_RESULT_LIMIT = 50
_ID_LIMIT_BYTES = 64
_OFFSET_LIMIT_BYTES = 64
_CALLBACK_TEXT_LIMIT = 200
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def answer_callback_query(request: Request) -> bool:
    """Stop the clock on a button, with or without a notice."""
    if utf16_length(request.text("text")) > _CALLBACK_TEXT_LIMIT:
        raise BadRequest("MESSAGE_TOO_LONG")
    query_id = request.text("callback_query_id")
    request.world.queries.answer("callback_query", request.bot, query_id, request.params)
    return True


async def answer_inline_query(request: Request) -> bool:
    """Offer results for what a person types after the bot's name."""
    results = request.params.get("results", [])
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise BadRequest("can't parse inline query results JSON object")
    if len(results) > _RESULT_LIMIT:
        raise BadRequest("RESULTS_TOO_MUCH")
    if len(request.text("next_offset").encode()) > _OFFSET_LIMIT_BYTES:
        raise BadRequest("NEXT_OFFSET_INVALID")
    _check_ids([result.get("id") for result in results])
    for result in results:
        _check_result(result)
    _check_button(request.params.get("button"))
    query_id = request.text("inline_query_id")
    request.world.queries.answer("inline_query", request.bot, query_id, request.params)
    return True


async def answer_guest_query(request: Request) -> Json:
    """Reply to a message that mentions the bot in a chat which it is not in."""
    result = request.params.get("result")
    if not isinstance(result, dict):
        raise BadRequest("can't parse inline query result JSON object")
    _check_ids([result.get("id")])
    _check_result(result)
    query_id = request.text("guest_query_id")
    request.world.queries.answer("guest_message", request.bot, query_id, request.params)
    return {"inline_message_id": f"EMU-guest-{query_id}"}


def result_content(result: Json) -> Json:
    """Return the message that an inline result would become.

    Raises:
        BadRequest: Its text or its buttons are not what Telegram accepts.
    """
    content = result.get("input_message_content") or {}
    shown = formatted(
        str(content.get("message_text", "")),
        parse_mode=str(content.get("parse_mode", "")),
        entities=content.get("entities"),
    )
    message: Json = {"text": shown.text}
    if shown.entities:
        message["entities"] = shown.entities_json()
    if content.get("link_preview_options"):
        message["link_preview_options"] = content["link_preview_options"]
    markup = checked_markup(result.get("reply_markup"))
    return {**message, "reply_markup": markup} if markup else message


def _check_ids(ids: list[object]) -> None:
    for result_id in ids:
        if not isinstance(result_id, str) or not 1 <= len(result_id.encode()) <= _ID_LIMIT_BYTES:
            raise BadRequest("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise BadRequest("RESULT_ID_DUPLICATE")


def _check_result(result: Json) -> None:
    if not result.get("type"):
        raise BadRequest('can\'t parse inline query result: Field "type" is required')
    content = result.get("input_message_content")
    if result["type"] == "article":
        if not result.get("title"):
            raise BadRequest('can\'t parse inline query result: Field "title" is required')
        if not content:
            raise BadRequest("message content is not specified")
    if isinstance(content, dict) and "message_text" in content:
        if not content["message_text"]:
            raise BadRequest("message text is empty")
        result_content(result)
    checked_markup(result.get("reply_markup"))


def _check_button(button: object) -> None:
    if button is None:
        return
    if not isinstance(button, dict) or not button.get("text"):
        raise BadRequest("can't parse inline query results button")
    start = button.get("start_parameter")
    if start is None and "web_app" not in button:
        raise BadRequest("can't parse inline query results button: no action is specified")
    if start is not None and not _START_PARAMETER.fullmatch(str(start)):
        raise BadRequest("START_PARAM_INVALID")
