"""Behind the quote: the panel shows the numbers that the server found the answer with."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.test_private import SENTENCE, TICKET
from tests.browser.visitor import Visitor, button
from tests.stories.cards import KEEPER

_OPEN = "Behind the quote"


async def finding(visitor: Visitor, message: Locator) -> Any:
    """What the server says of how a message was found."""
    visit = await visitor.call("/api/visit")
    chat = visit["chats"][0]["id"]
    number = await message.get_attribute("data-id")
    return await visitor.call(f"/api/chats/{chat}/messages/{number}/finding")


async def test_the_panel_shows_verdict_parts_bars_and_time(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    found = await finding(visitor, answer)

    await button(visitor.page, _OPEN).click()

    panel = visitor.panel
    await expect(panel).to_contain_text(f"“{TICKET}”")
    verdict = panel.get_by_role("region", name="Verdict")
    await expect(verdict).to_contain_text(found["verdict"].capitalize())
    await expect(verdict).to_contain_text(f"{found['gate']:.2f}".replace("-", "−"))
    time = panel.get_by_role("region", name="Time").get_by_role("listitem")
    steps = found["steps"]
    await expect(time).to_have_count(len(steps) + 1)
    for row, step in zip(await time.all(), steps, strict=False):
        await expect(row).to_have_text(re.compile(rf"{re.escape(step['name'])}\d+\.\d ms"))
    match = found["matches"][0]
    rows = panel.locator("details[open]").get_by_role("listitem")
    assert len(match["parts"]) > 5
    await expect(rows).to_have_count(len(match["parts"]))
    for row, part in zip(await rows.all(), match["parts"], strict=True):
        await expect(row).to_contain_text(part["label"])
        await expect(row).to_contain_text(f"{part['points']:.2f}".replace("-", "−"))
    await expect(panel).to_contain_text(f"What its score of {match['score']:.2f} is made of")


async def test_the_bars_are_as_long_as_what_they_stand_for(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    parts = (await finding(visitor, answer))["matches"][0]["parts"]
    await button(visitor.page, _OPEN).click()
    rows = visitor.panel.locator("details[open]").get_by_role("listitem")
    await expect(rows).to_have_count(len(parts))

    width = "row => row.lastElementChild.firstElementChild.getBoundingClientRect().width"
    widths = [await row.evaluate(width) for row in await rows.all()]

    points = [abs(part["points"]) for part in parts]
    longest = widths[points.index(max(points))]
    assert longest > 50
    for width_px, point in zip(widths, points, strict=True):
        assert abs(width_px - max(2, longest * point / max(points))) < 2


async def test_the_sentence_is_marked_in_the_passage_in_its_document(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await button(answer, "Behind this quote").click()
    excerpt = visitor.panel.get_by_role("region", name="The passage in its document")

    await expect(excerpt.locator("mark")).to_have_text(SENTENCE)
    await expect(excerpt).to_contain_text("The river ferry")
    await visitor.panel.get_by_role("link", name="ferry.txt").click()

    await expect(visitor.title).to_have_text("Documents")
    await expect(visitor.panel).to_be_hidden()
    await expect(visitor.page.get_by_role("region", name="Passage 1, line")).to_be_in_viewport()


async def test_the_panel_follows_the_answers_and_their_pages(visitor: Visitor) -> None:
    await button(visitor.page, _OPEN).click()
    await expect(visitor.panel).to_contain_text("There is no answer here yet.")

    await visitor.ask(TICKET)
    await expect(visitor.panel).to_contain_text(f"“{TICKET}”")
    answer = await visitor.ask(KEEPER)
    await expect(visitor.panel).to_contain_text(f"“{KEEPER}”")
    shown = visitor.panel.locator("details[open]").get_by_role("strong").first
    await expect(visitor.panel).to_contain_text("Matches (7)")
    first = await shown.inner_text()
    await button(answer, "More 1/3").click()

    await expect(button(answer, "More 2/3")).to_be_visible()
    await expect(shown).not_to_have_text(first)
    await expect(answer).to_contain_text(await shown.inner_text())


async def test_the_panel_closes_and_gives_the_focus_back(visitor: Visitor) -> None:
    await visitor.ask(TICKET)
    opener = button(visitor.page, _OPEN)
    await opener.click()
    await expect(opener).to_have_attribute("aria-expanded", "true")

    await button(visitor.panel, "Close").click()

    await expect(visitor.panel).to_be_hidden()
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")


async def test_what_was_not_found_says_so(visitor: Visitor) -> None:
    answer = await visitor.ask("Who painted the ceiling of the opera?")
    await button(answer, "Behind this quote").click()

    await expect(visitor.panel.get_by_role("region", name="Verdict")).to_contain_text(
        "Nothing found"
    )
