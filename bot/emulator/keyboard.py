"""The buttons under a message, checked as Telegram checks them."""

import json
from typing import Any

from bot.emulator.entities import utf16_length
from bot.emulator.errors import BadRequest
from bot.emulator.links import checked_url

_BUTTON_LIMIT = 100
_CALLBACK_LIMIT_BYTES = 64
_COPY_LIMIT = 256
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
)
_OTHER_MARKUP = ("keyboard", "remove_keyboard", "force_reply")


def checked_markup(raw: object) -> dict[str, Any] | None:
    """Return the markup of a request; ``None`` where there is none.

    Raises:
        BadRequest: Not an object, or a button that Telegram would refuse.
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError as error:
            raise BadRequest("can't parse reply keyboard markup JSON object") from error
    if not isinstance(raw, dict):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline_keyboard(raw["inline_keyboard"])
    if not raw or any(name in raw for name in _OTHER_MARKUP):
        return raw or None
    raise BadRequest("object expected as reply markup")


def shown_markup(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the part of the markup that stands in the message: inline keyboards only."""
    return markup if markup and "inline_keyboard" in markup else None


def _inline_keyboard(rows: object) -> dict[str, Any] | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest('field "inline_keyboard" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > _BUTTON_LIMIT:
        raise BadRequest("reply markup is too long")
    for button in buttons:
        _check_button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: object) -> None:
    if not isinstance(button, dict):
        raise BadRequest("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise BadRequest(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise BadRequest("can't parse inline keyboard button: exactly one action is allowed")
    if "callback_data" in button:
        _check_callback_data(button["callback_data"])
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button:
        _check_copy_text(button["copy_text"])


def _check_callback_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= _CALLBACK_LIMIT_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    if not isinstance(url, str) or checked_url(url) is None:
        raise BadRequest(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_copy_text(copy_text: object) -> None:
    text = copy_text.get("text") if isinstance(copy_text, dict) else None
    if not isinstance(text, str) or not 1 <= utf16_length(text) <= _COPY_LIMIT:
        raise BadRequest("BUTTON_COPY_TEXT_INVALID")
