"""The translations say everything, say nothing else, and keep the gaps of what they translate."""

import io
import re
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from bot import phrases, upload_phrases
from bot.excerpt import utf16_units
from bot.speech import ENGLISH, LANGUAGES, language_of, speech_in
from tests.catalogues import TRANSLATED, compiled, po_path, read, template, untranslated

# What Telegram shows of a button without cutting it; a toast, a menu's line and an inline button
# have limits of their own.
_LABEL, _TOAST, _MENU, _INLINE_BUTTON = 64, 200, 256, 64
_BUTTONS = (
    *(phrases.CONTEXT, phrases.BACK, phrases.DOCUMENT, phrases.MORE, phrases.MORE_IN_PRIVATE),
    *(phrases.IN_CONTEXT, phrases.COPY, phrases.WRONG_PASSAGE, phrases.NOT_IN_DOCUMENTS),
    *(phrases.TO_ADMIN, phrases.SHOW_CLOSEST, phrases.ASK_ADMIN),
    *(upload_phrases.ADD_CONFIRM, upload_phrases.CANCEL, upload_phrases.REMOVE_CONFIRM),
)
_TOASTS = (
    *(phrases.THANKS_FOR_VOTE, phrases.VOTE_TAKEN_BACK, phrases.TOO_OLD, phrases.NOT_FOR_YOU),
    *(phrases.CHANGED, phrases.ADMIN_TOLD, phrases.ADMIN_KNOWS, phrases.ADMIN_AWAY),
    *(phrases.LANGUAGE_BY_ADMINS, upload_phrases.BEING_ADDED),
)

in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def messages(language: str) -> list[Message]:
    return [message for message in read(language) if message.id]


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(one) for one in text or ()]  # type: ignore[attr-defined]  # because a tuple of forms comes


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@in_each_language
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    wanted = {str(message.id) for message in template() if message.id}
    assert {str(message.id) for message in messages(language)} == wanted
    assert untranslated(read(language)) == []
    assert not read(language).obsolete


@in_each_language
def test_no_translation_is_a_guess(language: str) -> None:
    assert not read(language).fuzzy
    assert [message.id for message in messages(language) if message.fuzzy] == []


@in_each_language
def test_a_translation_has_the_gaps_commands_and_lines_of_the_text(language: str) -> None:
    for message in messages(language):
        original = forms(message.id)[-1]
        for form in forms(message.string):
            assert gaps(form) == gaps(original), message.id
            for sign in ("/ask", "/sources", "/help", "/language", "\n\n"):
                assert form.count(sign) == original.count(sign), message.id
            assert form == form.strip()


@in_each_language
def test_a_command_in_a_translation_stands_apart_so_that_it_can_be_tapped(language: str) -> None:
    for message in messages(language):
        for form in forms(message.string):
            for place, sign in enumerate(form):
                if sign == "/" and form[place + 1 : place + 2].isalpha():
                    assert place == 0 or form[place - 1] in " \n：", form


@in_each_language
def test_the_language_has_one_form_for_every_count(language: str) -> None:
    assert read(language).num_plurals == 1
    speech = speech_in(language)
    assert speech.documents(1).replace("1", "7") == speech.documents(7)


@in_each_language
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    shipped = po_path(language).with_suffix(".mo").read_bytes()
    texts = {str(m.id): m.string for m in read_mo(io.BytesIO(shipped)) if m.id}
    fresh = {str(m.id): m.string for m in read_mo(io.BytesIO(compiled(read(language)))) if m.id}
    assert texts == fresh, "run make texts"


def test_a_catalogue_is_there_for_each_language_but_english() -> None:
    folder = po_path("th").parents[2]
    assert {path.name for path in folder.iterdir()} == set(TRANSLATED)
    assert set(LANGUAGES) == {"en", "zh", "vi", "th", "id"}


def test_a_text_of_ours_is_used_somewhere() -> None:
    bot = Path(phrases.__file__).parent
    sources = "".join(path.read_text("utf-8") for path in sorted(bot.rglob("*.py")))
    said = Counter(re.findall(r"\b[A-Z_]+\b", sources))
    names = [name for name in vars(phrases) if name.isupper()]
    assert [name for name in names if said[name] == 1] == []


def test_labels_toasts_and_menus_fit_in_every_language() -> None:
    for language in LANGUAGES:
        speech = speech_in(language)
        for label in _BUTTONS:
            assert utf16_units(speech(label)) <= _LABEL
        for toast in _TOASTS:
            assert utf16_units(speech(toast)) <= _TOAST
        for _, what in phrases.COMMANDS:
            assert 1 <= utf16_units(speech(what)) <= _MENU
        for label in (
            phrases.INLINE_HOW,
            phrases.INLINE_NOTHING,
            phrases.INLINE_BUSY,
            phrases.NO_ACCESS_INLINE,
        ):
            assert utf16_units(speech(label)) <= _INLINE_BUTTON


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("TH", "th"),
        ("in", "id"),
        ("ไทย", "th"),
        ("  tiếng việt ", "vi"),
        ("Chinese", "zh"),
        ("pt-br", None),
        ("ido", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tag_or_a_name_leads_to_one_of_the_five_languages(
    tag: str | None, language: str | None
) -> None:
    assert language_of(tag) == language
    assert speech_in(tag).language == (language or "en")


def test_english_counts_one_apart() -> None:
    assert [ENGLISH.documents(count) for count in (0, 1, 2)] == [
        "0 documents",
        "1 document",
        "2 documents",
    ]
    assert ENGLISH.passages(1) == "1 passage"


def test_a_text_that_no_catalogue_has_is_said_as_it_is() -> None:
    assert speech_in("th")("[…]") == "[…]"
    assert speech_in("th")("") == ""
