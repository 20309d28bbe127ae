"""The model that tells languages (py3langid's), held in a seventh of its memory: the same scores.

A text is looked through for runs of bytes that the model knows. They are a tree, of which only the
branches are held, and of what each run says for each language only what is not as it mostly is.
"""

import lzma
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.vectors import Floats, Rows

_BYTES = 256
_BITS = 8  # of a byte
_NONE = (1 << 24) - 1  # a node from which nothing goes on
# So many rows are looked at together while the model is read.
_TOGETHER = 2048
_EACH = 32


@dataclass(frozen=True, slots=True)
class _Tree:
    """Runs of bytes: node 0 is the empty one, node n + 1 is what `branches[n]` leads to.

    `branches` `(n + 1,)` hold a node and the byte that goes on from it, in one, and rise; the last
    one is none.
    """

    branches: NDArray[np.uint32]

    def nodes(self, data: bytes) -> NDArray[np.uint32]:
        """The longest run that ends at each byte."""
        codes = np.frombuffer(data, np.uint8).astype(np.uint32)
        longest = np.zeros(len(codes), np.uint32)
        nodes = longest  # of the runs that begin at each byte
        for length in range(len(codes)):
            wanted = nodes[: len(codes) - length] << _BITS | codes[length:]
            found = self.branches.searchsorted(wanted)
            is_run = self.branches[found] == wanted
            if not is_run.any():
                break
            nodes = np.where(is_run, found + 1, _NONE).astype(np.uint32)
            np.copyto(longest[length:], nodes, where=is_run)
        return longest


@dataclass(frozen=True, slots=True)
class _Table:
    """What features say for languages, `(features, languages)` in half precision.

    A feature's row is `usual` but for the places `starts[n]` to `starts[n + 1]` of `columns` and
    `values`.
    """

    usual: NDArray[np.float16]
    starts: NDArray[np.int32]
    columns: NDArray[np.uint8]
    values: NDArray[np.float16]

    def rows(self, features: NDArray[np.int32]) -> NDArray[np.float16]:
        """Some rows, as they were."""
        found = np.tile(self.usual, (len(features), 1))
        first, ends = self.starts[features], self.starts[features + 1]
        sizes = ends - first
        owners = np.arange(len(features)).repeat(sizes)
        places = np.arange(len(owners)) + (ends - sizes.cumsum()).repeat(sizes)
        found[owners, self.columns[places]] = self.values[places]
        return found


class Classifier:
    """Log likelihoods of languages, to the last bit those of py3langid."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_DIR, MODEL_FILE

        with tempfile.TemporaryFile() as whole:
            with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
                shutil.copyfileobj(packed, whole)
            whole.seek(0)
            # One after the other, the largest first: what stays of it is small.
            with np.load(whole, allow_pickle=False) as arrays:
                self._languages: list[str] = arrays["classes"].tolist()
                self._twins = _twins(self._languages)
                self._priors: Floats = arrays["pc"]
                self._tree, states = _tree(
                    arrays["nextmove"].reshape(-1, _BYTES), arrays["nextmove_row"]
                )
                self._features = arrays["out_feat"][states]
                self._table = _table(arrays["ptc"])

    def odds(self, text: str) -> dict[str, float]:
        """What speaks for each language, by its code."""
        if text.isupper():
            text = text.lower()
        data = unicodedata.normalize("NFC", text).encode(errors="surrogatepass")
        scores = self._scores(self._features[self._tree.nodes(data)])
        for first, second in self._twins:
            scores[first] = scores[second] = max(scores[first], scores[second])
        return dict(zip(self._languages, scores.tolist(), strict=True))

    def _scores(self, visited: NDArray[np.int32]) -> Floats:
        features, first, counts = np.unique(
            visited[visited >= 0], return_index=True, return_counts=True
        )
        if not len(features):
            return np.zeros(len(self._languages), np.float32)
        met = np.argsort(first)  # sums of floats depend on their order
        rows = self._table.rows(features[met])
        return np.asarray(np.log1p(counts[met].astype(np.float32)) @ rows + self._priors)


def _twins(languages: Sequence[str]) -> list[tuple[int, int]]:
    """The places of languages that stand there twice, once for each script."""
    first = {code: place for place, code in reversed([*enumerate(languages)])}
    return [(first[code], place) for place, code in enumerate(languages) if first[code] < place]


def _tree(moves: NDArray[np.uint32], rows: NDArray[np.integer]) -> tuple[_Tree, Rows]:
    """The tree of an automaton that goes on from the longest run that it knows.

    Args:
        moves: `(rows, 256)`: which state each byte leads to; state 0 is the first one.
        rows: `(states,)`: where each has its moves; many share them.

    Returns:
        The tree, and the state of each of its nodes.
    """
    is_seen = np.zeros(len(moves), np.bool_)
    is_node = np.zeros(len(rows), np.bool_)
    is_node[0] = True
    level, levels, branches, first = np.zeros(1, np.int64), [], [], 0
    while len(level):
        levels.append(level)
        fresh = np.flatnonzero(~is_seen[rows[level]])
        is_seen[rows[level]] = True
        parts = [np.zeros(0, np.int64)]
        for start in range(0, len(fresh), _TOGETHER):
            parents = fresh[start : start + _TOGETHER]
            targets = moves[rows[level[parents]]]
            # What is met for the first time is a branch; all else leads back to shorter runs.
            places, codes = np.nonzero(~is_node[targets])
            parts.append(targets[places, codes].astype(np.int64))
            branches.append(((first + parents[places]) << _BITS | codes).astype(np.uint32))
        first += len(level)
        level = np.concatenate(parts)
        is_node[level] = True
    none = np.array([_NONE << _BITS | _BYTES - 1], np.uint32)
    return _Tree(np.concatenate([*branches, none])), np.concatenate(levels)


def _table(table: NDArray[np.float16]) -> _Table:
    """A whole table, packed."""
    bits = table.view(np.uint16)
    some = bits[::_EACH]  # whatever is held to be usual, no value is lost
    usual = np.array([np.bincount(column).argmax() for column in some.T], np.uint16)
    parts, sizes = [], []
    for start in range(0, len(bits), _TOGETHER):
        is_other = bits[start : start + _TOGETHER] != usual
        sizes.append(is_other.sum(axis=1))
        columns = np.nonzero(is_other)[1].astype(np.uint8)
        parts.append((columns, table[start : start + _TOGETHER][is_other]))
    columns, values = map(np.concatenate, zip(*parts, strict=True))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int32)
    return _Table(usual.view(np.float16), starts, columns, values)
