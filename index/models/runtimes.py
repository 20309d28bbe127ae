"""The one module that touches onnxruntime and OpenVINO: a graph's file to a function."""

import os
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import NoGraph
from index.vectors import Floats

Numbers = NDArray[np.int64]
# What graphs take and give.
WORDS, MASK, STATES = "words", "attention_mask", "states"
_STEP = 16
_GIVE_BACK = ("memory.enable_memory_arena_shrinkage", "cpu:0")


class Run(Protocol):
    """A graph, ready to run."""

    def __call__(self, words: Floats, mask: Numbers, *, gives_back: bool = False) -> Floats:
        """Vectors of tokens `(texts, tokens, width)` to states.

        Args:
            words: what the tokens begin with.
            mask: which of them count, `(texts, tokens)`.
            gives_back: the memory that runs have worked in, afterwards.
        """
        ...


def cores() -> int:
    """How many cores to embed with: those that the process may use, or OMP_NUM_THREADS."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdecimal() and int(said):
        return int(said)
    may_use = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(may_use(0)) if may_use else os.cpu_count() or 1


def onnxruntime_run(path: Path, *, is_brief: bool = False) -> Run:
    """Load a graph into onnxruntime.

    Args:
        path: of it.
        is_brief: whether for few texts. Weights stay in the file as they are then: they are put in
            the order that products read them in each time (3 ms), and not once (51 ms).

    Raises:
        NoGraph: it does not take it.
    """
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    options = onnxruntime.SessionOptions()
    # One thread a call, and several calls at once: batches need not wait for each other.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The graph is made of the fused operators already.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    if is_brief:
        options.add_session_config_entry("session.disable_prepacking", "1")
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except (
        errors.Fail,
        errors.InvalidArgument,
        errors.InvalidGraph,
        errors.InvalidProtobuf,
        errors.NoSuchFile,
        errors.NotImplemented,
        errors.RuntimeException,
    ) as error:
        raise NoGraph(f"onnxruntime does not take its graph: {_first_line(error)}") from error

    giving_back = onnxruntime.RunOptions()
    giving_back.add_run_config_entry(*_GIVE_BACK)

    def run(words: Floats, mask: Numbers, *, gives_back: bool = False) -> Floats:
        how = giving_back if gives_back else None
        (states,) = session.run([STATES], {WORDS: words, MASK: mask}, how)
        return np.asarray(states)

    return run


def openvino_run(path: Path) -> Run:
    """Load a graph into OpenVINO, for bfloat16.

    Raises:
        NoGraph: it is not installed, or does not take it.
    """
    try:
        import openvino
    except ImportError as error:
        raise NoGraph("OpenVINO is not installed: pip install 'quoth[fast]'") from error
    core = openvino.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        raise NoGraph("this processor has no bfloat16")
    hints = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": cores(),
        "NUM_STREAMS": cores(),
    }
    try:
        model = core.compile_model(core.read_model(path), "CPU", hints)
    except RuntimeError as error:
        raise NoGraph(f"OpenVINO does not take its graph: {_first_line(error)}") from error
    idle: SimpleQueue[Any] = SimpleQueue()
    for _ in range(cores()):
        idle.put(model.create_infer_request())

    def run(words: Floats, mask: Numbers, *, gives_back: bool = False) -> Floats:
        del gives_back  # it cannot be asked to
        # Each new shape costs memory: lengths go up in steps.
        padding = ((0, 0), (0, -mask.shape[1] % _STEP))
        given = {WORDS: np.pad(words, (*padding, (0, 0))), MASK: np.pad(mask, padding)}
        request = idle.get()
        try:
            states: Floats = request.infer(given)[STATES][:, : mask.shape[1]].copy()
        finally:
            idle.put(request)
        return states

    return run


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
