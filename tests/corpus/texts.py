"""Texts for tests: a few sentences in many scripts, and strategies that make documents of them."""

from hypothesis import strategies as st

from corpus.read import TextFile

# For each legacy encoding: sentences written for these tests, of a kind that a town might publish.
LEGACY_TEXTS = {
    "gb18030": (
        "渡船从早上六点开始，每二十分钟过河一次。单程票价三元，儿童免费乘坐。"
        "自行车放在下层甲板上。这艘船建于一九三一年。"
    ),
    "big5": (
        "渡船從早上六點開始，每二十分鐘過河一次。單程票價三元，兒童免費乘坐。"
        "自行車放在下層甲板上。這艘船建於一九三一年。"
    ),
    "shift_jis": (
        "渡し船は朝六時から二十分おきに川を渡ります。片道の切符は三百円で、"
        "子どもは無料です。自転車は下の甲板に載せます。"
    ),
    "cp1251": (
        "Паром пересекает реку каждые двадцать минут с шести часов утра. Билет стоит три кроны, "
        "дети едут бесплатно. Велосипеды перевозят на нижней палубе."
    ),
    "cp1252": (
        "Le bac traverse la rivière toutes les vingt minutes. Le billet coûte trois couronnes ; "
        "les enfants passent gratuitement. Les vélos voyagent sur le pont inférieur, même l'été."
    ),
    "cp874": (
        "เรือข้ามฟากออกทุกยี่สิบนาทีตั้งแต่หกโมงเช้า ตั๋วเที่ยวเดียวราคาสามบาท เด็กขึ้นฟรี จักรยานวางไว้ที่ชั้นล่างของเรือ"
    ),
}

_PIECES = (
    *"ferry Mill orchard river's 1931 3.5 Dr. e.g. Halden the of x © × - — … “so” (or) a|b".split(),
    *"渡船 每二十分钟 过河。 票价！ 用户登录 かわ をわたる。 강을 เรือ ข้ามฟาก ที่ паром идёт.".split(),
    *"नदी पार। été naïve cafe\u0301 😀 👩‍👩‍👧 \u200b İstanbul ﬁne ǅ 𠀀𠀁 مرحبا، بكم.".split(),
    *(
        "word. ",
        "Stop! ",
        "Why? ",
        "# ",
        "- ",
        "> ",
        "1. ",
        "| ",
        "* ",
        "```",
        "Updated: 2024-05-17",
    ),
    *("\n", "\n\n", "\n\n\n", " ", "  ", "\t", "\u3000", "\u00a0", "\u2028", "\x0c"),
)


def texts(most_pieces: int = 120) -> st.SearchStrategy[str]:
    """Texts of words, marks, markup and white space from many scripts, with a word in them."""
    pieces = st.lists(
        st.tuples(st.sampled_from(_PIECES), st.sampled_from(("", " ", " ", " ", "\n"))),
        max_size=most_pieces,
    ).map(lambda found: "".join(piece + gap for piece, gap in found))
    anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
    prose = st.lists(st.sampled_from(tuple(LEGACY_TEXTS.values())), max_size=4).map("\n\n".join)
    return st.tuples(pieces, st.one_of(anything, prose), pieces).map(
        lambda parts: "".join((parts[0], "\n\nWord ", *parts[1:]))
    )


def text_file(text: str, kind: str = "text", path: str = "a.txt", collection: str = "") -> TextFile:
    """The file that reading a folder would make of a text."""
    return TextFile(path, collection, kind, text, "utf-8", is_assumed=False)
