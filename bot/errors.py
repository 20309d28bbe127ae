"""What can go wrong at the doors; messages are for the operator."""

from pathlib import Path


class BotError(Exception):
    """Any error of the bot that its operator can mend."""


class TokenMissing(BotError):
    """No bot token is set."""

    def __str__(self) -> str:
        return (
            "No bot token. Get one from @BotFather in Telegram and set TELEGRAM_BOT_TOKEN, "
            "or put it in a file and set QUOTH_TELEGRAM__TOKEN_FILE"
        )


class TokenRefused(BotError):
    """Telegram does not know the token."""

    def __str__(self) -> str:
        return (
            "Telegram refuses the bot token. Copy it again from @BotFather (/mybots, API Token) "
            "and set TELEGRAM_BOT_TOKEN"
        )


class TelegramUnreachable(BotError):
    """The Bot API server did not answer when the bot started."""

    def __init__(self, base_url: str, reason: str) -> None:
        super().__init__(base_url, reason)
        self.base_url, self.reason = base_url, reason

    def __str__(self) -> str:
        return (
            f"The Bot API server {self.base_url} cannot be reached ({self.reason}). "
            "Check the network and QUOTH_TELEGRAM__BASE_URL"
        )


class ChatsUnusable(BotError):
    """The bot's memory of its chats cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot use {self.path} ({self.reason}). Move it away to start with an empty one; "
            "votes and chat settings are lost with it"
        )
