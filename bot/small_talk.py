"""Greetings and thanks, which get a friendly line instead of a search."""

import unicodedata

_GREETINGS = """
hi, hello, hey, hiya, hello there, hi there, good morning, good afternoon, good evening, good day,
start, 你好, 您好, 嗨, 早上好, 下午好, 晚上好, xin chào, chào, chào bạn,
สวัสดี, สวัสดีครับ, สวัสดีค่ะ, หวัดดี, halo, hai, selamat pagi, selamat siang, selamat sore,
selamat malam
"""
_THANKS = """
thanks, thank you, thx, ty, thanks a lot, many thanks, thank you very much, thank you so much,
谢谢, 谢谢你, 谢谢您, 多谢, 感谢, cảm ơn, cám ơn, cảm ơn bạn, ขอบคุณ, ขอบคุณครับ, ขอบคุณค่ะ,
terima kasih, makasih, terima kasih banyak
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


GREETINGS = _phrases(_GREETINGS)
THANKS = _phrases(_THANKS)


def is_greeting(text: str) -> bool:
    """Whether the whole text is a greeting."""
    return _bare(text) in GREETINGS


def is_thanks(text: str) -> bool:
    """Whether the whole text says thanks."""
    return _bare(text) in THANKS


def _bare(text: str) -> str:
    """The text in small letters, without punctuation, symbols and emoji."""
    kept = (
        " " if unicodedata.category(character)[0] in "PSZC" else character
        for character in unicodedata.normalize("NFC", text).lower()
    )
    return " ".join("".join(kept).split())
