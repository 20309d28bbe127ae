"""Builds the graph of a BERT-like model from its weights, without the library it was trained in."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from index.errors import NoGraph
from index.models.encoder import Encoder
from index.models.onnx_file import Graph
from index.models.runtimes import MASK, STATES, WORDS
from index.vectors import Floats

# The largest whole number of eight bits; a column of weights is spread over -127 to 127.
_MOST = 127
_INT32 = 6  # of the element types of ONNX
_WORDS = "embeddings.word_embeddings.weight"
# Farther tokens all count as equally far.
_FARTHEST = 128


def build(encoder: Encoder, *, is_int8: bool = False) -> tuple[Graph, Floats]:
    """The graph from vectors of tokens to their states, and the table of these vectors.

    Args:
        encoder: the form of the model.
        is_int8: whether products are made of whole numbers of eight bits: the weights by columns,
            what they are multiplied with at run time.

    Raises:
        NoGraph: the weights are not those of this form.
    """
    weights = _weights(encoder)
    return _Builder(encoder, weights, is_int8).graph(), weights[_WORDS]


def _weights(encoder: Encoder) -> dict[str, Floats]:
    """The weights by their names, without what the whole stands under (`bert.`)."""
    try:
        found = load_file(encoder.folder / "model.safetensors")
    except (SafetensorError, TypeError) as error:  # numpy has no bfloat16
        raise NoGraph("its weights cannot be read as single precision") from error
    before = [name.removesuffix(_WORDS) for name in sorted(found) if name.endswith(_WORDS)]
    own = {
        encoder.kind.weight(name[len(before[0]) :]): weight
        for name, weight in found.items()
        if before and name.startswith(before[0])
    }
    if len(before) != 1 or any(weight.dtype == np.float16 for weight in own.values()):
        raise NoGraph("its weights are not in single precision, or of another form")
    return own


def distance_buckets(window: int, buckets: int) -> NDArray[np.int64]:
    """The bucket of every distance from `1 - window` to `window - 1`, as MPNet (and T5) count them.

    Half of them are for tokens behind. Of each half, half are for one distance each, the others
    widen like logarithms up to a distance of 128.
    """
    distances = np.arange(1 - window, window)
    half, exact = buckets // 2, buckets // 4
    far = np.maximum(np.abs(distances), 1).astype(np.float32)
    widening = np.log(far / exact) / math.log(_FARTHEST / exact) * (half - exact)
    wide = np.minimum(exact + widening.astype(np.int64), half - 1)
    found = np.where(np.abs(distances) < exact, np.abs(distances), wide) + half * (distances > 0)
    return np.asarray(found, np.int64)


class _Builder:
    """Puts one graph together, layer on layer."""

    def __init__(self, encoder: Encoder, weights: Mapping[str, Floats], is_int8: bool) -> None:
        self._encoder, self._weights, self._is_int8 = encoder, weights, is_int8
        self._graph = Graph()

    def graph(self) -> Graph:
        """The whole."""
        try:
            states = self._embeddings()
            self._graph.node("Cast", [MASK], "mask", to=_INT32)
            if self._encoder.kind.buckets:
                self._distances()
            for number in range(self._encoder.layers):
                states = self._layer(f"encoder.layer.{number}", states)
        except KeyError as error:
            raise NoGraph(f"it has no weight {error}") from error
        self._graph.node("Identity", [states], STATES)
        return self._graph

    def _embeddings(self) -> str:
        graph, own = self._graph, "embeddings"
        first = self._encoder.first_position
        positions = self._weights[f"{own}.position_embeddings.weight"][first:]
        types = self._weights.get(f"{own}.token_type_embeddings.weight")
        if types is not None:
            positions = positions + types[0]  # all tokens are of the first type
        table = graph.weight("positions", positions)
        zero = graph.weight("zero", np.zeros(1, np.int64))
        length = graph.node("Shape", [MASK], "length", start=1, end=2)
        places = graph.node("Slice", [table, zero, length, zero], "places")
        total = graph.node("Add", [WORDS, places], "sum")
        return self._normalised(f"{own}.LayerNorm", total, "embedded")

    def _distances(self) -> None:
        """What attention adds for the distance of two tokens, `(1, heads, tokens, tokens)`."""
        graph, window = self._graph, self._encoder.window
        table = self._weights["encoder.relative_attention_bias.weight"]
        buckets = distance_buckets(window, self._encoder.kind.buckets)
        if len(table) <= buckets.max():
            raise NoGraph("it tells another number of distances apart")
        # By the distance, from the farthest before a token to the farthest behind it.
        by_distance = graph.weight("distances", table[buckets].T[None])
        zero, one = (
            graph.weight("zero", np.zeros(1, np.int64)),
            graph.weight("one", np.ones(1, np.int64)),
        )
        first = graph.weight("first", np.full(1, window - 1, np.int64))
        numbers = graph.node(
            "Slice", [graph.weight("numbers", np.arange(window)), zero, "length", zero], "n"
        )
        behind = graph.node(
            "Add", [graph.node("Unsqueeze", [numbers, zero], "row"), first], "behind"
        )
        places = graph.node(
            "Sub", [behind, graph.node("Unsqueeze", [numbers, one], "column")], "pairs"
        )
        graph.node("Gather", [by_distance, places], "distance", axis=2)

    def _layer(self, name: str, states: str) -> str:
        attended = self._attention(f"{name}.attention.self", states)
        attended = self._dense(f"{name}.attention.output.dense", attended)
        states = self._joined(f"{name}.attention.output", attended, states)
        weights = self._weights[f"{name}.intermediate.dense.weight"].T
        inner = self._product(f"{name}.intermediate.dense", states, weights)
        bias = self._weight(f"{name}.intermediate.dense.bias")
        inner = self._graph.fused(self._encoder.activation, [inner, bias], f"{name}.inner")
        outer = self._dense(f"{name}.output.dense", inner)
        return self._joined(f"{name}.output", outer, states)

    def _attention(self, name: str, states: str) -> str:
        """Attention over all of a text's tokens: queries, keys and values from one product."""
        graph, heads = self._graph, self._encoder.heads
        names = [f"{name}.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self._weights[f"{n}.weight"].T for n in names], axis=1)
        bias = graph.weight(
            f"{name}.bias", np.concatenate([self._weights[f"{n}.bias"] for n in names])
        )
        if not self._is_int8:
            inputs = [states, graph.weight(f"{name}.weight", weights), bias, "mask"]
            inputs += ["", "distance"] if self._encoder.kind.buckets else []
            return graph.fused("Attention", inputs, f"{name}.out", num_heads=heads)
        whole = self._product(name, states, weights, bias)
        widths = graph.weight("widths", np.full(3, self._encoder.width, np.int64))
        parts = graph.split("Split", [whole, widths], names, axis=-1)
        inputs = [*parts, "", "mask"]
        inputs += ["distance"] if self._encoder.kind.buckets else []
        return graph.fused("MultiHeadAttention", inputs, f"{name}.out", num_heads=heads)

    def _dense(self, name: str, states: str) -> str:
        """A dense layer; in single precision less its bias, which is added with what came in."""
        bias = self._weight(f"{name}.bias") if self._is_int8 else None
        return self._product(name, states, self._weights[f"{name}.weight"].T, bias)

    def _product(self, name: str, states: str, weights: Floats, bias: str | None = None) -> str:
        graph, out = self._graph, f"{name}.product"
        if not self._is_int8:
            return graph.node("MatMul", [states, graph.weight(f"{name}.weight", weights)], out)
        scales = np.maximum(np.abs(weights).max(axis=0) / _MOST, 1e-12).astype(np.float32)
        whole = np.clip(np.rint(weights / scales), -_MOST, _MOST).astype(np.int8)
        inputs = [
            states,
            graph.weight(f"{name}.weight", whole),
            graph.weight(f"{name}.scales", scales),
            graph.weight(f"{name}.zeros", np.zeros(len(scales), np.int8)),
        ]
        return graph.fused("DynamicQuantizeMatMul", [*inputs, *([bias] if bias else [])], out)

    def _joined(self, name: str, inner: str, states: str) -> str:
        """What a part of a layer made, with its bias, added to what came in, and normalised.

        SkipLayerNormalization does all of it in one, at a fifth of the speed: it counts one number
        at a time (onnxruntime 1.31).
        """
        graph = self._graph
        total = graph.node("Add", [inner, states], f"{name}.sum")
        if not self._is_int8:
            total = graph.node("Add", [total, self._weight(f"{name}.dense.bias")], f"{name}.whole")
        return self._normalised(f"{name}.LayerNorm", total, f"{name}.joined")

    def _normalised(self, name: str, states: str, out: str) -> str:
        inputs = [states, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        epsilon = self._encoder.epsilon
        return self._graph.node("LayerNormalization", inputs, out, epsilon=epsilon, axis=-1)

    def _weight(self, name: str) -> str:
        return self._graph.weight(name, self._weights[name])
