"""Insight: the page shows what was asked, how it went, and what the documents lack."""

import re

from playwright.async_api import expect

from tests.browser.test_private import TICKET
from tests.browser.visitor import Visitor, button
from tests.stories.conftest import until


async def test_what_was_asked_is_counted_and_drawn(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await button(answer, "👍").click()
    await expect(button(answer, "👍 1")).to_be_visible()
    await visitor.ask("Who painted the ceiling of the opera?")
    await visitor.ask("Who painted the opera's ceiling?")

    async def are_counted() -> bool:
        return bool((await visitor.call("/api/insight"))["questions"] == 3)

    # They are after the answers were sent.
    await until(are_counted)
    insight = await visitor.call("/api/insight")

    await visitor.go("Insight")

    page = visitor.page.get_by_role("region", name="Insight")
    for label, value in (
        ("Questions", "3"),
        ("Found", str(insight["found"])),
        ("Nothing found", "2"),
        ("Votes", "👍 1"),
    ):
        term = page.get_by_role("term").filter(has_text=re.compile(f"^{label}$"))
        await expect(term.locator("xpath=following-sibling::dd[1]")).to_have_text(value)
    latency = insight["latency_ms"]["p50"]
    await expect(page).to_contain_text(f"{latency:.1f} ms" if latency < 10 else f"{latency:.0f} ms")
    today = page.get_by_role("table").get_by_role("row").last
    await expect(today.get_by_role("cell").last).to_have_text("2")
    bars = page.locator("svg g").last.locator("rect")
    heights = [await bar.evaluate("bar => bar.height.baseVal.value") for bar in await bars.all()]
    assert len(heights) == 2
    assert abs(heights[1] - 2 * heights[0]) < 0.1
    gaps = page.get_by_role("region", name="Asked most without an answer")
    shown = await gaps.get_by_role("listitem").all_inner_texts()
    assert len(shown) == len(insight["gaps"])
    assert "opera" in shown[0]


async def test_without_a_question_there_is_nothing_to_draw(visitor: Visitor) -> None:
    await visitor.go("Insight")

    page = visitor.page.get_by_role("region", name="Insight")
    await expect(page).to_contain_text("Nothing was asked yet.")
    await expect(page).to_contain_text("No question is waiting for an answer.")
