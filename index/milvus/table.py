"""One collection of Milvus: a row for each passage of a library, under one model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from index.milvus.client import CHANGE_S, Milvus
from index.milvus.rows import Row, Sparse
from index.vectors import Floats

# Milvus gives no more at once.
MOST_HITS = 16384
# Some three megabytes; a server takes 64 at once.
_BATCH = 1000
_ID_CHARACTERS, _KEY_CHARACTERS = 64, 32
_HEX = "0123456789abcdef"
# Deleting what is never there: see `Table.catch_up`.
_NOBODY = "-"
_SPARSE_SINCE = (2, 4)


class Hit(NamedTuple):
    """A row by its id, and its inner product with what was asked."""

    id: str
    score: float


class Table:
    """Rows of passages, to be found by vector or by words.

    Args:
        milvus: the server.
        name: of the collection.
    """

    def __init__(self, milvus: Milvus, name: str) -> None:
        self.milvus, self.name = milvus, name

    @property
    def exists(self) -> bool:
        """Whether the collection was made."""
        return bool(self.milvus.call("has_collection", self.name))

    def create(self, dimensions: int, index: str) -> None:
        """Make the collection.

        Args:
            dimensions: of the vectors.
            index: Milvus' name of the index over them.
        """
        fields: list[tuple[str, str, dict[str, Any]]] = [
            ("id", "VARCHAR", {"max_length": _ID_CHARACTERS, "is_primary": True}),
            ("collection", "VARCHAR", {"max_length": _KEY_CHARACTERS, "is_partition_key": True}),
            ("state", "VARCHAR", {"max_length": _KEY_CHARACTERS}),
            ("place", "INT64", {}),
            ("vector", "FLOAT_VECTOR", {"dim": dimensions}),
        ]
        indexes = [("vector", index)]
        if takes_words(self.milvus.version()):
            fields.append(("gains", "SPARSE_FLOAT_VECTOR", {}))
            indexes.append(("gains", "SPARSE_INVERTED_INDEX"))
        self.milvus.create(self.name, fields, indexes)

    @property
    def has_words(self) -> bool:
        """Whether rows can be found by words: servers before 2.4 have no vectors of terms."""
        found = self.milvus.call("describe_collection", self.name)
        return any(field["name"] == "gains" for field in found["fields"])

    def load(self) -> None:
        """Have the server keep the rows at hand; it remembers that over its own restarts."""
        self.milvus.call("load_collection", self.name)

    def put(self, rows: Iterable[Row], *, with_words: bool) -> int:
        """Write rows, in the place of those of the same ids; how many there were."""
        count = 0
        for batch in _batches(rows):
            held = [_fields(row, with_words=with_words) for row in batch]
            # Not upsert: that of 2.3.5 puts rows into partitions where no filter finds them.
            self.milvus.call("delete", self.name, ids=[r.id for r in batch], within_s=CHANGE_S)
            self.milvus.call("insert", self.name, held, within_s=CHANGE_S)
            count += len(batch)
        return count

    def settle(self) -> None:
        """Have the server file what was written, and index it: worth its while after many rows."""
        self.milvus.call("flush", self.name, within_s=CHANGE_S)

    def states(self) -> set[str]:
        """The states of documents that are there as a whole: the first place is written last."""
        return {name.partition("-")[0] for name in self._ids("place == 0")}

    def remove(self, states: Sequence[str]) -> int:
        """Delete the rows of documents, their first ones last; how many there were."""
        count = 0
        for n in range(0, len(states), _BATCH):
            some = states[n : n + _BATCH]
            for order in ("place > 0", "place == 0"):
                ids = self._ids(f"{order} and {one_of('state', some)}")
                for start in range(0, len(ids), _BATCH):
                    self.milvus.call(
                        "delete", self.name, ids=ids[start : start + _BATCH], within_s=CHANGE_S
                    )
                count += len(ids)
        return count

    def catch_up(self) -> None:
        """Have this process see, from now on, all that was written by others so far.

        Searches wait for the last write of their own process (Session). Strong ones would wait
        for the clock each time: 200 ms on a server where these take 2.
        """
        self.milvus.call("delete", self.name, ids=[_NOBODY])

    def nearest(self, vector: Floats, k: int, where: str = "") -> list[Hit]:
        """At most `k` rows whose vectors have the largest inner product with `vector`."""
        return self._search("vector", vector.tolist(), k, where)

    def by_words(self, weights: Sparse, k: int, where: str = "") -> list[Hit]:
        """At most `k` rows that hold any of these terms, by the sum of gain times weight."""
        return self._search("gains", weights, k, where) if weights else []

    def count(self) -> int:
        """How many rows there are."""
        found = self._query("", ["count(*)"], None)
        return int(found[0]["count(*)"])

    def drop(self) -> None:
        """Delete the collection."""
        self.milvus.call("drop_collection", self.name)

    def _search(self, field: str, data: object, k: int, where: str) -> list[Hit]:
        (found,) = self.milvus.call(
            "search",
            self.name,
            data=[data],
            anns_field=field,
            limit=min(k, MOST_HITS),
            filter=where,
            output_fields=["id"],
            search_params={"metric_type": "IP", "params": {"ef": max(2 * k, 240)}},
            consistency_level="Session",
            within_s=self.milvus.question_s,
        )
        return [Hit(one["id"], float(one["distance"])) for one in found]

    def _ids(self, where: str, start: str = "") -> list[str]:
        """All ids that begin so; where they are more than Milvus gives at once, in parts."""
        part = f'{where} and id >= "{start}" and id < "{start}g"'
        found = self._query(part, ["id"], MOST_HITS)
        if len(found) < MOST_HITS:
            return sorted(one["id"] for one in found)
        return [name for digit in _HEX for name in self._ids(where, start + digit)]

    def _query(self, where: str, fields: list[str], limit: int | None) -> list[dict[str, Any]]:
        named = {} if limit is None else {"limit": limit}
        found: list[dict[str, Any]] = self.milvus.call(
            "query",
            self.name,
            filter=where,
            output_fields=fields,
            consistency_level="Strong",
            within_s=CHANGE_S,
            **named,
        )
        return found


def one_of(field: str, names: Iterable[str]) -> str:
    """A filter for rows that have one of some names, which are of our own making."""
    return f"{field} in [" + ", ".join(f'"{name}"' for name in names) + "]"


def takes_words(version: str) -> bool:
    """Whether a server of that version keeps vectors of terms."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    return found is None or tuple(map(int, found.groups())) >= _SPARSE_SINCE


def _fields(row: Row, *, with_words: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row.id,
        "collection": row.collection,
        "state": row.state,
        "place": row.place,
        "vector": row.vector.tolist(),
    }
    if with_words:
        found["gains"] = row.gains
    return found


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
