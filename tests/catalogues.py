"""The translations of our texts: `make texts` brings the .po files up to date with the modules.

A new text comes in without a translation, one that is gone goes out, the .mo files are made.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot import phrases, reasons, upload_phrases
from bot.phrases import Plural
from bot.speech import DEFAULT, LANGUAGES

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "locales"
TRANSLATED = tuple(language for language in LANGUAGES if language != DEFAULT)
_WIDTH = 98
# No time of writing: what is made of the same texts is the same file.
_MADE = datetime(2026, 11, 21, tzinfo=UTC)
# None of these languages has a plural; Babel does not know that of each.
_ONE_FORM = ("Plural-Forms", "nplurals=1; plural=0;")


def po_path(language: str) -> Path:
    """Where the catalogue of a language is written."""
    return FOLDER / language / "LC_MESSAGES" / "quoth.po"


def template() -> Catalog:
    """Every text of ours with a letter in it, and the names of the constants."""
    catalog = Catalog(project="quoth", creation_date=_MADE)
    for module in (phrases, upload_phrases, reasons):
        place = (f"{module.__name__.replace('.', '/')}.py", 1)
        for name, value in vars(module).items():
            # The font of the pictures has no Thai or Chinese letters: their words stay English.
            if name.isupper() and not name.startswith("CHART_"):
                for text in texts_in(value):
                    key = tuple(text) if isinstance(text, Plural) else text
                    catalog.add(key, locations=[place], auto_comments=[name])
    return catalog


def texts_in(value: object) -> Iterator[str | Plural]:
    """The texts in a constant: itself, or what it holds."""
    if isinstance(value, Plural):
        yield value
    elif isinstance(value, str):
        # Gaps and symbols say the same in every language.
        if any(letter.isalpha() for letter in value):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, tuple):
        # A command's name stands first: it is typed, and stays.
        for one in value:
            yield from texts_in(one[1] if isinstance(one, tuple) else one)


def read(language: str) -> Catalog:
    """The catalogue of a language, as it is written."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def bring_up_to_date(language: str) -> int:
    """Write both files of a language; how many texts wait for a translation."""
    path = po_path(language)
    catalog = read(language) if path.exists() else _empty(language)
    catalog.update(template(), no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=_WIDTH, ignore_obsolete=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return len(untranslated(catalog))


def _empty(language: str) -> Catalog:
    catalog = Catalog(
        locale=language,
        header_comment=f"# The texts of Quoth in {phrases.LANGUAGE_NAMES[language]}.",
        project="quoth",
        version="1",
        last_translator="the maintainers",
        language_team=phrases.LANGUAGE_NAMES[language],
        msgid_bugs_address="see README.md",
        creation_date=_MADE,
        revision_date=_MADE,
        fuzzy=False,
    )
    catalog.mime_headers = [_ONE_FORM]
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that wait for a translation, in every form."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(_forms(message.string) or [""])
    ]


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


if __name__ == "__main__":
    for each in TRANSLATED:
        missing = bring_up_to_date(each)
        print(f"{po_path(each)}: {missing} texts to translate")  # noqa: T201  # a door for developers
