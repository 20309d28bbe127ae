"""The menu that opens on "/", and what its commands say."""

import re

from playwright.async_api import expect

from tests.browser.test_private import SENTENCE, TICKET
from tests.browser.visitor import Visitor, button


async def test_a_slash_opens_the_commands_and_keys_choose_one(visitor: Visitor) -> None:
    menu = visitor.page.get_by_role("listbox", name="Commands")
    options = menu.get_by_role("option")

    await visitor.field.press_sequentially("/")
    await expect(options).to_have_count(5)
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await visitor.field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(options.first).to_have_attribute("aria-selected", "false")
    chosen = await options.nth(1).get_attribute("id")
    await expect(visitor.field).to_have_attribute("aria-activedescendant", chosen or "")
    await visitor.field.press("Enter")

    await expect(visitor.field).to_have_value("/sources ")
    await expect(menu).to_be_hidden()
    await visitor.field.press("Enter")
    await expect(visitor.answers.last).to_contain_text("I answer from 6 documents:")
    await expect(visitor.answers.last).to_contain_text("The river ferry (2024-05-17, 1 passage)")


async def test_the_commands_narrow_down_as_one_types_and_escape_closes_them(
    visitor: Visitor,
) -> None:
    menu = visitor.page.get_by_role("listbox", name="Commands")

    await visitor.field.press_sequentially("/la")
    await expect(menu.get_by_role("option")).to_have_text([re.compile("^/language")])
    await visitor.field.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(visitor.field).to_have_value("/la")
    await visitor.field.fill("/nothing-like-that")
    await expect(menu).to_be_hidden()
    await visitor.field.fill("/")
    await menu.get_by_role("option").filter(has_text="/help").click()
    await expect(visitor.field).to_have_value("/help ")
    await expect(visitor.field).to_be_focused()


async def test_another_language_is_chosen_and_the_quote_stays_as_it_is(visitor: Visitor) -> None:
    asked = await visitor.ask("/language")
    await button(asked, "Tiếng Việt").click()
    await expect(visitor.log).to_contain_text("Tiếng Việt")

    answer = await visitor.ask(TICKET)

    await expect(answer.get_by_role("strong").filter(has_text=SENTENCE)).to_be_visible()
    await expect(button(answer, "Context")).to_have_count(0)
    await expect(button(answer, "Ngữ cảnh")).to_be_visible()


async def test_the_commands_of_the_group_name_the_bot(visitor: Visitor) -> None:
    await visitor.go("General")
    await visitor.field.press_sequentially("/as")

    await expect(
        visitor.page.get_by_role("listbox", name="Commands").get_by_role("option")
    ).to_have_text([re.compile("^/ask@quoth_bot")])
