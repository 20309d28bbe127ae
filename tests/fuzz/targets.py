"""All targets, by name."""

from importlib import import_module

from tests.fuzz.target import Target

READERS = ("pdf", "docx", "pptx", "epub", "html", "mhtml", "csv", "decode")
_OTHERS = {
    "split": ("texts", "SPLIT"),
    "question": ("texts", "QUESTION"),
    "card": ("texts", "CARD"),
    "update": ("updates", "UPDATE"),
    "talk": ("talk", "TALK"),
    "door": ("door", "DOOR"),
}
NAMES = (*READERS, *_OTHERS)


def target_of(name: str) -> Target:
    """The target of that name; its module is imported only now, so that atheris may follow it."""
    if name in _OTHERS:
        module, constant = _OTHERS[name]
        found: Target = getattr(import_module(f"tests.fuzz.{module}"), constant)
        return found
    everything: list[Target] = import_module("tests.fuzz.readers").readers()
    return next(target for target in everything if target.name == name)
