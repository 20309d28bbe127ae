"""A Telegram in memory: the one object that tests and the playground hold."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.emulator.asking import Asking
from bot.emulator.bell import Bell
from bot.emulator.calls import Call, Fault, Reply
from bot.emulator.errors import Refused
from bot.emulator.files import StoredFile
from bot.emulator.hosting import Hosting
from bot.emulator.limits import Limits
from bot.emulator.methods import Method, find_method
from bot.emulator.observing import Observing
from bot.emulator.people import BotAccount, Json, UploadedFile
from bot.emulator.request import Request, decoded
from bot.emulator.speaking import Speaking
from bot.emulator.spec import ApiSpec, SpecViolation
from bot.emulator.world import World


class TelegramServer(Hosting, Speaking, Asking, Observing):
    """Persons, chats and the Bot API; one event loop, no threads, no chance.

    Args:
        clock: Seconds since the epoch.
        limits: Answer 429 beyond these; ``None`` for never.
        spec: Judge every request, answer and update by this specification.
        webhook_pause_s: How long a refused webhook call waits before its first retry.
        calls_kept: How many calls at most are remembered; ``None`` for all.

    Attributes:
        calls: Every finished call, in the order in which they were answered. getUpdates counts.
        violations: What the specification found wrong; a test asserts that it is empty.
        before_call: Sees each call before it is executed and may return a fault to inject.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        spec: ApiSpec | None = None,
        webhook_pause_s: float = 1.0,
        calls_kept: int | None = None,
    ) -> None:
        self.calls: list[Call] = []
        self._calls_kept = calls_kept
        self.violations: list[str] = []
        self.before_call: Callable[[Call], Fault | None] | None = None
        self._world = World(clock, limits, webhook_pause_s)
        self._world.on_update = self._judge_update
        self._spec = spec
        self._call_bell = Bell()
        self._call_counts: Counter[str] = Counter()

    def add_bot(
        self,
        token: str,
        username: str,
        *,
        name: str = "Quoth",
        privacy_mode: bool = True,
        inline: bool = True,
        mentions_visible: bool = True,
    ) -> BotAccount:
        """Register a bot, as @BotFather would; its flags may be changed later."""
        bot = self._world.new_bot(token, username, name)
        bot.privacy_mode = privacy_mode
        bot.supports_inline_queries = inline
        bot.mentions_visible = mentions_visible
        return bot

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any],
        files: Mapping[str, UploadedFile] | None = None,
    ) -> Reply:
        """Answer one call of the Bot API; every transport comes through here.

        Args:
            token: Whose call.
            method: Its name, in any case.
            params: The parameters, decoded or as the text that forms carry.
            files: What was uploaded, by form field or attachment name.
        """
        bot = self._world.bots.get(token)
        if bot is None:
            return Reply.refusing(Refused(401, "Unauthorized"))
        found = find_method(method)
        if found is None:
            return Reply.refusing(Refused(404, "Not Found: method not found"))
        name, run = found
        started = Call(name, decoded(params), self._world.clock())
        fault = self.before_call(started) if self.before_call else None
        if fault is not None:
            return self._finish(started, fault.as_reply())
        request = Request(self._world, bot, started.params, files or {})
        reply = await self._reply(run, request)
        self._judge(name, params, files or {}, reply)
        return self._finish(started, reply)

    def file_at(self, token: str, path: str) -> StoredFile | None:
        """Return the file behind a download address, if the token may fetch it."""
        return self._world.files.at_path(path) if token in self._world.bots else None

    def file_with_id(self, file_id: str) -> StoredFile | None:
        """Return the file with an id, as a person's app would show it."""
        return self._world.files.with_id(file_id)

    def stop_waiting(self) -> None:
        """Send every long poll home empty-handed."""
        for bot in self._world.bots.values():
            bot.updates.wake()

    async def close(self) -> None:
        """End long polls and webhook deliveries; the world itself stays."""
        self.stop_waiting()
        while self._world.webhooks:
            _, webhook = self._world.webhooks.popitem()
            await webhook.close()

    async def _reply(self, run: Method, request: Request) -> Reply:
        try:
            return Reply.done(await run(request))
        except Refused as refused:
            return Reply.refusing(refused)

    def _finish(self, started: Call, reply: Reply) -> Reply:
        payload = reply.payload
        finished = Call(
            started.method,
            started.params,
            started.at,
            ok=payload["ok"],
            status=reply.status,
            description=payload.get("description", ""),
            result=payload.get("result"),
        )
        self.calls.append(finished)
        if self._calls_kept is not None:
            del self.calls[: -self._calls_kept]
        self._call_counts[finished.method] += 1
        self._call_bell.ring()
        return reply

    def _judge(
        self, name: str, params: Mapping[str, Any], files: Mapping[str, Any], reply: Reply
    ) -> None:
        if self._spec is None:
            return
        try:
            self._spec.check_params(name, params, files.keys())
            if reply.payload["ok"]:
                self._spec.check_result(name, reply.payload["result"])
        except SpecViolation as violation:
            self.violations.append(str(violation))

    def _judge_update(self, update: Json) -> None:
        if self._spec is None:
            return
        try:
            self._spec.check_object("Update", update)
        except SpecViolation as violation:
            self.violations.append(str(violation))
