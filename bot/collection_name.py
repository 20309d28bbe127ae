"""What a new collection may be called, and which one that is there already is meant by a name."""

import re
import unicodedata
from collections.abc import Iterable

from corpus.adding import is_plain_name

# `/bind` parts names with commas, and takes a binding back with this word.
_PARTS_NAMES, _NO_NAME = ",", "all"


def collection_named(given: str, known: Iterable[str]) -> str | None:
    """The collection that somebody means: one that is there, or a new one; None for no name.

    Names that differ in case, spaces or marks alone are the same: as hashtags they would be, and
    on some disks.
    """
    name = " ".join(unicodedata.normalize("NFC", given).split()).removeprefix("#")
    has_letters = any(one.isalnum() for one in name)
    if not has_letters or not is_plain_name(name) or _PARTS_NAMES in name:
        return None
    if name.casefold() == _NO_NAME:
        return None
    by_tag = {as_tag(one): one for one in known}
    return by_tag.get(as_tag(name), name)


def as_tag(name: str) -> str:
    """A name as a hashtag writes it: `Annual reports` is #annual_reports."""
    return re.sub(r"\W+", "_", name.casefold())
