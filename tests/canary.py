"""The whole test run with the root logger at DEBUG, and a search for what must not be written.

`python -m tests.canary [arguments of pytest]`. As a plugin of that run (`-p tests.canary`) it sets
the logging up as `quoth run` does, but at DEBUG.
"""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.logs import configure_logging

# The token that the stories' bots have, and what most of the stories ask.
CANARIES = (
    b"AAEmulatedTokenForTheStories",
    b"Who founded the mill in 1788",
    b"How much does a single ticket",
    b"How many apple trees does",
    b"zebra marmalade",
    b"canary-webhook-secret",
)
# Where questions belong, and documents and tests that happen to say the same.
_MAY_HOLD = ("chats.db", "inbox.db", ".tar")
_SENT_OUT = "documents"
_OUTPUT = "output.txt"
# pytest heads what a test printed with the test's name, and some are named after their questions.
_NAME_OF_TEST = re.compile(rb"^_{1,40} .* _{1,40}$", re.MULTILINE)


def pytest_configure() -> None:
    """Log as the bot does, and everything."""
    configure_logging(logging.DEBUG)


def found_in(folder: Path) -> Iterator[str]:
    """The files that hold a canary and should not."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or _SENT_OUT in path.parts:
            continue
        if any(part in path.name for part in _MAY_HOLD):
            continue
        data = path.read_bytes()
        if path.name == _OUTPUT:
            data = _NAME_OF_TEST.sub(b"", data)
        for canary in CANARIES:
            if canary in data:
                yield f"{path.relative_to(folder)}: {canary.decode()}"


def main() -> int:
    """Run the tests and look into all that they wrote; 1 if there is a canary."""
    with TemporaryDirectory() as home:
        folder = Path(home)
        with (folder / _OUTPUT).open("wb") as output:
            command = [sys.executable, "-m", "pytest", "-p", "tests.canary", "-q", "-n", "0"]
            places = [f"--basetemp={folder / 'written'}", f"--log-file={folder / 'log.txt'}"]
            levels = ["--log-level=DEBUG", "--log-file-level=DEBUG"]
            shows = ["--show-capture=all", "-rPfE"]  # what passed tests printed and logged, too
            # These log canaries on purpose, past our handler into pytest's; those print an answer
            # to whoever asked in the terminal.
            apart = ["--ignore=tests/stories/test_logs.py", "--ignore=tests/bot/test_show.py"]
            done = subprocess.run(
                [*command, *places, *levels, *shows, *apart, *sys.argv[1:]],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        text = (folder / _OUTPUT).read_text("utf-8", "replace")
        failed = [line for line in text.splitlines() if line.startswith(("FAILED ", "ERROR tests"))]
        found = list(found_in(folder))
        size = (folder / "log.txt").stat().st_size
        sys.stdout.write("".join(f"{line}\n" for line in failed))
        sys.stdout.write(f"{text.splitlines()[-1]}\n{size} bytes of log at DEBUG\n")
        sys.stdout.write("".join(f"FOUND {line}\n" for line in found))
        sys.stdout.write(f"{len(found)} files hold a canary\n")
    return 1 if found or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
