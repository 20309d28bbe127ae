"""What the running bot does by the clock: new versions of the library, and forgetting in time."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.chats.memory import DAY_S, Chats
from bot.librarian import Librarian
from bot.review import Review

_REFRESH_S = 2.0
Sleep = Callable[[float], Awaitable[None]]


async def watch_library(librarian: Librarian, review: Review, sleep: Sleep = asyncio.sleep) -> None:
    """Take up new versions of the library and ask them what the old ones could not answer."""
    while True:
        await review.run()
        await sleep(_REFRESH_S)
        await librarian.refresh()


async def forget_in_time(chats: Chats, sleep: Sleep = asyncio.sleep) -> None:
    """Erase what is older than people were told that it is kept: at the start and daily."""
    while True:
        await chats.run(chats.prune)
        await sleep(DAY_S)
