"""What the running bot does by the clock: new versions of the library, and forgetting in time."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from bot.chats.memory import DAY_S, KEPT_DAYS, Chats
from bot.errors import NotStored
from bot.librarian import Librarian
from bot.review import Review
from index.errors import StoreAway

_log = logging.getLogger(__name__)
_REFRESH_S = 2.0
Sleep = Callable[[float], Awaitable[None]]


async def watch_library(librarian: Librarian, review: Review, sleep: Sleep = asyncio.sleep) -> None:
    """Take up new versions of the library and ask them what the old ones could not answer."""
    said = ""
    while True:
        try:
            await review.run()
            said = ""
        except (NotStored, sqlite3.Error, StoreAway) as error:
            # It is tried every other second, and need not be said as often.
            if str(error) != said:
                _log.error("The open questions could not be asked again: %s", error)
            said = str(error)
        await sleep(_REFRESH_S)
        await librarian.refresh()


async def forget_in_time(chats: Chats, sleep: Sleep = asyncio.sleep) -> None:
    """Erase what is older than people were told that it is kept: at the start and daily."""
    while True:
        try:
            await chats.run(chats.prune)
        except (NotStored, sqlite3.Error) as error:
            # A full disk, say. Tomorrow it is tried again; until then more is kept than was said.
            _log.error("What is over %d days old could not be erased: %s", KEPT_DAYS, error)
        await sleep(DAY_S)
