"""Who watches sees how far a long task is; who reads a log is told that it takes a while."""

import io

import pytest

from bot.progress import Progress


class Terminal(io.StringIO):
    """A stderr that somebody watches."""

    def isatty(self) -> bool:
        return True


def done(progress: Progress) -> tuple[int, int]:
    """Do two tasks; how far the first one came, of what."""
    with progress:
        reading = progress.part("Reading")
        reading.expect(600)
        reading.advance(2)
        progress.expect(40)
        progress.expect(2)
        progress.advance(42)
    return reading.done, reading.expected


def test_a_terminal_gets_a_bar_for_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    assert done(Progress("Embedding")) == (2, 600)
    assert "2/600" in shown.getvalue()
    assert "42/42" in shown.getvalue()
    assert "to do" not in shown.getvalue()


def test_a_log_gets_a_line_for_what_takes_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    assert done(Progress("Embedding")) == (2, 600)
    assert shown.getvalue() == "Reading: 600 to do\n"
