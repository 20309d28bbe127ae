"""Two bots with homes of their own, as on two machines: they share a PostgreSQL and the load."""

import asyncio
import itertools
import random
import shutil
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.balancer import balanced
from tests.faults.outcome import NotPossible
from tests.faults.stage import Asked, BotProcess, Stage, set_stage
from tests.postgres import Postgres, reason_without, running_postgres

RATE = 20
# Few enough questions of each a minute that nobody is slowed down.
_PEOPLE = 150
# How long an answer takes from the moment that Telegram has it until that is marked, on a machine
# where other tests run.
_IN_FLIGHT_S = 2.0


@dataclass(slots=True)
class Pair:
    """The two of them, and what is asked."""

    stage: Stage
    postgres: Postgres
    asked: Asked
    homes: tuple[Path, Path]
    ports: tuple[int, int]
    arguments: tuple[str, ...]

    async def start(self, number: int) -> BotProcess:
        """Start one of the two."""
        return await self.stage.start(
            *("--webhook", *self.arguments),
            QUOTH_HOME=str(self.homes[number]),
            QUOTH_DATABASE__ADDRESS=self.postgres.address(),
            QUOTH_TELEGRAM__WEBHOOK__PORT=str(self.ports[number]),
        )

    async def ask_on(self) -> None:
        """Let people ask, twenty questions a second, until it is cancelled."""
        people = self.stage.people(_PEOPLE)
        chance, began = random.Random(1), time.monotonic()
        for number in itertools.count():
            # At no even distance, as people do.
            at = began + (number + chance.random()) / RATE
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            await self.asked.ask(*people[number % len(people)])

    async def is_at_work(self, *bots: BotProcess, before: int = 0) -> bool:
        """Wait until some bots looked up more than before; whether they do in a minute or two."""
        for _ in range(900):
            if answered_by(*bots) > before:
                return True
            await asyncio.sleep(0.1)
        return False

    async def all_answered(self) -> None:
        """Wait until all is answered, or nothing happens any more."""
        await self.asked.until(len(self.asked.asked), silence_s=45)

    def doubled_far_from(self, kills: list[float]) -> int:
        """How many questions were answered twice that were not in flight when a bot was killed."""
        first: dict[tuple[int, int], float] = {}
        far = 0
        for call in self.stage.telegram.calls:
            if call.method == "sendMessage" and call.ok:
                replied = call.result.get("reply_to_message") or {}
                key = call.result["chat"]["id"], replied.get("message_id", 0)
                if key in first:
                    far += all(abs(kill - first[key]) > _IN_FLIGHT_S for kill in kills)
                first.setdefault(key, call.at)
        return far


def answered_by(*bots: BotProcess) -> int:
    """How many questions some processes looked up."""
    return sum(bot.log.count("characters asked") for bot in bots)


@asynccontextmanager
async def set_pair(*arguments: str) -> AsyncIterator[Pair]:
    """Both at work behind a load balancer.

    Args:
        arguments: for each bot's process.

    Raises:
        NotPossible: there is no PostgreSQL here.
    """
    if (reason := reason_without()) is not None:
        raise NotPossible(reason)
    with running_postgres() as postgres, TemporaryDirectory() as folder:
        async with set_stage(webhook_pause_s=0.1) as stage:
            homes = Path(folder) / "a", Path(folder) / "b"
            for home in homes:
                shutil.copytree(stage.home, home)
            ports = _free_port(), _free_port()
            async with balanced(stage.port, list(ports)):
                pair = Pair(stage, postgres, Asked(stage.telegram), homes, ports, arguments)
                for number in range(2):
                    await pair.start(number)
                await stage.telegram.wait_for_call("setWebhook", count=2, timeout_s=90)
                yield pair


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
