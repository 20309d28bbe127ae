"""Questions that wait for the search thread, encoded together when the first of them is due."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock

from index.embedder import Embedder

# More would let the first of them wait too long for the last (16 take 40 ms on two cores), and
# the embedder must remember them until each is looked up.
_MOST = 16


class Together:
    """Encodes questions for whoever looks them up next.

    The event loop says which ones wait; the search thread, which takes them in their order, asks
    for the first one's and gets all of them: so a question alone waits for no other.

    Args:
        embedder: remembers recent questions.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._waiting: dict[int, str] = {}
        self._tickets = count()
        self._lock = Lock()

    @contextmanager
    def waits(self, text: str) -> Iterator[int]:
        """Announce a question while it waits and is looked up; its ticket."""
        with self._lock:
            ticket = next(self._tickets)
            self._waiting[ticket] = text
        try:
            yield ticket
        finally:
            with self._lock:
                self._waiting.pop(ticket, None)  # it was given up

    def encode(self, ticket: int) -> None:
        """Encode a question and those that wait behind it, unless it is done already."""
        with self._lock:
            if ticket not in self._waiting:
                return
            taken = [ticket, *(other for other in self._waiting if other != ticket)][:_MOST]
            texts = [self._waiting.pop(other) for other in taken]
        if len(texts) > 1:
            # Whichever it was that cannot be encoded: it fails again, alone, where it is looked up.
            with suppress(Exception):
                self._embedder.embed_questions(texts)
