"""Who takes part: persons and bots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.emulator.updates import UpdateQueue

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str = "en"

    def as_user(self) -> Json:
        """Return the ``User`` of the Bot API."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        return {**user, "language_code": self.language_code}


@dataclass(slots=True, eq=False)
class BotAccount:
    """A bot as its owner set it up; the flags may be changed at any time.

    Args:
        mentions_visible: Whether privacy mode shows the bot its @mentions. Sources disagree
            on what Telegram does, so it is a switch.
        has_inline_feedback: Whether chosen inline results are reported.
    """

    token: str = field(repr=False)
    username: str
    name: str
    updates: UpdateQueue = field(repr=False)
    privacy_mode: bool = True
    supports_inline_queries: bool = True
    mentions_visible: bool = True
    has_inline_feedback: bool = True
    supports_guest_queries: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.split(":")[0])

    def as_user(self) -> Json:
        """Return the ``User`` that everybody sees."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def as_me(self) -> Json:
        """Return the ``User`` of getMe."""
        return {
            **self.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": self.supports_inline_queries,
            "supports_guest_queries": self.supports_guest_queries,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came with a request."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


Uploads = Mapping[str, UploadedFile]
