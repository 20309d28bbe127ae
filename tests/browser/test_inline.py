"""The inline try-out: quotes for any chat, as one types."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.test_private import SENTENCE, TICKET
from tests.browser.visitor import Visitor, button
from tests.conftest import CORPUS, write_corpus
from tests.stories.test_inline_pages import HARBOURS
from tests.stories.test_inline_pages import KEEPER as LIT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and twenty-five harbours."""
    return write_corpus(tmp_path / "documents", CORPUS | HARBOURS)


def query(visitor: Visitor) -> Locator:
    """The field for the query."""
    return visitor.page.get_by_role("combobox", name="Inline query to @quoth_bot")


def results(visitor: Visitor) -> Locator:
    """What is offered."""
    return visitor.page.get_by_role("listbox", name="Results").get_by_role("option")


async def test_results_come_as_one_types_and_one_is_posted_into_a_chat(visitor: Visitor) -> None:
    await visitor.go("Inline try-out")
    await expect(query(visitor)).to_be_focused()
    await query(visitor).press_sequentially(TICKET, delay=5)
    await expect(results(visitor)).to_have_count(1)
    await expect(results(visitor).first).to_contain_text(SENTENCE)
    await visitor.page.get_by_label("Post into").select_option("Reading group › History")

    await query(visitor).press("ArrowDown")
    await expect(results(visitor).first).to_have_attribute("aria-selected", "true")
    await query(visitor).press("Enter")

    await expect(visitor.title).to_have_text("Reading group › History")
    posted = visitor.said.last
    await expect(posted).to_contain_text("via @quoth_bot")
    await expect(posted.get_by_role("strong").filter(has_text=SENTENCE)).to_be_visible()
    await expect(visitor.answers).to_have_count(0)


async def test_a_posted_quote_leads_to_its_context_in_the_private_chat(visitor: Visitor) -> None:
    await visitor.go("Inline try-out")
    await query(visitor).fill(TICKET)
    await visitor.page.get_by_label("Post into").select_option("Reading group › General")
    await results(visitor).filter(has_text=SENTENCE).click()
    posted = visitor.said.last

    await button(posted, "In context").click()

    await expect(visitor.title).to_have_text("Quoth")
    await expect(visitor.answers.last).to_contain_text("3 crowns")
    await expect(visitor.said.first).to_contain_text("/start ")


async def test_all_results_are_paged_through_by_scrolling(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 900, "height": 500})
    await visitor.go("Inline try-out")
    await query(visitor).fill(LIT)
    await expect(results(visitor).first).to_be_visible()

    for count in (20, 25):
        # More is shown once the end is in sight; the button is for those who do not scroll.
        await results(visitor).last.scroll_into_view_if_needed()
        await visitor.page.mouse.move(600, 400)
        await visitor.page.mouse.wheel(0, 5000)
        await expect(results(visitor)).to_have_count(count)

    texts = await results(visitor).all_inner_texts()
    assert len(set(texts)) == 25
    await expect(button(visitor.page, "More results")).to_be_hidden()


async def test_the_button_over_no_results_leads_to_the_private_chat(visitor: Visitor) -> None:
    await visitor.go("Inline try-out")
    await query(visitor).fill("xyzzy zymurgy plugh")
    await expect(visitor.page.get_by_text("No results")).to_be_visible()

    await button(visitor.page, "No match. Ask in private").click()

    await expect(visitor.title).to_have_text("Quoth")
    await expect(visitor.answers).to_have_count(1)
