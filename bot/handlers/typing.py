"""Shows "typing…" to whoever waits for an answer in a private chat."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram import Bot, Message
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

# Most answers are there sooner, and a call that shows nothing is one for nothing.
_AFTER_S = 0.6
# Telegram shows it for five seconds.
_AGAIN_S = 4.5


@asynccontextmanager
async def typing(
    bot: Bot, message: Message, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Type for as long as the context lasts, if that is more than a moment.

    Not in groups: there each call would take the place of an answer.
    """
    if message.chat.type != ChatType.PRIVATE:
        yield
        return
    showing = asyncio.create_task(_show(bot, message, sleep))
    try:
        yield
    finally:
        showing.cancel()


async def _show(bot: Bot, message: Message, sleep: Callable[[float], Awaitable[None]]) -> None:
    await sleep(_AFTER_S)
    while True:
        try:
            await bot.send_chat_action(message.chat_id, ChatAction.TYPING)
        except TelegramError:
            return  # it is a courtesy; the answer says what is wrong
        await sleep(_AGAIN_S)
