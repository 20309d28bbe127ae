"""What is said to a question in a language that cannot be compared with the documents'."""

from collections.abc import Collection
from dataclasses import dataclass

# With more, a list of them helps nobody.
_MOST_NAMED = 3
# Names in English; those of the languages that we speak stand in `_SPEECHES` in each of them.
_ENGLISH_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class _Speech:
    """The sentences in one language, and what it calls the others."""

    cannot: str
    ask_in: str
    ask_in_theirs: str
    either: str
    names: dict[str, str]

    def name(self, code: str) -> str | None:
        return self.names.get(code) or _ENGLISH_NAMES.get(code)


_SPEECHES = {
    "en": _Speech(
        cannot="I can't compare a question in {language} with my documents.",
        ask_in=" Please ask in {languages}.",
        ask_in_theirs=" Please ask in their language.",
        either=" or ",
        names={},
    ),
    "zh": _Speech(
        cannot="我无法将{language}提问与我的文档进行比对。",
        ask_in="请用{languages}提问。",
        ask_in_theirs="请用文档的语言提问。",
        either="或",
        names={"en": "英语", "id": "印尼语", "th": "泰语", "vi": "越南语", "zh": "中文"},
    ),
    "vi": _Speech(
        cannot="Tôi không thể so sánh câu hỏi bằng {language} với các tài liệu của mình.",
        ask_in=" Vui lòng hỏi bằng {languages}.",
        ask_in_theirs=" Vui lòng hỏi bằng ngôn ngữ của tài liệu.",
        either=" hoặc ",
        names={
            "en": "tiếng Anh",
            "id": "tiếng Indonesia",
            "th": "tiếng Thái",
            "vi": "tiếng Việt",
            "zh": "tiếng Trung",
        },
    ),
    "th": _Speech(
        cannot="ฉันไม่สามารถเทียบคำถาม{language}กับเอกสารของฉันได้",
        ask_in=" กรุณาถามเป็น{languages}",
        ask_in_theirs=" กรุณาถามเป็นภาษาของเอกสาร",
        either="หรือ",
        names={
            "en": "ภาษาอังกฤษ",
            "id": "ภาษาอินโดนีเซีย",
            "th": "ภาษาไทย",
            "vi": "ภาษาเวียดนาม",
            "zh": "ภาษาจีน",
        },
    ),
    "id": _Speech(
        cannot="Saya tidak dapat membandingkan pertanyaan dalam {language} dengan dokumen saya.",
        ask_in=" Silakan bertanya dalam {languages}.",
        ask_in_theirs=" Silakan bertanya dalam bahasa dokumen.",
        either=" atau ",
        names={
            "en": "bahasa Inggris",
            "id": "bahasa Indonesia",
            "th": "bahasa Thai",
            "vi": "bahasa Vietnam",
            "zh": "bahasa Mandarin",
        },
    ),
}


def cannot_compare(asked: str | None, documents: Collection[str]) -> str:
    """Say, in the language of the question where it is one of ours, what to ask in instead.

    Args:
        asked: the code of the question's language.
        documents: the codes of the documents' languages.
    """
    speech = _SPEECHES.get(asked or "", _SPEECHES["en"])
    language = speech.name(asked or "") or "this language"
    known = [speech.name(code) for code in sorted(documents)]
    names = [name for name in known if name is not None]
    ask_in = speech.ask_in_theirs
    if names and len(names) == len(known) <= _MOST_NAMED:
        ask_in = speech.ask_in.format(languages=speech.either.join(names))
    return speech.cannot.format(language=language) + ask_in
