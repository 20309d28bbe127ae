"""Titles, dates and addresses as files state them, made usable or refused."""

import re
from datetime import date
from urllib.parse import urlsplit

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january february march april may june july august september october november "
        "december".split(),
        1,
    )
    for name in (names, names[:3])
}
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?, (\d{4})\b")
_BARE = re.compile(
    r"(?:(?:date|published|updated|posted|written)(?: on)?\s*[:：]?\s*)?(?:[a-z]{3,6}day,? )?"
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}\.?,? \d{4}"
    r"|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?, \d{4})",
    re.IGNORECASE,
)
# As programs name what nobody named.
_NO_TITLE = re.compile(
    r"(?:untitled|document|slide|presentation|powerpoint[- ]pr\S+|title|unnamed)\W*\d*"
    r"|.*\.(?:docx?|odt|indd|tex|dvi|pptx?|xlsx?|rtf|pub|qxd|pdf|html?)",
    re.IGNORECASE,
)
_NO_AUTHOR = frozenset(
    "admin|administrator|anonymous|author|microsoft office user|none|owner|python-docx|unknown|"
    "user|windows user".split("|")
)
_MOST_URL_CHARACTERS = 1000
_DATE_LINE_CHARACTERS = 60


def usable_title(title: str | None) -> str:
    """A title from a file's properties, or nothing where it is a program's file name."""
    title = re.sub(r"^Microsoft (?:Word|PowerPoint) - ", "", " ".join((title or "").split()))
    return "" if _NO_TITLE.fullmatch(title) else title


def usable_author(author: str | None) -> str | None:
    """Who wrote it, or None where a program says so of everybody."""
    author = " ".join((author or "").split()).strip(";, ")
    return None if not author or author.casefold() in _NO_AUTHOR else author


def usable_url(url: str | None) -> str | None:
    """An http(s) address with a host, or None: other schemes are not to be tapped on."""
    url = (url or "").strip()
    if not url or len(url) > _MOST_URL_CHARACTERS or re.search(r"[\s<>\"\\\x00-\x1f\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
        is_usable = is_usable and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        return None
    return url if is_usable else None


def iso_date(text: str | None) -> str | None:
    """The first day that a text names, as "2025-03-04", or None."""
    text = text or ""
    if found := _ISO.search(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(text):
        return _checked(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _MONTH_FIRST.search(text):
        return _checked(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    return None


def date_line(line: str) -> str | None:
    """The day that a short line without a sentence names, as under a title; else None."""
    is_sentence = len(line) > _DATE_LINE_CHARACTERS or line.rstrip().endswith((".", "!", "?"))
    return None if is_sentence else iso_date(line)


def bare_date(line: str) -> str | None:
    """The day that is all that a line says, but for a weekday or a word such as "Date:"."""
    line = line.strip()
    return iso_date(line) if _BARE.fullmatch(line) else None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
