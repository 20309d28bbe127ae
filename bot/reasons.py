"""Why a file was not read, or is worth a second look: the readers' reasons, in a language.

Readers say them in English, for the operator's screen; here they are told by their form. A new
reason that is not listed is said in English, and a test names it.
"""

import re
from functools import cache

from bot.speech import Speech

# The particular ones come before those that fit more.
REASONS = (
    "it is empty",
    "it holds no text",
    "it holds no page",
    "no text: scanned? Run OCR over it first",
    "nothing in it can be quoted",
    "{blank} of {count} pages have no text (scanned?)",
    "it is not UTF-8; read as {encoding}",
    "not UTF-8; read as {encoding}",
    "its name is not UTF-8",
    "it is protected by a password",
    "it is protected against copying",
    "it is damaged, or no PDF",
    "it is damaged ({detail})",
    "it is damaged: {detail}",
    "it is nested too deeply",
    "its reader broke down over it: damaged, or too large",
    "its reader gave {detail}",
    "its XML declares entities, which no document needs",
    "an old Office file: save it as .docx or .pptx, then it is read",
    "its ending says {format}, but it is a PDF",
    "its ending says {format}, but it is a zip file",
    "its ending says {format}, but it is something else",
    "not a format that is read ({ending}): save it as {other}",
    "not a format that is read ({ending})",
    "not a format that is read; {endings} are",
    "to read it: {command}",
    "{size} bytes; at most {most} are read",
    "at most {most} bytes are read",
    "it has {count} pages; at most {most} are read",
    "it has more than {most} rows",
    "it has more than {most} comments",
    "it has more than {most} tags or attributes",
    "it holds more than {most} parts",
    "it holds more text than the {most} characters that are read",
    "it would unpack to more than {most} bytes",
    "it unpacks to far more than a document does",
    "row {row} is no row of a table, or has a field of more than {most} characters",
    "one line has {count} characters; at most {most} are read. Break it into lines",
    "it takes more than {seconds} s to read",
    "it takes more than {seconds} s of computing to read",
    "the process that reads files did not start; try again",
    "it holds NUL bytes: a binary file",
    "it fits no text encoding: a binary file?",
    "it is full of control characters: a binary file",
    "byte {position} does not fit its encoding, {encoding}",
    "a link that leads out of the folder",
    "a link that leads to itself",
    "a link that leads nowhere",
    "a link to a folder: only what lies in the folder itself is read",
    "not a file",
    "give the file and its collection short, plain names",
    "another file of that name was given",
    "added, but the same text as {path}",
    "added, but {folder} has a file of that name",
    "the same text as {path}",
    "{folder} has a file of that name",
    "No space left on device",
)


def reason_in(speech: Speech, reason: str) -> str:
    """A reader's reason in a language; in English where it is none that is known."""
    for text, form in _forms():
        found = form.fullmatch(reason)
        if found is not None:
            return speech(text, **found.groupdict())
    return reason


def is_known(reason: str) -> bool:
    """Whether a reason is one of those that are translated."""
    return any(form.fullmatch(reason) for _, form in _forms())


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((text, _form(text)) for text in REASONS)


def _form(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)
    pieces = [
        f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    ]
    return re.compile("".join(pieces), re.DOTALL)
