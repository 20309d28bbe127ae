"""Writes ONNX graphs: the few messages of the format that we need, with weights in a file aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Value = int | float | str
# Numbers of the fields and of the element types: onnx.proto of ONNX 1.12.
_IR_VERSION, _OPSET, _CONTRIB_OPSET = 8, 17, 1
_CONTRIB = "com.microsoft"
_TYPES = {np.dtype(np.float32): 1, np.dtype(np.int8): 3, np.dtype(np.int64): 7}
_FLOAT, _INT, _STRING = 1, 2, 3
_EXTERNAL = 1
# The engine maps the file: weights begin where a page does. Smaller ones stand in the graph.
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Port:
    """What goes in or out: `(texts, tokens)` int64, or `(texts, tokens, width)` float32."""

    name: str
    width: int = 0


@dataclass(slots=True)
class Graph:
    """A graph as it is put together: nodes in the order in which they run, and weights."""

    nodes: list[bytes] = field(default_factory=list)
    weights: dict[str, NDArray[Any]] = field(default_factory=dict)

    def weight(self, name: str, value: NDArray[Any]) -> str:
        """Add a weight; its name."""
        self.weights[name] = np.ascontiguousarray(value)
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, **given: Value) -> str:
        """Add a standard node with one output; its name."""
        return self.split(operator, inputs, [output], **given)[0]

    def split(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], **given: Value
    ) -> Sequence[str]:
        """Add a standard node with several outputs; their names."""
        self._add(operator, "", inputs, outputs, given)
        return outputs

    def fused(self, operator: str, inputs: Sequence[str], output: str, **given: Value) -> str:
        """Add a node of onnxruntime's own, which does the work of several; its name."""
        self._add(operator, _CONTRIB, inputs, [output], given)
        return output

    def _add(
        self,
        operator: str,
        domain: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        given: dict[str, Value],
    ) -> None:
        parts = [_text(1, name) for name in inputs] + [_text(2, name) for name in outputs]
        parts += [_text(4, operator), *(_bytes(5, _attribute(*item)) for item in given.items())]
        self.nodes.append(b"".join([*parts, _text(7, domain)]))


def write(graph: Graph, path: Path, inputs: Sequence[Port], output: Port, weights: Path) -> None:
    """Write a graph and, beside it, its weights.

    Args:
        graph: what to write.
        path: of the graph.
        inputs: what it takes.
        output: what it gives.
        weights: where its weights go: in the same folder.
    """
    tensors = []
    with weights.open("wb") as file:
        for name, value in graph.weights.items():
            if value.nbytes < _PAGE:
                tensors.append(_tensor(name, value, _bytes(9, value.tobytes())))
                continue
            file.write(b"\0" * (-file.tell() % _PAGE))
            tensors.append(_tensor(name, value, _aside(weights.name, file.tell(), value.nbytes)))
            file.write(value.data)
    parts = [_bytes(1, node) for node in graph.nodes]
    parts += [_text(2, "encoder"), *(_bytes(5, tensor) for tensor in tensors)]
    parts += [*(_bytes(11, _shaped(port)) for port in inputs), _bytes(12, _shaped(output))]
    opsets = [_number(2, _OPSET), _text(1, _CONTRIB) + _number(2, _CONTRIB_OPSET)]
    model = [_number(1, _IR_VERSION), _text(2, "quoth"), _bytes(7, b"".join(parts))]
    path.write_bytes(b"".join([*model, *(_bytes(8, opset) for opset in opsets)]))


def _tensor(name: str, value: NDArray[Any], data: bytes) -> bytes:
    sizes = b"".join(_number(1, size) for size in value.shape)
    return sizes + _number(2, _TYPES[value.dtype]) + _text(8, name) + data


def _aside(file: str, offset: int, length: int) -> bytes:
    places = {"location": file, "offset": str(offset), "length": str(length)}
    parts = [_bytes(13, _text(1, key) + _text(2, text)) for key, text in places.items()]
    return b"".join([*parts, _number(14, _EXTERNAL)])


def _shaped(port: Port) -> bytes:
    kind = _TYPES[np.dtype(np.float32 if port.width else np.int64)]
    sizes = [_text(2, "texts"), _text(2, "tokens")]
    sizes += [_number(1, port.width)] if port.width else []
    tensor = _number(1, kind) + _bytes(2, b"".join(_bytes(1, size) for size in sizes))
    return _text(1, port.name) + _bytes(2, _bytes(1, tensor))


def _attribute(name: str, value: Value) -> bytes:
    if isinstance(value, float):
        single = np.float32(value).tobytes()
        return _text(1, name) + _key(2, 5) + single + _number(20, _FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    return _text(1, name) + _text(4, value) + _number(20, _STRING)


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _bytes(number: int, value: bytes) -> bytes:
    return _key(number, 2) + _varint(len(value)) + value


def _number(number: int, value: int) -> bytes:
    return _key(number, 0) + _varint(value)


def _key(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the last first; below 0 as its two's complement."""
    value &= (1 << 64) - 1
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
