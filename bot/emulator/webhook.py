"""Pushing updates to a bot: one POST each, in order for each chat, until the bot says 2xx."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from bot.emulator.updates import Json, Pending, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header
_LONGEST_PAUSE_S = 60.0
_ANSWER_WITHIN_S = 60.0

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """What a bot asked for in setWebhook."""

    url: str
    secret: str = ""
    max_connections: int = 40
    first_pause_s: float = 1.0


class Webhook:
    """Delivers the updates of one queue until it is closed."""

    def __init__(
        self, settings: WebhookSettings, queue: UpdateQueue, clock: Callable[[], float]
    ) -> None:
        self.settings = settings
        self._queue = queue
        self._clock = clock
        self._lanes: dict[int, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(settings.max_connections)
        self._client = httpx.AsyncClient(timeout=_ANSWER_WITHIN_S, trust_env=False)
        self._last_error: tuple[int, str] | None = None

    def open(self) -> None:
        """Start with what is already waiting."""
        self._queue.on_put = self._add
        for pending in self._queue.waiting():
            self._add(pending)

    async def close(self) -> None:
        """Stop delivering; what is undelivered stays in the queue."""
        self._queue.on_put = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def as_json(self) -> Json:
        """Return the part of ``WebhookInfo`` that is known only here."""
        known: Json = {
            "url": self.settings.url,
            "max_connections": self.settings.max_connections,
        }
        if self._last_error:
            known["last_error_date"], known["last_error_message"] = self._last_error
        return known

    def _add(self, pending: Pending) -> None:
        lane = self._lanes.setdefault(pending.lane, deque())
        lane.append(pending)
        if len(lane) == 1:
            task = asyncio.get_running_loop().create_task(self._work_off(pending.lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work_off(self, lane_key: int) -> None:
        lane = self._lanes[lane_key]
        while lane:
            await self._deliver(lane[0])
            self._queue.forget(lane.popleft().update_id)
        del self._lanes[lane_key]

    async def _deliver(self, pending: Pending) -> None:
        pause_s = self.settings.first_pause_s
        while self._clock() < pending.expires_at:
            async with self._connections:
                problem = await self._problem_with(pending)
            if problem is None:
                return
            self._last_error = (int(self._clock()), problem)
            _logger.info("webhook refused update %d: %s", pending.update_id, problem)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _problem_with(self, pending: Pending) -> str | None:
        headers = {"Content-Type": "application/json"}
        if self.settings.secret:
            headers[SECRET_HEADER] = self.settings.secret
        try:
            answer = await self._client.post(
                self.settings.url, content=json.dumps(pending.as_json()), headers=headers
            )
        except httpx.HTTPError as error:
            return f"Connection failed: {type(error).__name__}"
        if answer.is_success:
            return None
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
