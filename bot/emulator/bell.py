"""Waiting for something to happen, without polling."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rung whenever something changed; those who wait look again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who waits."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, is_true: Callable[[], bool], *, timeout_s: float) -> bool:
        """Wait until the condition holds; return whether it did in time."""
        try:
            async with asyncio.timeout(timeout_s):
                while not is_true():
                    await self._next_ring()
        except TimeoutError:
            return is_true()
        return True

    async def _next_ring(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            self._waiting.discard(waiter)
