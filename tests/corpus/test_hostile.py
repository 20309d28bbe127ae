"""Traps are refused or read within their limits, in a process that others do not notice."""

import io
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Unit
from corpus.formats.extract import GivenUp, Refused
from corpus.formats.registry import BY_ENDING, Format
from corpus.read import read_folder
from corpus.sandbox.frames import FrameBroken, read_frame
from corpus.sandbox.limits import Limits
from corpus.sandbox.sandbox import Sandbox
from tests.corpus.hostile import HOSTILE
from tests.corpus.sizes import resident_mb

# A tenth of what is allowed in earnest, so that the test run does not wait for it.
SHORT = Limits(cpu_s=2, wall_s=5)
# On a busy machine a killed child takes a while to be gone.
SLACK_S = 3
PAGE = b"<html><body><p>The ferry crosses the river every twenty minutes.</p></body></html>"
SECRET = Path("/etc/hostname")
# What must be said, of those that are told at once.
REASONS = {
    "flat bomb.docx": "unpacks to far more",
    "flat bomb.epub": "unpacks to far more",
    "overlapping parts.docx": "would unpack to more than",
    "lying sizes.docx": "damaged",
    "12,000 parts.docx": "more than 10,000 parts",
    "laughs.docx": "declares entities",
    "laughs.pptx": "declares entities",
    "laughs.epub": "declares entities",
    "quadratic.docx": "declares entities",
    "entities in UTF-16.docx": "declares entities",
    "outside.docx": "declares entities",
    "outside.pptx": "declares entities",
    "outside.epub": "declares entities",
    "page loop.pdf": "no PDF",
    "comments.html": "comments",
    "attributes.html": "tags or attributes",
    "one field.csv": "a field of more than",
    "rows.csv": "more than 100,000 rows",
    "parts in parts.mhtml": "nested too deeply",
    "truncated.docx": "not a whole zip file",
    "truncated.pdf": "no PDF",
    "picture.pdf": "its ending says PDF",
    "program.docx": "its ending says Word",
    "NUL.html": "its ending says HTML",
}
READ = {"outline loop.pdf": "Text of an outline.", "huge picture.docx": "Text."}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all: each trap meets what the others left behind."""
    with Sandbox(SHORT) as found:
        yield found


def outcome_of(sandbox: Sandbox, name: str, data: bytes) -> str:
    """The text of a file, or why it was refused."""
    try:
        return sandbox.read(io.BytesIO(data), len(data), kind_of(name)).text.strip()
    except Refused as refused:
        return str(refused)


def kind_of(name: str) -> Format:
    return BY_ENDING[Path(name).suffix]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_trap_is_refused_or_read_in_time_and_the_next_file_is_read(
    sandbox: Sandbox, name: str
) -> None:
    data = HOSTILE[name]()
    before, began = resident_mb(), time.monotonic()
    outcome = outcome_of(sandbox, name, data)
    assert time.monotonic() - began < SHORT.wall_s + SLACK_S
    assert resident_mb() - before < 30
    assert REASONS.get(name, "") in outcome
    assert outcome == READ.get(name, outcome)
    assert SECRET.read_text().strip() not in outcome
    assert outcome_of(sandbox, "a.html", PAGE).startswith("The ferry crosses")


def test_names_that_lead_elsewhere_are_names_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    names = list(HOSTILE)[-3:]
    for name in names:
        (folder / name).write_bytes(HOSTILE[name]())
    assert sorted(file.path for file in read_folder(folder).files) == sorted(names)
    assert [path.name for path in tmp_path.iterdir()] == ["documents"]


def test_one_child_reads_many_files_and_is_replaced_when_it_dies(sandbox: Sandbox) -> None:
    outcome_of(sandbox, "a.html", PAGE)
    child = sandbox.process_id
    outcome_of(sandbox, "b.html", PAGE)
    assert sandbox.process_id == child is not None
    os.kill(child, signal.SIGKILL)
    assert outcome_of(sandbox, "c.html", PAGE).startswith("The ferry crosses")
    assert sandbox.process_id != child


def reader(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Format:
    """A format of ours, whose reader does what no reader should."""
    (folder / "rogue.py").write_text(f"import os, sys, time\ndef extract(data):\n    {body}\n")
    (folder / "sitecustomize.py").write_text(
        "from corpus.formats import registry\n"
        "from corpus.document import Unit\n"
        "registry.BY_ENDING['.rogue'] = registry.Format("
        "'Rogue', ('.rogue',), 'rogue', Unit.LINE, (), lambda head: True)\n"
    )
    own = str(Path(__file__).resolve().parent.parent.parent)
    monkeypatch.setattr("corpus.sandbox.sandbox.ROOT", f"{folder}{os.pathsep}{own}")
    return Format("Rogue", (".rogue",), "rogue", Unit.LINE, (), lambda _: True)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True: pass", "of computing to read"),
        ("time.sleep(99)", "it takes more than 2 s to read"),
        ("return b'x' * 2_000_000_000", "bytes of memory to read"),
        ("os._exit(3)", "its reader broke down"),
        ("os.kill(os.getpid(), 11)", "its reader broke down"),
        ("os.fork() or time.sleep(99); time.sleep(99)", "it takes more than 2 s to read"),
        ("return extract(data)", "nested too deeply"),
        ("raise ZeroDivisionError", r"damaged \(ZeroDivisionError\)"),
        ("raise RuntimeError(os.environ['TELEGRAM_BOT_TOKEN'])", r"damaged \(KeyError\)"),
        ("open('written', 'wb', 0).write(b'x')", r"damaged \(OSError\)"),
        ("print('{}'); time.sleep(99)", "it takes more than 2 s to read"),
    ],
)
def test_a_reader_that_goes_wrong_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    kind = reader(tmp_path, monkeypatch, body)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc")
    monkeypatch.chdir(tmp_path)
    limits = Limits(cpu_s=0.5, wall_s=9) if "computing" in reason else Limits(wall_s=2)
    with Sandbox(limits) as sandbox, pytest.raises(Refused, match=reason):
        sandbox.read(io.BytesIO(PAGE), len(PAGE), kind)
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_text()


def test_what_is_killed_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "child"
    body = f"open({str(note)!r}, 'w').close(); os.fork(); time.sleep(99)"
    kind = reader(tmp_path, monkeypatch, body)
    # By its limit of memory this one's command differs from all others'.
    limits = Limits(memory_bytes=1_000_000_007, wall_s=1)
    with Sandbox(limits) as sandbox, pytest.raises(GivenUp):
        sandbox.read(io.BytesIO(PAGE), len(PAGE), kind)
    assert note.exists()
    commands = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True)
    assert str(limits.memory_bytes) not in commands.stdout


def test_the_clock_over_a_reading_holds_up_nobody_who_presses_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = reader(tmp_path, monkeypatch, "time.sleep(99)")
    with Sandbox(Limits(wall_s=2)) as sandbox:
        reading = threading.Thread(target=outcome_of, args=(sandbox, "a.html", PAGE))
        monkeypatch.setitem(globals(), "kind_of", lambda _: kind)
        reading.start()
        clocks: list[threading.Thread] = []
        while reading.is_alive() and not clocks:
            clocks = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
        assert [clock.daemon for clock in clocks] == [True]
        reading.join()


def test_files_that_come_at_once_are_read_one_after_another(sandbox: Sandbox) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(outcome_of(sandbox, "a.html", PAGE)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(text.startswith("The ferry crosses") for text in found)


def test_an_interrupted_reading_leaves_nothing_half_said(sandbox: Sandbox) -> None:
    class Interrupted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise KeyboardInterrupt
            return super().read(size)

    big = PAGE + b" " * 3_000_000
    with pytest.raises(KeyboardInterrupt):
        sandbox.read(Interrupted(big), len(big), kind_of("a.html"))
    assert outcome_of(sandbox, "a.html", PAGE).startswith("The ferry crosses")


def test_a_file_that_shrinks_while_it_is_read_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(Refused):
        sandbox.read(io.BytesIO(PAGE), len(PAGE) + 9, kind_of("a.html"))
    assert outcome_of(sandbox, "a.html", PAGE).startswith("The ferry crosses")


def test_a_frame_that_says_it_is_endless_is_not_read() -> None:
    with pytest.raises(FrameBroken, match="a frame of"):
        read_frame(io.BytesIO(b"\xff" * 99), 1000)
