"""Without a mouse: everything is reached, and one sees where one is."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Come
from tests.browser.looks import focused, shows_focus
from tests.browser.test_private import SENTENCE, TICKET
from tests.browser.visitor import Visitor, button

_MOST_STOPS = 60


async def stops(page: Page) -> list[str]:
    """What the Tab key leads to, from the beginning of the page to its end."""
    await page.get_by_role("link", name="Skip to the conversation").focus()
    found: list[str] = []
    while len(found) < _MOST_STOPS:
        assert await shows_focus(page), await focused(page)
        found.append(await focused(page))
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break
    return found


async def tab_to(page: Page, words: str, *, back: bool = False) -> None:
    """Press Tab until something is reached."""
    for _ in range(_MOST_STOPS):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if words in await focused(page):
            assert await shows_focus(page), words
            return
    raise AssertionError(words)


async def test_a_whole_story_without_a_mouse(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    await expect(visitor.field).to_be_focused()
    await keys.type(TICKET)
    await keys.press("Enter")
    answer = visitor.answers.first
    await expect(answer).to_contain_text(SENTENCE)

    await tab_to(page, "👍", back=True)
    await keys.press("Enter")
    await expect(button(answer, "👍 1")).to_be_focused()
    await tab_to(page, "Context", back=True)
    await keys.press("Space")
    await expect(button(answer, "Back")).to_be_focused()
    await keys.press("Enter")
    await expect(button(answer, "Context")).to_be_focused()

    await tab_to(page, "Behind this quote")
    await keys.press("Enter")
    await expect(visitor.panel).to_contain_text(SENTENCE)
    await expect(visitor.panel.get_by_role("heading", level=2)).to_be_focused()
    await keys.press("Escape")
    await expect(visitor.panel).to_be_hidden()
    await expect(button(answer, "Behind this quote")).to_be_focused()

    await tab_to(page, 'textbox "Message"')
    await keys.type("/so")
    await keys.press("Tab")
    await expect(visitor.field).to_have_value("/sources ")
    await keys.press("Enter")
    await expect(visitor.answers.last).to_contain_text("I answer from")


async def test_the_group_and_the_try_out_without_a_mouse(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    await tab_to(page, 'link "General', back=True)
    await keys.press("Enter")
    await expect(visitor.title).to_have_text("Reading group › General")
    await expect(visitor.field).to_be_focused()
    await tab_to(page, 'radio "You"', back=True)
    await keys.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Kim")).to_be_checked()
    await tab_to(page, "Mention")
    await keys.press("Enter")
    await keys.type(TICKET)
    await keys.press("Enter")
    await expect(visitor.answers.first).to_contain_text("In reply to Kim")

    await tab_to(page, 'link "Inline try-out', back=True)
    await keys.press("Enter")
    await keys.type(TICKET)
    results = page.get_by_role("listbox", name="Results").get_by_role("option")
    await expect(results.filter(has_text=SENTENCE)).to_be_visible()
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(visitor.said.last).to_contain_text("via @quoth_bot")


async def test_everything_is_reached_in_the_order_that_it_is_read(visitor: Visitor) -> None:
    await visitor.ask(TICKET)
    found = await stops(visitor.page)

    wanted = [
        'link "Skip to the conversation"',
        'link "Quoth',
        'link "General',
        'link "History',
        'link "Inline try-out',
        'link "Documents',
        'link "Insight',
        'button "Copy: ',
        'button "Forget this visit"',
        'button "Behind the quote"',
        'region "Conversation"',
        'button "Reply"',
        'button "In reply to You',
        'button "📖 Context"',
        'button "📄 Document"',
        'button "📋 Copy citation"',
        'button "👍"',
        'button "👎"',
        'button "Reply"',
        'button "Behind this quote"',
        'textbox "Message"',
        'button "Send"',
    ]
    assert len(found) == len(wanted), found
    for name, start in zip(found, wanted, strict=True):
        assert name.startswith(start), found


async def test_the_first_stop_skips_to_the_conversation(visitor: Visitor) -> None:
    page = visitor.page
    skip = page.get_by_role("link", name="Skip to the conversation")
    await skip.focus()
    await expect(skip).to_be_in_viewport()

    await page.keyboard.press("Enter")

    await expect(visitor.field).to_be_focused()


async def test_escape_ends_a_reply_and_a_dialog(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await answer.get_by_role("button", name="Reply", exact=True).press("Enter")
    await expect(visitor.page.get_by_text("Reply to Quoth", exact=True)).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.get_by_text("Reply to Quoth", exact=True)).to_be_hidden()

    forget = button(visitor.page, "Forget this visit")
    await forget.press("Enter")
    dialog = visitor.page.get_by_role("alertdialog", name=re.compile("^Forget this visit"))
    await expect(dialog).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(forget).to_be_focused()
    await expect(visitor.said).to_have_count(2)


async def test_nothing_moves_for_those_who_want_it_so(come: Come) -> None:
    moves = "note => getComputedStyle(note).animationName"
    seen = {}
    for wish in ("reduce", "no-preference"):
        visitor = await come(reduced_motion=wish, permissions=["clipboard-read", "clipboard-write"])
        await button(visitor.page, "Copy:").click()
        seen[wish] = await visitor.page.get_by_text("Copied").evaluate(moves)

    assert seen["reduce"] == "none"
    assert seen["no-preference"] != "none"
