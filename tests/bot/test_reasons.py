"""Every reason that a reader gives is known by its form, and said in the admin's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import corpus
from bot.reasons import REASONS, is_known, reason_in
from bot.speech import ENGLISH, LANGUAGES, speech_in

# What raises or keeps a reason, and which of its arguments that is.
_SAYERS = {"Refused": 0, "BrokeDown": 0, "GivenUp": 0, "NotText": 0, "Skipped": 1, "FileRefused": 1}
_FOLDERS = tuple(Path(package.__file__).parent for package in (bot, corpus) if package.__file__)


def reasons() -> Iterator[tuple[str, str]]:
    """Each reason in the code, with where it stands, and "12" for what it is filled with."""
    for folder in _FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            if "emulator" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for said in said_by(node):
                    for text in texts_of(said):
                        yield f"{path.relative_to(folder.parent)}:{said.lineno}", text


def said_by(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = _SAYERS.get(name)
        if place is not None and len(node.args) > place:
            yield node.args[place]
        if name == "append" and "warnings" in ast.unparse(node.func):
            yield node.args[0]
    # Reasons that are made by functions of their own.
    if isinstance(node, ast.FunctionDef) and node.name in {"_what_instead", "unread"}:
        found = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
        yield from (value for value in found if value is not None)
    if isinstance(node, ast.FunctionDef) and node.name == "_warnings":
        for one in ast.walk(node):
            if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "append":
                yield one.args[0]


def texts_of(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.JoinedStr):
        pieces = [one.value if isinstance(one, ast.Constant) else "12" for one in said.values]
        # What an old file is instead is one of three.
        text = "".join(map(str, pieces))
        yield text.replace("but it is 12", "but it is a PDF")


def test_the_reasons_are_found_in_the_code() -> None:
    found = {text for _, text in reasons()}
    assert len(found) > 40
    assert {"it is empty", "12 bytes; at most 12 are read", "the same text as 12"} <= found


def test_every_reason_is_translated() -> None:
    unknown = [f"{place}: {text}" for place, text in reasons() if not is_known(text)]
    assert unknown == [], "list them in bot/reasons.py, then make texts"


def test_no_reason_is_listed_that_nobody_gives() -> None:
    given = [text for _, text in reasons()]
    # These come from elsewhere: the system, and values that are put in.
    others = ["No space left on device", "to read it: pip install 'quoth[pdf]'", "it is empty"]
    others += [
        f"its ending says PDF, but it is {what}" for what in ("a zip file", "something else")
    ]
    others += ["it is damaged, or no PDF", "it is damaged: x", "not UTF-8; read as x"]
    said = {reason_in(NUMBERED, text) for text in (*given, *others)}
    assert {number for number, _ in enumerate(REASONS)} <= {int(one) for one in said if one}


class Numbered(type(ENGLISH)):  # type: ignore[misc]  # because a class is taken by its instance
    """Says the number of a reason instead of the reason."""

    def __call__(self, text: str, **values: object) -> str:
        return str(REASONS.index(text))


NUMBERED = Numbered()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_keeps_what_it_is_filled_with(language: str) -> None:
    said = reason_in(speech_in(language), "it has 1,234 pages; at most 500 are read")
    assert "1,234" in said
    assert "500" in said
    assert (said == "it has 1,234 pages; at most 500 are read") == (language == "en")


def test_a_reason_that_is_not_known_is_said_as_it_is() -> None:
    assert not is_known("the moon was in the way")
    assert reason_in(speech_in("zh"), "the moon was in the way") == "the moon was in the way"
    assert reason_in(speech_in("id"), "it is damaged: no {book} in it") == "rusak: no {book} in it"
