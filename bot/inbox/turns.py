"""Who is served next: persons in turn, one thing at a time from each lane."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# More of one person, or of one group, are not in hand at once.
_MOST_OF_PERSON, _MOST_OF_ROOM = 4, 4
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a lane that waits, or one that is in hand."""

    seq: int
    lane: str
    person: int
    room: int | None
    crashes: int = 0


class Turns:
    """Remembers who was served when."""

    def __init__(self) -> None:
        self._served: OrderedDict[int, int] = OrderedDict()
        self._count = 0

    def choose(self, heads: Sequence[Head], held: Iterable[Head], most: int) -> list[Head]:
        """Up to `most` heads: who was served longest ago is chosen first, then the older update.

        Args:
            heads: the first that waits in each lane that nothing is in hand from.
            held: what is in hand.
            most: how many more may be.

        Returns:
            Those chosen, in the order of arrival.
        """
        held = list(held)
        of_person = Counter(head.person for head in held)
        of_room = Counter(head.room for head in held if head.room is not None)
        waiting, chosen = list(heads), list[Head]()
        while waiting and len(chosen) < most:
            head = min(waiting, key=lambda one: (self._served.get(one.person, 0), one.seq))
            waiting.remove(head)
            if of_person[head.person] >= _MOST_OF_PERSON:
                continue
            if head.room is not None and of_room[head.room] >= _MOST_OF_ROOM:
                continue
            of_person[head.person] += 1
            if head.room is not None:
                of_room[head.room] += 1
            self._serve(head.person)
            chosen.append(head)
        return sorted(chosen, key=lambda one: one.seq)

    def _serve(self, person: int) -> None:
        self._count += 1
        self._served[person] = self._count
        self._served.move_to_end(person)
        if len(self._served) > _REMEMBERED:
            self._served.popitem(last=False)
