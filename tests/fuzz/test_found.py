"""What once failed holds now; and a defect that is planted is found, made small and kept."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.fuzz.engine import Engine
from tests.fuzz.finding import Findings, read
from tests.fuzz.mutation import mutated_file, packed, parts_of
from tests.fuzz.target import Seeds
from tests.fuzz.targets import READERS, target_of
from tests.fuzz.watch import Watch, last_input

_FOUND = sorted((Path(__file__).parent / "found").glob("*/*.*"))


@pytest.mark.parametrize("path", _FOUND, ids=[f"{one.parent.name}/{one.stem}" for one in _FOUND])
def test_an_input_that_once_failed_holds(path: Path) -> None:
    with target_of(path.parent.name).opened() as check:
        check(read(path))


@pytest.mark.parametrize("name", READERS)
def test_every_target_holds_for_what_it_begins_with(name: str) -> None:
    target = target_of(name)
    assert isinstance(target.inputs, Seeds)
    files = target.inputs.files()
    assert files
    with target.opened() as check:
        for data in files:
            check(data)


def _engine(folder: Path, check: Callable[[Any], None], start: int = 1) -> Engine:
    until = time.monotonic() + 0.5
    return Engine(check, Findings(folder / "out"), Watch(folder), until, start)


def _found_in(folder: Path, check: Callable[[bytes], None], data: bytes) -> bytes:
    """What is found at random; a busy machine takes a while."""
    for start in range(60):
        _engine(folder, check, start).run_at_random([data])
        if found := list((folder / "out").glob("*.bin")):
            break
    (path,) = found
    assert "ZeroDivisionError" in path.with_suffix(".txt").read_text()
    return path.read_bytes()


def test_a_planted_defect_is_found_once_and_made_small(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        if b"-1" in data:
            raise ZeroDivisionError

    text = b"The ferry costs 3 crowns, and children travel free of charge."
    assert _found_in(tmp_path, check, text) == b"-1"


def test_a_defect_inside_of_a_zip_is_found_and_only_what_it_needs_is_kept(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        if b"-1" in parts_of(data).get("word/document.xml", b""):
            raise ZeroDivisionError

    text = b"<p>The ferry costs <b>3</b> crowns.</p>"
    found = _found_in(tmp_path, check, packed({"word/document.xml": text, "a.xml": text}))
    assert parts_of(found) == {"word/document.xml": b"-1"}


def test_a_planted_defect_is_found_in_values_too(tmp_path: Path) -> None:
    def check(value: Any) -> None:
        assert "\x00" not in value["text"]

    engine = Engine(check, Findings(tmp_path / "out"), Watch(tmp_path), time.monotonic() + 60, 1)
    engine.run_round(st.fixed_dictionaries({"text": st.text(st.characters())}), 1)

    found = [read(path) for path in (tmp_path / "out").glob("*.json")]
    assert found == [{"text": "\x00"}]


def test_the_input_in_hand_is_on_the_disk_while_it_is_tried(tmp_path: Path) -> None:
    seen = []
    watch = Watch(tmp_path)
    for value in (b"PK", {"text": "\ud800"}):
        with watch.over(value):
            seen.append(last_input(tmp_path))
    assert seen == [b"PK", {"text": "\ud800"}]


def test_most_changes_of_a_zip_leave_it_a_zip() -> None:
    chance = random.Random(1)
    data = packed({"word/document.xml": b"<p>The ferry</p>", "word/media/a.png": b"\x00" * 99})
    changed = [mutated_file(data, chance) for _ in range(200)]
    assert sum(bool(parts_of(one)) for one in changed) > 180
    assert len(set(changed)) > 150
