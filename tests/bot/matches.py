"""Matches for property tests: any text, any title, any name."""

from dataclasses import replace

from hypothesis import strategies as st

from corpus.clean import clean
from corpus.read import TextFile
from corpus.split import Lengths, split
from index.answer import Match, Parts, Verdict

PIECES = st.sampled_from(
    [
        "The ferry crosses the river every 20 minutes.",
        "Ask @ferry_bot or write to ann@example.org, see www.example.org/a?b#c!",
        "渡轮每二十分钟过一次河。票价是三元！",
        "เรือข้ามฟากทุกยี่สิบนาที ราคาสามบาท",
        "تعبر العبّارة النهر كل عشرين دقيقة.",
        "\U0001f9d1\u200d\U0001f33e \U0001f1e8\U0001f1f3 A\u030a\u0333 \u202eabc\u202c",
        "\U0001f600" * 90,
        "/start #tag $EUR",
        "<b>bold</b> *stars* _under_ [link](tg://user?id=1) `code`",
        "x" * 700,
        "word " * 900,
        " ",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=12).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\n\n", ""]).map(lambda gap: gap.join(parts))
)
TITLES = st.lists(PIECES, min_size=1, max_size=4).map(" ".join)
# What a file may be called: anything but a slash and a zero byte.
NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=250
)
VERDICTS = st.sampled_from([Verdict.FOUND, Verdict.UNSURE, Verdict.NOTHING])


def matches_of(
    text: str, title: str = "A title", name: str = "a.txt", verdict: Verdict = Verdict.FOUND
) -> list[Match]:
    """Every sentence of a text as the best of its passage."""
    file = TextFile(f"folder/{name}", "", "text", text, "utf-8", is_assumed=False)
    document = replace(clean(file), title=title)
    parts = Parts(*[0.6] * len(Parts.__slots__))
    return [
        Match(document, passage, 2.0, parts, best, margin=3.0, verdict=verdict)
        for passage in split(document, _ruler, Lengths())
        for best in passage.sentences
    ]


def _ruler(texts: object) -> list[int]:
    return [len(text) // 4 + 1 for text in texts]  # type: ignore[attr-defined]  # because a list of texts comes
