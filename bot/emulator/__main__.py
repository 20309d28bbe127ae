"""Run the emulator from a shell: ``python -m bot.emulator --port 8081 --token 123456:AA…``."""

import argparse
import asyncio
import contextlib
import sys

from bot.emulator.http import serve
from bot.emulator.room import Room, words_of
from bot.emulator.server import TelegramServer


def main() -> None:
    """Serve until the input ends; each line of it is said to the bot by one person."""
    parser = argparse.ArgumentParser(prog="python -m bot.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", required=True, help="any made-up token, such as 123456:AAtest")
    parser.add_argument("--username", default="quoth_bot")
    wishes = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(wishes.port, wishes.token, wishes.username))


async def _run(port: int, token: str, username: str) -> None:
    server = TelegramServer()
    server.add_bot(token, username)
    person = server.add_person("You", username="you")
    room = server.private_chat(person)
    async with serve(server, port=port) as address:
        _print(f"Bot API at {address.base_url} (files at {address.base_file_url})")
        printing = asyncio.create_task(_print_answers(server, room))
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                await server.say(room, person, line.strip())
        printing.cancel()


async def _print_answers(server: TelegramServer, room: Room) -> None:
    count = 0
    while True:
        answers = await server.wait_for_messages(room, count + 1, timeout_s=float("inf"))
        for answer in answers[count:]:
            _print(words_of(answer) or "(a file)")
        count = len(answers)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
