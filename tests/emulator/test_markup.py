import json
from typing import Any

import pytest

from bot.emulator.markup import parse_html
from bot.emulator.tags import MarkupError

from .conftest import SHARED

VECTORS = SHARED / "telegram" / "td_html_vectors.json"
KINDS = {
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "CustomEmoji": "custom_emoji",
    "FormattedDate": "date_time",
}


def vectors() -> list[dict[str, Any]]:
    return json.loads(VECTORS.read_text(encoding="utf-8")) if VECTORS.exists() else []


@pytest.mark.skipif(not VECTORS.exists(), reason="the parser vectors are not beside this checkout")
def test_all_89_cases_of_the_official_library_are_here() -> None:
    assert len(vectors()) == 89


@pytest.mark.parametrize("case", [pytest.param(one, id=one["in"][:50]) for one in vectors()])
def test_html_parses_as_the_official_library_parses_it(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(MarkupError) as refusal:
            parse_html(case["in"])
        assert str(refusal.value) == case["error"]
        return
    text, entities = parse_html(case["in"])
    assert text == case["text"]
    assert [[one.kind, one.offset, one.length] for one in entities] == [
        [KINDS.get(kind, kind.lower()), offset, length] for kind, offset, length in case["entities"]
    ]
    for entity, (kind, _, _) in zip(entities, case["entities"], strict=True):
        assert ("language" in entity.extra) == (kind == "PreCode")


def test_a_link_to_a_person_becomes_a_mention_of_that_person() -> None:
    _, entities = parse_html('<a href="tg://user?id=42">Ann</a>')
    assert [(one.kind, one.extra["user"]["id"]) for one in entities] == [("text_mention", 42)]


def test_a_link_keeps_its_address_and_a_code_block_its_language() -> None:
    text, entities = parse_html(
        '<a href="https://x.org/?a=1&amp;b=2">x</a>'
        '<pre><code class="language-python">y</code></pre>'
    )
    assert text == "xy"
    assert [dict(one.extra) for one in entities] == [
        {"url": "https://x.org/?a=1&b=2"},
        {"language": "python"},
    ]


def test_a_span_without_the_spoiler_class_is_refused() -> None:
    with pytest.raises(MarkupError, match='Tag "span" must have class "tg-spoiler"'):
        parse_html('<span class="big">x</span>')
