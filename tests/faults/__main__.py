"""The fault tests in full: `python -m tests.faults [--short] [ROW …]` prints a row for each."""

import argparse
import asyncio
import logging
import sys
import time

from tests.faults import ROWS, row_of
from tests.faults.outcome import NotPossible, Outcome, Size

_LINE = "{:<34} {:>7} {:>6} {:>8} {:>7}  {}"


def main() -> int:
    """Run the rows in turn and print what was tried, lost and doubled; 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few seconds of each row")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}")
    wishes = parser.parse_args()
    unknown = sorted({*wishes.rows} - {*ROWS})
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    # What the small Telegram's web server says of callers that were killed.
    logging.getLogger("uvicorn.error").disabled = True
    _print(_LINE.format("row", "tried", "lost", "doubled", "s", "figures"))
    size = Size.SHORT if wishes.short else Size.FULL
    failed = sum(not _run(name, size) for name in wishes.rows or ROWS)
    passed = len(wishes.rows or ROWS) - failed
    _print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _run(name: str, size: Size) -> bool:
    began = time.perf_counter()
    try:
        outcome = asyncio.run(row_of(name)(size))
    except NotPossible as error:
        _print(f"{name} is left out: {error}")
        return True
    except Exception as error:  # noqa: BLE001, RUF100  # a row that breaks must not hide the others
        outcome = Outcome(name, 0, failures=(f"{type(error).__name__}: {error}",))
    took_s = f"{time.perf_counter() - began:.1f}"
    shown = (outcome.name, outcome.tried, outcome.lost, outcome.doubled, took_s, outcome.figures)
    _print(_LINE.format(*shown).rstrip())
    for failure in outcome.failures:
        _print(f"    FAILED: {failure}")
    if not outcome.has_passed and not outcome.failures:
        _print(f"    FAILED: {outcome.lost} of {outcome.tried} lost")
    return outcome.has_passed


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
