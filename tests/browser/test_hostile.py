"""Whatever is in documents and questions is shown as text."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.looks import too_wide
from tests.browser.visitor import Visitor, button
from tests.conftest import CORPUS, write_corpus

SCRIPT = "<script>window.hacked = 1</script>"
PICTURE = '<img src=x onerror="window.hacked = 1">'
TITLE = f'{SCRIPT} & "quoted" \u202e{PICTURE}'
LONG = "Donaudampfschiff" * 20
SENTENCE = f"The dragon of Wawel {PICTURE} sleeps </blockquote> under {LONG} for 712 years."
DRAGON = "How many years does the dragon of Wawel sleep?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and a document that would rather be a program."""
    text = f"{TITLE}\n\n{SENTENCE}\n\n{'&lt;b&gt; ' * 30}{LONG}\n"
    return write_corpus(tmp_path / "documents", CORPUS | {"d 'x\" <b>.txt": text})


async def is_unharmed(visitor: Visitor) -> None:
    """Nothing was run, and nothing became markup."""
    page = visitor.page
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("body script, img[src='x']").count() == 0
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await too_wide(page) == []
    await page.set_viewport_size({"width": 1280, "height": 800})


async def test_a_hostile_document_is_quoted_listed_and_opened_as_text(visitor: Visitor) -> None:
    answer = await visitor.ask(DRAGON)
    await expect(answer).to_contain_text(PICTURE)
    await expect(answer).to_contain_text("</blockquote>")
    await expect(answer).to_contain_text(LONG[:200])
    await is_unharmed(visitor)

    await button(answer, "Behind this quote").click()
    await expect(visitor.panel.locator("mark")).to_contain_text(PICTURE)
    await expect(visitor.panel.get_by_role("group").first).to_contain_text(SCRIPT)
    await is_unharmed(visitor)
    await button(visitor.panel, "Close").click()

    await visitor.go("Documents")
    entry = visitor.page.get_by_role("link").filter(has_text=SCRIPT)
    await expect(entry).to_contain_text("d 'x\" <b>.txt")
    await is_unharmed(visitor)
    await entry.click()
    await expect(visitor.page.get_by_role("heading", name=SCRIPT)).to_be_visible()
    await expect(visitor.page.get_by_role("main")).to_contain_text(PICTURE)
    await is_unharmed(visitor)


async def test_a_hostile_document_is_sent_and_posted_as_text(visitor: Visitor) -> None:
    answer = await visitor.ask(DRAGON)
    await button(answer, "Document").click()
    await button(visitor.log, "Open").click()
    await expect(visitor.page.get_by_role("dialog")).to_contain_text(PICTURE)
    await is_unharmed(visitor)
    await visitor.page.keyboard.press("Escape")

    await visitor.go("Inline try-out")
    await visitor.page.get_by_role("combobox", name="Inline query").fill(DRAGON)
    result = visitor.page.get_by_role("option").filter(has_text="dragon")
    await expect(result).to_contain_text(PICTURE)
    await is_unharmed(visitor)
    await result.click()
    await expect(visitor.said.last).to_contain_text(PICTURE)
    await is_unharmed(visitor)


@pytest.mark.parametrize(
    "text",
    [
        f"Who is {SCRIPT} {PICTURE} ?",
        "\u202egnihtemos \u2066 and \u200b'\"`${window.hacked = 1}",
        "javascript:window.hacked=1 [x](javascript:window.hacked=1) https://x.invalid/<b>",
        LONG * 3,
        "word " * 799 + "end.",
        "𝔘𝔫𝔦 👩‍👩‍👧‍👦 e\u0301" * 100,
    ],
    ids=["markup", "directions", "links", "long word", "4000 characters", "beyond the plane"],
)
async def test_a_hostile_question_is_shown_as_it_was_typed(visitor: Visitor, text: str) -> None:
    await visitor.ask(text)

    typed = visitor.said.first
    words = await typed.evaluate("node => node.textContent")
    assert text.strip() in words
    await is_unharmed(visitor)


async def test_an_inline_query_and_a_file_name_are_shown_as_text(visitor: Visitor) -> None:
    await visitor.go("Documents")
    zone = visitor.page.get_by_role("region", name="Add documents")
    await zone.get_by_label("choose files").set_input_files(
        {"name": f"{PICTURE.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": b"Words."}
    )

    await expect(zone.get_by_role("listitem")).to_contain_text("<img src=x")
    await expect(zone.get_by_role("progressbar")).to_have_count(0)
    await is_unharmed(visitor)
