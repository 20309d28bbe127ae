"""Two bots with homes of their own, as on two machines: they share a PostgreSQL and the load."""

import asyncio
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
from tests.faults.stage import MOST_OF_PERSON, Asked, BotProcess, Stage, set_stage
from tests.postgres import Postgres, reason_without, running_postgres

RATE = 20


@dataclass(slots=True)
class Pair:
    """The two of them, and what is asked."""

    stage: Stage
    postgres: Postgres
    asked: Asked
    homes: tuple[Path, Path]
    ports: tuple[int, int]

    async def start(self, number: int) -> BotProcess:
        """Start one of the two."""
        return await self.stage.start(
            "--webhook",
            QUOTH_HOME=str(self.homes[number]),
            QUOTH_DATABASE__ADDRESS=self.postgres.address(),
            QUOTH_TELEGRAM__WEBHOOK__PORT=str(self.ports[number]),
        )

    async def ask_on(self, count: int) -> None:
        """Let people ask so many questions, twenty a second."""
        people = self.stage.people(-(-count // MOST_OF_PERSON))
        chance, began = random.Random(1), time.monotonic()
        for number in range(count):
            room, person = people[number % len(people)]
            # At no even distance, as people do.
            at = began + (number + chance.random()) / RATE
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            await self.asked.ask(room, person)

    def answered_by(self, *bots: BotProcess) -> int:
        """How many questions some of the processes looked up."""
        return sum(bot.log.count("characters asked") for bot in bots)


@asynccontextmanager
async def set_pair() -> AsyncIterator[Pair]:
    """Both at work behind a load balancer.

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
                pair = Pair(stage, postgres, Asked(stage.telegram), homes, ports)
                for number in range(2):
                    await pair.start(number)
                await stage.telegram.wait_for_call("setMyCommands", count=2, timeout_s=60)
                yield pair


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
