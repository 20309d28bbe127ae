"""Every screen, light and dark, wide and on a phone: readable, named, and nowhere too wide."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.looks import faint, nameless, shoot, too_wide, violations
from tests.browser.served import Served
from tests.browser.test_documents import payload
from tests.browser.test_private import TICKET
from tests.browser.visitor import PATIENCE_MS, Visitor, Watch, button
from tests.conftest import CORPUS, write_corpus
from tests.playground.house import RULES, settings_over
from tests.stories.cards import KEEPER, KEEPERS

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDE, PHONE = (1280, 800), (360, 740)
# Notes whether the first message that is drawn is read out.
HEARD = """document.addEventListener("DOMContentLoaded", () => {
  const log = document.querySelector("[role=log]");
  const note = () => {
    if (log.querySelector("article")) window.heard ??= log.getAttribute("aria-live");
  };
  new MutationObserver(note).observe(log, {childList: true});
});"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def settled(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Visitor]:
    """A visitor who has tried much already."""
    home = tmp_path_factory.mktemp("screens")
    folder = write_corpus(home / "documents", CORPUS | KEEPERS | {"notes.rtf": "x"})
    served = Served(settings_over(folder, home / "var"), RULES)
    await served.start()
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page, watch = await context.new_page(), Watch(served.origin)
    watch.over(page)
    visitor = Visitor(page, watch)
    await visitor.come()
    await visitor.ask(KEEPER)
    await button(await visitor.ask(TICKET), "👍").click()
    await visitor.ask("Who painted the ceiling of the opera?")
    await visitor.go("General")
    await visitor.speak_as("Kim")
    await visitor.say("Was the ferry late again?")
    await visitor.speak_as("You")
    await visitor.ask(f"@quoth_bot {TICKET}")
    yield visitor
    await context.close()
    await served.stop()
    assert watch.troubles() == []


async def welcome(visitor: Visitor) -> None:
    await visitor.go("History")


async def cards(visitor: Visitor) -> None:
    await visitor.go("Quoth")
    await expect(visitor.answers.nth(2)).to_be_visible()


async def group(visitor: Visitor) -> None:
    await visitor.go("General")
    await expect(visitor.answers).to_have_count(1)


async def reply(visitor: Visitor) -> None:
    await group(visitor)
    await visitor.answers.first.get_by_role("button", name="Reply", exact=True).click()


async def context(visitor: Visitor) -> None:
    await cards(visitor)
    answer = visitor.answers.nth(1)
    if await button(answer, "Context").is_visible():
        await button(answer, "Context").click()
    await button(answer, "Show").click()


async def menu(visitor: Visitor) -> None:
    await visitor.go("Quoth")
    await visitor.field.fill("/")
    await expect(visitor.page.get_by_role("option")).to_have_count(5)


async def panel(visitor: Visitor) -> None:
    await cards(visitor)
    await visitor.answers.first.hover()
    await button(visitor.answers.first, "Behind this quote").click()
    await expect(visitor.page.get_by_role("heading", name=re.compile("Matches"))).to_be_visible()


async def inline(visitor: Visitor) -> None:
    await visitor.go("Inline try-out")
    await visitor.page.get_by_role("combobox", name=re.compile("^Inline query")).fill(KEEPER)
    await expect(visitor.page.get_by_text("3 results.")).to_be_visible()


async def documents(visitor: Visitor) -> None:
    await visitor.go("Documents")
    zone = visitor.page.get_by_role("region", name="Add documents")
    await zone.get_by_label("choose files").set_input_files(payload("program.exe", "MZ"))
    await expect(zone).to_contain_text("not a format")


async def document(visitor: Visitor) -> None:
    await visitor.go("Documents")
    await visitor.page.get_by_role("link", name="The old mill").click()
    await visitor.page.get_by_text("Jump to a passage").click()


async def insight(visitor: Visitor) -> None:
    await visitor.go("Insight")
    await expect(visitor.page.get_by_role("term").first).to_be_visible()


async def reading(visitor: Visitor) -> None:
    await cards(visitor)
    await button(visitor.answers.nth(0), "Document").click()
    await button(visitor.log, "Open").last.click()
    await expect(visitor.page.get_by_role("dialog")).to_be_visible()


async def question(visitor: Visitor) -> None:
    await button(visitor.page, "Forget this visit").click()


async def toast(visitor: Visitor) -> None:
    await visitor.page.context.grant_permissions(["clipboard-write"])
    await button(visitor.page, "Copy:").click()
    await expect(visitor.page.get_by_text("Copied")).to_be_visible()


SCREENS: tuple[Callable[[Visitor], Awaitable[None]], ...] = (
    welcome,
    cards,
    group,
    reply,
    context,
    menu,
    panel,
    inline,
    documents,
    document,
    insight,
    question,
    toast,
    reading,
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
async def test_a_screen_is_readable_and_named_in_both_themes_and_fits_a_phone(
    settled: Visitor, screen: Callable[[Visitor], Awaitable[None]]
) -> None:
    page = settled.page
    found: dict[str, list[Any] | str] = {}
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await page.goto(f"{settled.watch.origin}/")
    await page.reload()
    await screen(settled)
    for width, height in (WIDE, PHONE):
        await page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await shoot(page, f"{screen.__name__}-{theme}-{width}")
            found[f"faint {theme} {width}"] = await faint(page)
            if width == WIDE[0] or theme == "light":
                found[f"axe {theme} {width}"] = await violations(page)
        found[f"too wide {width}"] = await too_wide(page)
        found[f"nameless {width}"] = await nameless(page)
    assert [f"{what}: {where}" for what, where in found.items() if where] == []


async def test_the_system_chooses_between_light_and_dark(settled: Visitor) -> None:
    page = settled.page
    light = "body => getComputedStyle(body).backgroundColor.match(/\\d+/g).map(Number)"
    grounds = {}
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme)
        grounds[theme] = await page.locator("body").evaluate(light)

    assert min(grounds["light"]) > 200
    assert max(grounds["dark"]) < 60


async def test_the_roles_and_live_regions_that_screen_readers_follow(settled: Visitor) -> None:
    page = settled.page
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await page.add_init_script(HEARD)
    await page.goto(f"{settled.watch.origin}/")
    await page.reload()
    await cards(settled)

    await expect(page.get_by_role("navigation", name="Chats and pages")).to_have_count(1)
    await expect(page.get_by_role("main")).to_have_count(1)
    await expect(settled.title).to_have_text("Quoth")
    # What stood there before is not read out, what comes is.
    assert await page.evaluate("window.heard") == "off"
    await expect(settled.log).to_have_attribute("aria-live", "polite")
    for status in await page.get_by_role("status").all():
        assert await status.get_attribute("aria-live") in {None, "polite"}
    entry = page.get_by_role("link", name=re.compile("^Quoth"))
    await expect(entry).to_have_attribute("aria-current", "page")
