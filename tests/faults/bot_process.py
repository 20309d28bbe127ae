"""The real bot as a process of its own, with an embedder that needs no model."""

import argparse
import os
import signal
import time

from bot.serve import Service, serve
from bot.wiring import make_access, make_chats, make_door, make_inbox, make_librarian, make_server
from config.settings import load_settings
from index.embedder import HashingEmbedder
from index.vectors import Embedding


class Trying(HashingEmbedder):
    """Takes its time, and dies of one word as native code would."""

    def __init__(self, slow_s: float, deadly: str) -> None:
        super().__init__()
        self._slow_s, self._deadly = slow_s, deadly

    def embed_question(self, text: str) -> Embedding:
        if self._deadly and self._deadly in text:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self._slow_s)
        return super().embed_question(text)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slow", type=float, default=0.0)
    parser.add_argument("--deadly", default="")
    parser.add_argument("--webhook", action="store_true")
    wishes = parser.parse_args()
    settings = load_settings()
    librarian = make_librarian(settings, Trying(wishes.slow, wishes.deadly))
    door = make_door(settings) if wishes.webhook else None
    chats, inbox = make_chats(settings), make_inbox(settings)
    access = make_access(settings)
    serve(Service(make_server(settings), librarian, chats, access, inbox, door=door))


if __name__ == "__main__":
    main()
