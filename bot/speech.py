"""Our texts in a language: gettext catalogues in `bot/locales`, made by `make texts`."""

import gettext
from importlib.resources import files

from bot import phrases
from bot.phrases import Plural

DEFAULT = "en"
# Each by its own name, in the order of the buttons.
LANGUAGES = {
    "en": "English",
    "zh": "中文",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "id": "Bahasa Indonesia",
}
_CATALOGUE = "quoth"
# What old systems call Indonesian.
_OTHER_CODES = {"in": "id"}
# Of a question that is repeated on a card: the quote is what the card is for.
_SHOWN_CHARACTERS = 200


class Speech:
    """Our texts in one language: `speech(phrases.LINE, line=3)`.

    Args:
        language: one of `LANGUAGES`.
        translations: the texts; what they lack is said in English.
    """

    def __init__(
        self, language: str = DEFAULT, translations: gettext.NullTranslations | None = None
    ) -> None:
        self.language = language
        self._translations = translations or gettext.NullTranslations()

    def __call__(self, text: str, **values: object) -> str:
        """A text of `bot.phrases` in this language, with its gaps filled."""
        own = self._translations.gettext(text) if text else ""
        return own.format(**values) if values else own

    def count(self, text: Plural, count: int) -> str:
        """A count with its noun, in the form that the language wants."""
        return self._translations.ngettext(text.one, text.many, count).format(count=count)

    def documents(self, count: int) -> str:
        """The count with its noun: "1 document"."""
        return self.count(phrases.DOCUMENTS, count)

    def passages(self, count: int) -> str:
        """The count with its noun: "1 passage"."""
        return self.count(phrases.PASSAGES, count)

    def lines(self, first: int, last: int) -> str:
        """One line or several: "lines 3-5"."""
        if first == last:
            return self(phrases.LINE, line=first)
        return self(phrases.LINES, first=first, last=last)

    def searched_for(self, question: str) -> str:
        """The question as it was searched for, cut where it is long."""
        is_long = len(question) > _SHOWN_CHARACTERS
        shown = question[:_SHOWN_CHARACTERS] + ("…" if is_long else "")
        return self(phrases.SEARCHED_FOR, question=shown)


ENGLISH = Speech()


def speech_in(language_code: str | None) -> Speech:
    """Speech for a language tag, such as Telegram's "zh-hans"; English if it is none of ours."""
    language = language_of(language_code)
    if language is None or language == DEFAULT:
        return ENGLISH
    # The catalogues are read once: gettext keeps them.
    folder = files("bot").joinpath("locales")
    return Speech(language, gettext.translation(_CATALOGUE, str(folder), [language]))


def language_of(tag: str | None) -> str | None:
    """Which of our languages a tag or a language's name means: "zh-hans", "ไทย", "thai"."""
    words = (tag or "").strip().casefold()
    code = words.replace("_", "-").partition("-")[0]
    code = _OTHER_CODES.get(code, code)
    if code in LANGUAGES:
        return code
    for ours, name in LANGUAGES.items():
        if words in {name.casefold(), phrases.LANGUAGE_NAMES[ours].casefold()}:
            return ours
    return None
