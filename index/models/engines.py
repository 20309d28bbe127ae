"""Which engine runs a model: its graph, made once and kept, or sentence-transformers."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from index.errors import NoGraph
from index.models.encoder import Encoder, read_encoder
from index.models.engine import Engine
from index.models.graphs import Check, Graphs
from index.models.model import BUNDLED_IDENTITY, ModelFiles, check_weights
from index.models.prompts import prompts_of
from index.models.runtimes import MASK, STATES, WORDS, Run, onnxruntime_run, openvino_run
from index.models.served import ServedEngine
from index.models.words import Words

# Part of the name of every graph: raise it when graphs are built in another way.
_RECIPE = 3
# Single precision differs from torch by 2e-7 (2026-11-21).
_SAME = 1 - 1e-5
# The least cosine of any text and the least share of the ten nearest. int8 was measured at .97 and
# .94. bfloat16, at .9999 and .998, is mixed with single precision, and must be as near for that
# (2026-11-21).
_LEAST_OF_INT8, _LEAST_OF_BF16 = (0.95, 0.85), (0.999, 0.97)


class Wanted(Enum):
    """The engines that a setting can name."""

    ONNX = "onnx"
    INT8 = "int8"
    BF16 = "bf16"
    TORCH = "torch"


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that runs, how it was checked, and why it is not the one that was wanted."""

    engine: Engine
    check: str = ""
    reason: str = ""


def choose(
    files: ModelFiles, graphs: Graphs, wanted: Wanted = Wanted.ONNX, *, is_brief: bool = False
) -> Choice:
    """Load a model into the wanted engine, or into the next one that can run it.

    Args:
        files: the model.
        graphs: where its graphs are kept.
        wanted: the engine that is asked for.
        is_brief: whether few texts are embedded: it is ready sooner.

    Raises:
        ModelUnusable: no engine can load it.
    """
    if wanted is Wanted.TORCH:
        return Choice(_reference(files))
    try:
        encoder = read_encoder(files.folder)
        served = _Served(files, encoder, graphs, is_brief=is_brief)
        whole = served.whole()
    except NoGraph as error:
        return Choice(_reference(files), reason=str(error))
    if wanted is Wanted.ONNX:
        return whole
    try:
        return served.int8(whole.engine) if wanted is Wanted.INT8 else served.bf16(whole.engine)
    except NoGraph as error:
        return Choice(whole.engine, whole.check, str(error))


def _reference(files: ModelFiles) -> Engine:
    from index.models.reference import ReferenceEngine  # what makes no graph needs no such module

    check_weights(files)
    return ReferenceEngine(files)


class _Served:
    """The engines that one model's graphs run in."""

    def __init__(
        self, files: ModelFiles, encoder: Encoder, graphs: Graphs, *, is_brief: bool
    ) -> None:
        self._files, self._encoder, self._graphs = files, encoder, graphs
        self._is_brief = is_brief
        self._prompts = prompts_of(files.name, encoder.prompts)

    def whole(self) -> Choice:
        """The model in single precision, the same as by sentence-transformers."""

        def check(folder: Path) -> Check:
            if self._files.identity == BUNDLED_IDENTITY:
                return Check()  # the tests compare it
            from index.models.agreement import agreement

            found = agreement(engine(folder), _reference(self._files), self._prompts)
            is_same = min(found.cosine, found.token_cosine) >= _SAME
            return Check(str(found), "" if is_same else f"its graph makes other vectors: {found}")

        def engine(folder: Path) -> Engine:
            run, words = self._run(folder, "fp32"), self._words(folder, "fp32")
            return ServedEngine(self._encoder, words, run, "onnxruntime, single precision")

        folder, says = self._graphs.get(self._stem("fp32"), lambda f: self._make(f, "fp32"), check)
        return Choice(engine(folder), says)

    def int8(self, whole: Engine) -> Choice:
        """The model in eight bits, if it agrees with itself in single precision."""

        def engine(folder: Path) -> Engine:
            run, words = self._run(folder, "int8"), self._words(folder, "int8")
            name = "onnxruntime, int8"
            return ServedEngine(self._encoder, words, run, name, "int8", is_exact=False)

        folder, says = self._graphs.get(
            self._stem("int8"),
            lambda folder: self._make(folder, "int8"),
            lambda folder: self._compare(engine(folder), whole, _LEAST_OF_INT8),
        )
        return Choice(engine(folder), says)

    def bf16(self, whole: Engine) -> Choice:
        """The graph of single precision in bfloat16, if it is as good as the same."""
        folder = self._graphs.folder
        run = openvino_run(self._file(folder, "fp32", "onnx"))
        words = self._words(folder, "fp32")
        engine = ServedEngine(self._encoder, words, run, "OpenVINO, bfloat16", is_exact=False)
        _, says = self._graphs.get(
            self._stem("bf16"),
            lambda _: None,
            lambda _: self._compare(engine, whole, _LEAST_OF_BF16),
        )
        return Choice(engine, says)

    def _compare(self, engine: Engine, whole: Engine, least: tuple[float, float]) -> Check:
        from index.models.agreement import agreement

        found = agreement(engine, whole, self._prompts)
        cosine, top10 = least
        is_well = found.cosine >= cosine and found.top10 >= top10
        refused = f"{engine.name} strays too far from single precision: {found}"
        return Check(str(found), "" if is_well else refused)

    def _run(self, folder: Path, precision: str) -> Run:
        return onnxruntime_run(self._file(folder, precision, "onnx"), is_brief=self._is_brief)

    def _stem(self, precision: str) -> str:
        digest = self._files.identity.rpartition("@")[2]
        return f"{digest}-{precision}-{_RECIPE}"

    def _file(self, folder: Path, precision: str, kind: str) -> Path:
        return folder / f"{self._stem(precision)}.{kind}"

    def _words(self, folder: Path, precision: str) -> Words:
        return Words(self._file(folder, precision, "words"), self._encoder.width)

    def _make(self, folder: Path, precision: str) -> None:
        from index.models.graph import build
        from index.models.onnx_file import Port, write

        check_weights(self._files)
        graph, words = build(self._encoder, is_int8=precision == "int8")
        words.tofile(self._file(folder, precision, "words"))
        inputs, states = (
            [Port(WORDS, words.shape[1]), Port(MASK)],
            Port(STATES, self._encoder.width),
        )
        path, weights = (self._file(folder, precision, kind) for kind in ("onnx", "weights"))
        write(graph, path, inputs, states, weights)
