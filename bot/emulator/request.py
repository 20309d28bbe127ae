"""One call of a Bot API method: who calls, with what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.emulator.people import BotAccount, Json, Uploads
from bot.emulator.world import World

_WHOLE = frozenset(
    "chat_id message_id message_thread_id offset limit timeout cache_time user_id "
    "reply_to_message_id max_connections".split()
)
_FLAGS = frozenset(
    "disable_notification protect_content drop_pending_updates is_personal show_alert "
    "allow_sending_without_reply return_bots is_big disable_content_type_detection".split()
)
_STRUCTURES = frozenset(
    "entities caption_entities reply_markup reply_parameters link_preview_options results result "
    "button commands scope allowed_updates reaction".split()
)
_TRUE = frozenset({"true", "1", "yes"})


def decoded(raw: Mapping[str, Any]) -> Json:
    """Return the parameters with their own types; forms and queries carry only text."""
    return {name: _decoded(name, value) for name, value in raw.items()}


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _FLAGS:
        return value.lower() in _TRUE
    if name in _WHOLE:
        return _number(value)
    if name in _STRUCTURES:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _number(value: str) -> int | str:
    try:
        return int(value)
    except ValueError:
        return value


@dataclass(frozen=True, slots=True)
class Request:
    """A call, its parameters decoded."""

    world: World
    bot: BotAccount
    params: Json
    files: Uploads

    def text(self, name: str) -> str:
        """Return a parameter as text; missing is empty."""
        value = self.params.get(name, "")
        return value if isinstance(value, str) else str(value)

    def whole(self, name: str, default: int = 0) -> int:
        """Return a parameter as a whole number; what is none counts as missing."""
        value = self.params.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Return whether a switch is on."""
        return bool(self.params.get(name, False))

    @property
    def chat_id(self) -> int | str:
        """The chat the call is about; empty where it names none."""
        value = self.params.get("chat_id", "")
        return value if isinstance(value, int | str) else ""
