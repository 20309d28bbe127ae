"""Whether a text has the form of a question: its mark, or in Thai and Chinese its last word."""

import re
import unicodedata

_MARKS = frozenset("?？؟⁇⁈⁉‽❓❔՞፧;﹖")
# What may stand after the mark or the last word: brackets, quotation marks, stops, emoji, blanks.
_CLOSERS = frozenset(")]}>»”’\"'」』）】.!…。！")
# Thai is written without the mark; a polite particle may follow the word that asks.
_THAI = re.compile(
    r"(ไหม|มั้ย|หรือเปล่า|รึเปล่า|หรือไม่|หรือยัง|รึยัง|อะไร|เท่าไร|เท่าไหร่|ที่ไหน|เมื่อไร|เมื่อไหร่|อย่างไร|ยังไง|ใคร"
    r"|ทำไม|กี่โมง)(นะ)?(ครับ|คับ|คะ|ค่ะ|จ๊ะ)?$"
)
# In Chinese chats the mark is often left out after a word that asks.
_CHINESE = re.compile(r"(吗|嗎|呢|什么|什麼|多少|哪里|哪裡|怎么样|怎麼樣)$")


def ends_as_question(text: str) -> bool:
    """Whether the text ends in a question mark of any script, or as a question ends without one."""
    end = len(text)
    while end and text[end - 1] not in _MARKS and _is_trailing(text[end - 1]):
        end -= 1
    if not end:
        return False
    is_marked = text[end - 1] in _MARKS
    return is_marked or bool(_THAI.search(text, 0, end) or _CHINESE.search(text, 0, end))


def _is_trailing(character: str) -> bool:
    return character in _CLOSERS or unicodedata.category(character)[0] in "ZSC"
