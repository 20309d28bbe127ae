"""The house rules that no linter knows: documents that must say what the code does."""

import re
import subprocess
import sys
from pathlib import Path

from config.table import settings_table
from corpus.formats.table import formats_table

ROOT = Path(__file__).resolve().parent.parent


def test_the_readme_holds_the_table_of_all_settings() -> None:
    assert settings_table() in (ROOT / "README.md").read_text("utf-8")


def test_the_readme_holds_the_table_of_all_formats() -> None:
    assert formats_table() in (ROOT / "README.md").read_text("utf-8")


def test_every_dependency_is_pinned_by_name_and_version_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin) for pin in pins)
    assert "torch==2.13.0" in pins


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bot.cli import app\n"
        "heavy = {'torch', 'telegram', 'numpy', 'faiss', 'pydantic'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_sample_briefs_copy_no_sentence_of_the_articles(seeds: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[n : n + 14]) for n in range(len(words) - 13)}

    articles = set().union(*(runs(path.read_text("utf-8")) for path in seeds.glob("*.txt")))
    for brief in sorted((ROOT / "corpus" / "sample").glob("*.md")):
        assert not runs(brief.read_text("utf-8")) & articles, brief.name
