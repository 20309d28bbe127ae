"""On a phone: one thing at a time, and a way back."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Come
from tests.browser.looks import shoot, too_wide
from tests.browser.test_private import TICKET
from tests.browser.visitor import button

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


async def test_the_list_and_the_conversation_take_turns(come: Come) -> None:
    visitor = await come(**PHONE)
    page = visitor.page
    chats = page.get_by_label("Chats and pages")
    back = page.get_by_role("link", name="Back to the chats")
    await expect(chats).to_be_hidden()
    await visitor.ask(TICKET)
    assert await too_wide(page) == []

    await back.tap()
    await expect(chats).to_be_visible()
    await expect(visitor.log).to_be_hidden()
    assert await too_wide(page) == []
    await shoot(page, "list-light-360")
    await chats.get_by_role("link", name="Insight").tap()
    await expect(visitor.title).to_have_text("Insight")
    await back.tap()
    await visitor.go("Quoth")

    await expect(visitor.answers).to_have_count(1)
    await expect(chats).to_be_hidden()


async def test_the_panel_lies_over_the_conversation_until_it_is_closed(come: Come) -> None:
    visitor = await come(**PHONE)
    answer = await visitor.ask(TICKET)
    await button(answer, "Behind this quote").tap()
    panel = visitor.page.get_by_role("dialog", name="Behind the quote")

    await expect(panel).to_contain_text(TICKET)
    behind = "node => node.closest('[inert]') !== null"
    assert await visitor.field.evaluate(behind)
    assert await too_wide(visitor.page) == []
    await button(panel, "Close").tap()

    await expect(panel).to_be_hidden()
    assert not await visitor.field.evaluate(behind)


async def test_targets_are_large_enough_for_a_finger(come: Come) -> None:
    visitor = await come(**PHONE)
    await visitor.ask(TICKET)

    small = []
    for one in await visitor.page.get_by_role("button").or_(visitor.page.get_by_role("link")).all():
        box = await one.bounding_box()
        # WCAG 2.5.8: 24 by 24; the link that skips is not for fingers.
        if box and box["y"] >= 0 and min(box["width"], box["height"]) < 24:
            small.append(await one.inner_text())
    assert small == []
