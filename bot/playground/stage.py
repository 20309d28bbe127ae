"""The small Telegram that the playground's bot lives in, and the server that it is for the bot."""

import time

from bot.app import Server
from bot.emulator.server import TelegramServer
from bot.emulator.transport import InProcessRequest

# Not a secret: it opens nothing but the emulator in this process.
_TOKEN = "1000001:playground"  # noqa: S105  # as said
_USERNAME = "quoth_bot"
_CALLS_KEPT = 100


class Stage:
    """An emulator with the bot in it."""

    def __init__(self) -> None:
        self.telegram = TelegramServer(clock=time.time, calls_kept=_CALLS_KEPT)
        # Privacy mode is off, so that the group can be tried with @mentions and `/auto`.
        self.bot = self.telegram.add_bot(_TOKEN, _USERNAME, privacy_mode=False)

    def server(self) -> Server:
        """The Bot API server that the application is to talk to."""
        return Server(
            _TOKEN,
            "http://playground.invalid/bot",
            "http://playground.invalid/file/bot",
            lambda: InProcessRequest(self.telegram),
        )
