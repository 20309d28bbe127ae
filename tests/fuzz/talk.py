"""Whatever a person writes, taps or types: the real application answers, and logs no error."""

import asyncio
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from bot.emulator.people import BotAccount, Json
from bot.emulator.server import TelegramServer
from bot.inbox.inbox import Inbox
from tests.conftest import CORPUS
from tests.corpus.texts import texts
from tests.fuzz.house import at_home
from tests.fuzz.target import Target
from tests.playground.house import House

_WORDS = sorted(set(" ".join(CORPUS.values()).split()))
_COMMANDS = (
    *"start help search random language privacy forget settings gaps stats collections".split(),
    *"bind unbind reload auto mute cancel sources whoami more".split(),
)
# As Telegram lets a person write: something that is seen, and whole characters.
_TEXTS = st.one_of(
    st.text(min_size=1, max_size=200),
    texts(12),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join),
    st.sampled_from(
        ["Who founded the mill?", "When was the ferry built?", "hello", "#north apples"]
    ),
    st.text(min_size=1, max_size=3).map(lambda text: text * 1300),
).filter(lambda text: bool(text.strip()))
_ACTS = st.one_of(
    st.tuples(st.just("say"), _TEXTS),
    st.tuples(st.just("say group"), _TEXTS),
    st.tuples(st.just("say group"), _TEXTS.map("@quoth_bot {}".format)),
    st.tuples(
        st.just("say"), st.tuples(st.sampled_from(_COMMANDS), _TEXTS).map("/{0[0]} {0[1]}".format)
    ),
    st.tuples(st.just("say"), _TEXTS.map("/start {}".format)),
    st.tuples(st.just("edit"), _TEXTS),
    st.tuples(st.just("tap"), st.text(max_size=64)),
    st.tuples(st.just("tap"), st.integers(0, 12)),
    st.tuples(st.just("twist"), st.tuples(st.integers(0, 12), st.text(max_size=4))),
    st.tuples(st.just("inline"), st.tuples(_TEXTS | st.just(""), st.text(max_size=64))),
)


class _Visit:
    """A person who acts once, in their own chat and a group."""

    def __init__(self, telegram: TelegramServer, bot: BotAccount, inbox: Inbox) -> None:
        self._telegram, self._bot, self._inbox = telegram, bot, inbox
        self.ann = telegram.add_person("Ann", username="ann")
        self.private = telegram.private_chat(self.ann)
        self.group = telegram.add_group("Reading", [self.ann])

    async def act(self, kind: str, value: Any) -> None:
        telegram = self._telegram
        if kind == "say":
            await telegram.say(self.private, self.ann, value[:4096])
        elif kind == "say group":
            await telegram.say(self.group, self.ann, value[:4096])
        elif kind == "edit":
            await self._edit(value[:4096])
        elif kind == "inline":
            await telegram.ask_inline(self.ann, value[0], offset=value[1])
        else:
            await self._tap(kind, value)
        await self._quiet()

    async def _edit(self, text: str) -> None:
        own = [m for m in self._telegram.messages(self.private) if m["from"]["id"] == self.ann.id]
        if own:
            await self._telegram.edit(self.private, own[-1]["message_id"], text)

    async def _tap(self, kind: str, value: Any) -> None:
        said = [
            message
            for room in (self.private, self.group)
            for message in self._telegram.messages(room)
            if message["from"]["is_bot"]
        ]
        if not said:
            return
        if isinstance(value, str):
            await self._telegram.press(self.ann, said[-1], value)
            return
        number, extra = value if kind == "twist" else (value, "")
        buttons = _buttons(said)
        if buttons:
            message, data = buttons[number % len(buttons)]
            await self._telegram.press(self.ann, message, data + extra)

    async def _quiet(self) -> None:
        """Wait until everything that was said is dealt with."""
        while self._bot.updates.waiting() or await self._inbox.waiting():  # noqa: ASYNC110  # neither has an event
            await asyncio.sleep(0.001)


def _buttons(messages: list[Json]) -> list[tuple[Json, str]]:
    return [
        (message, button["callback_data"])
        for message in messages
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    ]


async def _talk(house: House, inbox: Inbox, value: Any) -> None:
    telegram = house.stage.telegram
    visit = _Visit(telegram, house.stage.bot, inbox)
    try:
        for kind, said in value:
            await visit.act(kind, said)
    finally:
        with suppress(KeyError):
            telegram.remove(visit.ann)
        await house.chats.run(house.chats.forget_person, visit.ann.id)


TALK = Target("talk", lambda: at_home(_talk), st.lists(_ACTS, min_size=1, max_size=5))
