"""How inputs are made: bytes by atheris where it is installed, values by Hypothesis."""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.finding import Findings, TookTooLong, key_of, least
from tests.fuzz.mutation import MOST_BYTES, mutated, mutated_file, packed, parts_of
from tests.fuzz.target import Check, Seeds
from tests.fuzz.watch import Watch

_LEAST_S = 6.0
_EXAMPLES = 400
_POOL = 200


def has_atheris() -> bool:
    """Whether bytes are changed by what they reach."""
    return find_spec("atheris") is not None


@contextmanager
def traced(packages: tuple[str, ...]) -> Iterator[None]:
    """Imports within this are followed by atheris, where it is installed."""
    if not packages or not has_atheris():
        yield
        return
    with import_module("atheris").instrument_imports(
        include=list(packages), enable_loader_override=False
    ):
        yield


class Engine:
    """Tries one target until its time is over.

    Args:
        check: the property.
        findings: where what fails is kept.
        watch: is told of every input, and ends those that take too long.
        until: the end, by the monotonic clock.
        start: the seed.
    """

    def __init__(
        self, check: Check, findings: Findings, watch: Watch, until: float, start: int
    ) -> None:
        self._check, self._findings, self._watch = check, findings, watch
        self._until, self._seed = until, start

    def run(self, inputs: Seeds | SearchStrategy[Any]) -> None:
        """Try inputs until the time is over; it may end the process."""
        if not isinstance(inputs, Seeds):
            self.run_values(inputs)
        elif has_atheris():
            self.run_with_atheris(inputs.files())
        else:
            self.run_at_random(inputs.files())

    def _is_time(self) -> bool:
        return time.monotonic() < self._until

    def _failure(self, value: Any) -> BaseException | None:
        try:
            with self._watch.over(value):
                self._check(value)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001, RUF100  # whatever it is, it is a finding
            return error
        return None

    def _try_bytes(self, data: bytes) -> None:
        error = self._failure(data)
        if error is None or (key := key_of(error)) in self._findings.keys:
            return
        # What takes seconds is not tried again and again.
        if not isinstance(error, TookTooLong):
            data = self._least(data, key)
            error = self._failure(data) or error
        self._findings.keep(data, error)
        self._findings.keys.add(key)

    def _least(self, data: bytes, key: str) -> bytes:
        end = time.monotonic() + _LEAST_S

        def is_time() -> bool:
            return time.monotonic() < end

        def fails(shorter: bytes) -> bool:
            error = self._failure(shorter)
            return error is not None and key_of(error) == key

        parts = parts_of(data) if data.startswith(b"PK") else {}
        if not parts or not fails(packed(parts)):
            return least(data, fails, is_time)
        for name in list(parts):
            fewer = {one: content for one, content in parts.items() if one != name}
            if fails(packed(fewer)):
                parts = fewer
        for name, content in list(parts.items()):
            parts[name] = least(content, _within(parts, name, fails), is_time)
        return packed(parts)

    def run_at_random(self, files: list[bytes]) -> None:
        """Change files by chance alone."""
        chance = random.Random(self._seed)
        for data in files:
            self._try_bytes(data)
        pool: list[bytes] = []
        while self._is_time():
            data = mutated_file(chance.choice(files + pool), chance)
            self._try_bytes(data)
            if chance.random() < 0.02:
                pool = [*pool[-_POOL:], data]

    def run_with_atheris(self, files: list[bytes]) -> None:
        """Change files by what they reach; this ends the process."""
        atheris: Any = import_module("atheris")

        def inner(data: bytes, chance: random.Random) -> bytes:
            if chance.random() < 0.5 or not data:
                return mutated(data, chance)
            return bytes(atheris.Mutate(data, min(len(data) + 512, MOST_BYTES)))

        def change(data: bytes, most_bytes: int, number: int) -> bytes:
            found = mutated_file(data, random.Random(number), inner)
            return found if len(found) <= most_bytes else data[:most_bytes]

        folder = Path(tempfile.mkdtemp(prefix="quoth-fuzz-"))
        for number, data in enumerate(files):
            (folder / str(number)).write_bytes(data)
        wishes = {
            "max_total_time": max(1, round(self._until - time.monotonic())),
            "max_len": MOST_BYTES,
            "seed": self._seed + 1,
            "rss_limit_mb": 0,
            "timeout": 120,
            "artifact_prefix": f"{folder}/",
            "verbosity": 0,
            "print_final_stats": 0,
            "detect_leaks": 0,
        }
        given_ = [f"-{name}={value}" for name, value in wishes.items()]
        atheris.Setup([sys.argv[0], *given_, str(folder)], self._try_bytes, custom_mutator=change)
        atheris.Fuzz()

    def run_values(self, values: SearchStrategy[Any]) -> None:
        """Have Hypothesis make values, some hundred at a time."""
        start = self._seed * 10_000
        while self._is_time():
            self.run_round(values, start)
            start += 1

    def run_round(self, values: SearchStrategy[Any], start: int) -> None:
        """Some hundred examples; what fails is made small by Hypothesis."""
        failing: list[tuple[Any, BaseException]] = []

        @seed(start)
        @settings(
            max_examples=_EXAMPLES,
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @given(values)
        def attempt(value: Any) -> None:
            if not self._is_time():
                return
            error = self._failure(value)
            if error is not None and key_of(error) not in self._findings.keys:
                failing.append((value, error))
                raise AssertionError(key_of(error))

        try:
            attempt()
        # The failure itself, or Hypothesis' word that it did not come again: either is kept.
        except Exception:
            if not failing:
                raise
        # Those that come last are the smallest.
        for value, error in reversed(failing):
            self._findings.keep(value, error)


def _within(
    parts: dict[str, bytes], name: str, fails: Callable[[bytes], bool]
) -> Callable[[bytes], bool]:
    return lambda content: fails(packed({**parts, name: content}))
