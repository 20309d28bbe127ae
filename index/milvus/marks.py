"""Which state of the library Milvus holds: a small collection beside those of passages."""

import json
from dataclasses import asdict, dataclass

from index.milvus.client import Milvus
from index.milvus.table import one_of

_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class Mark:
    """What was written to a table last.

    `content` names the documents, empty while they are being written. `average` is how many terms a
    passage has, as far as the gains in its rows go by it, taken when there were `passages`.
    """

    content: str
    average: float
    passages: int


class Marks:
    """The marks of all tables whose names begin alike.

    Args:
        milvus: the server.
        prefix: how the names begin.
    """

    def __init__(self, milvus: Milvus, prefix: str) -> None:
        self._milvus, self._name = milvus, f"{prefix}_marks"

    def read(self, table: str) -> Mark | None:
        """The mark of a table; None where there is none."""
        if not self._milvus.call("has_collection", self._name):
            return None
        found = self._milvus.call(
            "query",
            self._name,
            filter=one_of("id", [table]),
            output_fields=["mark"],
            consistency_level="Strong",
        )
        return Mark(**json.loads(found[0]["mark"])) if found else None

    def write(self, table: str, mark: Mark) -> None:
        """Set the mark of a table."""
        if not self._milvus.call("has_collection", self._name):
            self._create()
        # Milvus wants a vector in every row.
        row = {"id": table, "mark": json.dumps(asdict(mark)), "vector": [0.0, 0.0]}
        self._milvus.call("upsert", self._name, [row])

    def _create(self) -> None:
        fields = [
            ("id", "VARCHAR", {"max_length": 255, "is_primary": True}),
            ("mark", "VARCHAR", {"max_length": _CHARACTERS}),
            ("vector", "FLOAT_VECTOR", {"dim": 2}),
        ]
        self._milvus.create(self._name, fields, [("vector", "FLAT")])
