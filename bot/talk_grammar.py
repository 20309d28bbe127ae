"""The phrases of small talk, as `bot/talk/*.txt` write them down (see `bot/talk/README.md`)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Traditional characters of the phrases in zh.txt.
_SIMPLIFIED = str.maketrans(
    "東個義樂麼親們優傷會體來兒關興幾創別製動勁單厲發問聽嗎嗚國聖壞夠頭實對歲帥師幫幹慶應開強當擾無機極樣夢歡氣沒測滾點爛煩愛現電確種稱類線練結給經繼"
    "續紹聰腦節見覺計認討講訓記許設識試話誕該說請誰諒謂謝貝財貴賀讚過運還這錯閉隨難題額飯餓臥寶萬囉嘍誒",
    "东个义乐么亲们优伤会体来儿关兴几创别制动劲单厉发问听吗呜国圣坏够头实对岁帅师帮干庆应开强当扰无机极样梦欢气没测滚点烂烦爱现电确种称类线练结给经继"
    "续绍聪脑节见觉计认讨讲训记许设识试话诞该说请谁谅谓谢贝财贵贺赞过运还这错闭随难题额饭饿卧宝万啰喽诶",
)
_APOSTROPHE = re.compile(r"['’`ʼ]")
_EMOJI_STYLE = "\ufe0f"
# Doubled letters tell no words apart here; in Chinese and Thai they do.
_REPEATED = re.compile(r"([a-z])\1+|([^\W\d_])\2{2,}|(า)า")
# In Thai 5 is "ha".
_LAUGHTER = re.compile(
    r"(?<![a-z0-9])(?:[abmw]?h([aeiou])\1*(?:h\1+)+h?|(?:wk|kw)+|lo+l(?:ol)*|x?5{3,})(?![a-z0-9])"
)
_LATIN = "LATIN"
_SIGN = re.compile(r"([()|])")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What can be said, without spaces, each phrase with the section that it stands in.

    `open_phrases` may go on for some words more. `longest`: characters of the longest of all.
    """

    phrases: dict[str, str]
    open_phrases: dict[str, str]
    fillers: frozenset[str]
    longest: int


def plain(text: str) -> str:
    """Small letters without apostrophes, marks on Latin letters and traditional characters."""
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).lower())
    if text.isascii():
        return text
    text = text.translate(_SIMPLIFIED).replace("đ", "d").replace(_EMOJI_STYLE, "")
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        is_mark = unicodedata.category(character) == "Mn"
        if is_mark and letters and unicodedata.name(letters[-1], "").startswith(_LATIN):
            continue
        letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters))


def shortened(words: str) -> str:
    """Laughter of any length as "haha", letters that are repeated once."""
    return _REPEATED.sub(r"\1\2\3", _LAUGHTER.sub("haha", words))


@cache
def grammar() -> Grammar:
    """The phrases and fillers of all languages."""
    folder = sorted(files("bot").joinpath("talk").iterdir(), key=lambda file: file.name)
    texts = [file.read_text("utf-8") for file in folder if file.name.endswith(".txt")]
    written = [line for text in texts for line in _read(text)]
    phrases: dict[str, str] = {}
    open_phrases: dict[str, str] = {}
    fillers: set[str] = set()
    # Of a phrase that stands in several sections the first one counts. All of them are 26,000, and
    # so they are taken a line at a time.
    for section, line in reversed(written):
        said = expand(line)
        if section == "FILLER":
            fillers.update(said)
        elif "*" in line:
            open_phrases |= {words[:-1]: section for words in said if words.endswith("*")}
            phrases |= {words: section for words in said if not words.endswith("*")}
        else:
            phrases.update(dict.fromkeys(said, section))
    longest = max(map(len, [*phrases, *open_phrases, *fillers]))
    return Grammar(phrases, open_phrases, frozenset(fillers), longest)


def _read(text: str) -> Iterator[tuple[str, str]]:
    """Each line of a file that is an expression, without spaces, and the section it stands in."""
    section = ""
    names: dict[str, str] = {}
    for line in text.splitlines():
        name, is_name, meaning = line.partition(" = ")
        if not line or line.startswith("#"):
            continue
        if line.isupper() and line.replace("_", "").isalpha():
            section = line
        elif is_name:
            names[name.removeprefix("$")] = meaning
        else:
            written = re.sub(r"\$([a-z]+)", lambda found: names[found[1]], line)
            yield section, "".join(shortened(plain(written)).split())


def expand(written: str) -> list[str]:
    """Every phrase that an expression stands for: "a (b | ) | c" for "a b", "a" and "c".

    There may be more spaces in them than are needed.
    """
    return _alternatives(iter([*_SIGN.split(written), ")"]))


def _alternatives(parts: Iterator[str]) -> list[str]:
    """Read up to the parenthesis that closes."""
    done: list[str] = []
    begun = [""]
    for part in parts:
        if part == ")":
            break
        if part == "|":
            done += begun
            begun = [""]
        elif part == "(":
            inner = _alternatives(parts)
            begun = [before + after for before in begun for after in inner]
        elif part:
            begun = [before + part for before in begun]
    return done + begun
