"""The installed program in a process of its own, in a home of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_corpus

QUOTH = [sys.executable, "-m", "bot"]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """What a command runs in: ours alone, whatever is set here."""
    kept = {key: os.environ[key] for key in os.environ if not key.startswith(("QUOTH", "TELEGRAM"))}
    return kept | {"QUOTH_HOME": str(home)} | settings


def quoth(
    home: Path, *arguments: str, said: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*QUOTH, *arguments],
        check=False,
        capture_output=True,
        text=True,
        input=said,
        env=environment(home, **settings),
        timeout=120,
    )


def measured(home: Path, questions: Path, documents: Path) -> dict[str, float]:
    """The figures of `quoth eval`."""
    done = quoth(home, "eval", str(questions), "--documents", str(documents), "--json")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def home_with_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library over the small corpus."""
    folder = write_corpus(tmp_path_factory.mktemp("documents"))
    home = tmp_path_factory.mktemp("home")
    done = quoth(home, "index", str(folder), QUOTH_CORPUS__FOLDER=str(folder))
    assert done.returncode == 0, done.stderr
    assert "3 documents (3 new), 4 passages." in done.stdout
    assert "Embedded 3 documents" in done.stdout
    return home
