"""The entities that Telegram finds in a text by itself: mentions, commands, links, tags."""

import re
from collections.abc import Iterator

from bot.emulator.entities import Entity, utf16_length

# Endings after which "name.ending" becomes a link without a scheme. Country codes count, so a
# file called notes.md or main.py turns blue, as it does in Telegram.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk "
    "hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la "
    "lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my "
    "mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro "
    "rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk "
    "tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERAL = (
    "com org net edu gov mil int info biz name pro mobi asia cat jobs tel travel xyz online site "
    "app dev page blog shop store news wiki tech cloud club top vip live work world zip mov"
)
_ENDINGS = "|".join(sorted([*_COUNTRIES.split(), *_GENERAL.split()], key=lambda e: (-len(e), e)))
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_REST = r"(?:[/?#][^\s<>\"«»]*)?"

_URL = re.compile(
    rf"(?<![\w@.-])(?:(?:https?|ftp|tonsite)://[^\s<>\"«»]+"
    rf"|(?:{_LABEL}\.){{1,8}}(?:{_ENDINGS})(?![\w@-])(?!\.\w)(?::\d{{1,5}})?{_REST})",
    re.IGNORECASE,
)
_PATTERNS = (
    ("email", re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@(?:{_LABEL}\.){{1,8}}[a-zA-Z]{{2,8}}\b")),
    ("url", _URL),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?!\d+(?!\w))\w{1,256}(?![\w#])")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
)
_NEVER_LAST = ".,:;!?'…)]}"


def detect(text: str) -> list[Entity]:
    """Return what Telegram makes clickable in the text, in order, none overlapping."""
    found: list[tuple[int, int, str]] = []
    for kind, start, end in _candidates(text):
        if all(end <= taken_start or taken_end <= start for taken_start, taken_end, _ in found):
            found.append((start, end, kind))
    return [
        Entity(kind, utf16_length(text[:start]), utf16_length(text[start:end]))
        for start, end, kind in sorted(found)
    ]


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            end = match.end()
            while kind == "url" and text[end - 1] in _NEVER_LAST:
                end -= 1
            yield kind, match.start(), end
