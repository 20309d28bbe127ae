"""Which process holds an update, and whether it lives: a lock of its session in PostgreSQL."""

import secrets
import time
from collections.abc import Callable

from bot.sql.database import Shared

# Whose lock is gone for so long has ended. Less may be a connection that broke: everybody's does
# where the server is started again, and each comes back within two seconds of it.
GRACE_S = 5.0


class Session:
    """This process, for as long as its connection lives, on whatever machine.

    The server lets go of the lock the moment the process ends, and within half a minute of the
    moment its machine vanishes.

    Args:
        database: where the inbox is; by the connection that it is written through.
        grace_s: for how long another may be without a connection.
        clock: seconds, from any beginning.
    """

    def __init__(
        self,
        database: Shared,
        grace_s: float = GRACE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = secrets.token_hex(8)
        self._database, self._grace_s, self._clock = database, grace_s, clock
        # Since when we see no lock of another's, and in which session of ours.
        self._missed: dict[str, tuple[int, float]] = {}
        database.hold(_key(self.name))

    def is_alive(self, name: str) -> bool:
        """Whether another owner is connected, or was a moment ago."""
        if name == self.name or self._database.is_held(_key(name)):
            self._missed.pop(name, None)
            return True
        session, since = self._missed.get(name, (-1, 0.0))
        if session != self._database.session:
            # What we did not see ourselves does not count: we were away, too.
            session, since = self._database.session, self._clock()
            self._missed[name] = session, since
        return self._clock() - since < self._grace_s

    def bury(self, name: str) -> None:
        """Forget it."""
        self._missed.pop(name, None)

    def others(self) -> list[str]:
        """None: who holds nothing leaves nothing."""
        return []

    def close(self) -> None:
        """The lock goes with the connection."""


def _key(name: str) -> int:
    """A lock's number, which PostgreSQL has as a signed one of 64 bits."""
    return int.from_bytes(bytes.fromhex(name), signed=True)
