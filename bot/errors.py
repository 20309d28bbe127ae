"""What can go wrong at the doors; messages are for the operator."""

import sqlite3
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


class AddressUnusable(BotError):
    """The address of the web pages is taken, or none of this machine's."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(host, port, reason)
        self.host, self.port, self.reason = host, port, reason

    def __str__(self) -> str:
        return (
            f"Cannot listen on {self.host}, port {self.port} ({self.reason}). "
            "Choose others with QUOTH_WEB__PORT and QUOTH_WEB__HOST"
        )


class Exposed(BotError):
    """Others would reach the web pages, and nobody said that they may."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return (
            f"Others could reach the pages on {self.host}. If that is wanted, say so with "
            "--expose, behind a proxy that speaks HTTPS; else leave QUOTH_WEB__HOST at 127.0.0.1"
        )


class CorpusClosed(BotError):
    """The playground cannot be exposed while the documents are for some people only."""

    def __str__(self) -> str:
        return (
            "The documents are for some only (QUOTH_ACCESS__IS_OPEN=false), and visitors of the "
            "playground are strangers. Do not expose it"
        )


class ChatsUnusable(BotError):
    """The bot's memory of its chats cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot use {self.path} ({self.reason}). Restore a copy (quoth restore), or move it "
            "away to start with an empty one; votes and chat settings are lost with it"
        )


class ChatsUnwritable(BotError, sqlite3.OperationalError):
    """The disk did not take what the bot wanted to remember."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot write {self.path} ({self.reason}). Free some space on that disk; until then "
            "nothing new is remembered, and nothing old is lost"
        )


class BackupFailed(BotError):
    """No backup was written."""


class RestoreRefused(BotError):
    """A backup was not put back, and everything is as it was."""


class InboxUnusable(BotError):
    """The updates that wait for their answers cannot be read or written."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where, self.reason = where, reason

    def __str__(self) -> str:
        return (
            f"Cannot use {self.where} ({self.reason}). Move it away to start with an empty one; "
            "questions that waited in it are lost with it"
        )


class NotStored(BotError):
    """A database did not take what was to be stored: nothing of it is there."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class DatabaseAway(NotStored):
    """The database that replicas share does not answer; it may in a moment.

    Args:
        where: it is.
        reason: what was heard of it.
        is_sure: whether nothing of what was wanted came through; else that is not known.
    """

    def __init__(self, where: str, reason: str, *, is_sure: bool) -> None:
        super().__init__(reason)
        self.where, self.is_sure = where, is_sure

    def __str__(self) -> str:
        return (
            f"The database at {self.where} does not answer ({self.reason}). Until it does, nothing "
            "is confirmed to Telegram, and what waits for its answer waits on"
        )


class DatabaseUnusable(BotError):
    """The database that replicas share cannot be used, so that the bot does not start."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where, self.reason = where, reason

    def __str__(self) -> str:
        return (
            f"Cannot use the database at {self.where} ({self.reason}). "
            "Check QUOTH_DATABASE__ADDRESS, and that the server runs"
        )


class PostgresMissing(BotError):
    """The package that speaks to PostgreSQL is not installed."""

    def __str__(self) -> str:
        return "QUOTH_DATABASE__ADDRESS needs one more package: pip install 'quoth[postgres]'"


class TakenOver(BotError):
    """Another process took an update over, so that this one must not answer it."""


class WebhookMissing(BotError):
    """No address is set that Telegram could push to."""

    def __str__(self) -> str:
        return (
            "No webhook address. Set QUOTH_TELEGRAM__WEBHOOK__URL to the https address of the "
            "proxy in front of the bot, or run without --webhook"
        )


class WebhookRefused(BotError):
    """Telegram does not take the address of the webhook."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return (
            f"Telegram does not push to {self.url}: {self.reason}. "
            "Check QUOTH_TELEGRAM__WEBHOOK__URL and the proxy in front of the bot"
        )


class PollingDead(BotError):
    """No poll has succeeded for so long that the bot had better be started anew."""

    def __init__(self, silence_s: float, reason: str) -> None:
        super().__init__(silence_s, reason)
        self.silence_s, self.reason = silence_s, reason

    def __str__(self) -> str:
        return (
            f"No answer to getUpdates for {self.silence_s:.0f} s ({self.reason}). The bot ends so "
            "that it can be started anew; what was asked stays with Telegram and in the inbox"
        )


class NotHealthy(BotError):
    """A bot that should answer does not."""


class NotAdded(BotError):
    """A document of the operator's folder is not Quoth's to delete."""

    def __init__(self, path: str, folder: Path) -> None:
        super().__init__(path, folder)
        self.path, self.folder = path, folder

    def __str__(self) -> str:
        return (
            f"{self.path} was not added by hand. Remove it from {self.folder} and run: quoth index"
        )


class DocumentUnknown(BotError):
    """There is no such document, or more than one."""

    def __init__(self, name: str, paths: tuple[str, ...] = ()) -> None:
        super().__init__(name, paths)
        self.name, self.paths = name, paths

    def __str__(self) -> str:
        if not self.paths:
            return f"No document fits {self.name!r}. List them: quoth list"
        return (
            f"{self.name!r} fits several documents: {', '.join(self.paths)}. Name one by its path"
        )
