"""`quoth start` as a newcomer meets it: a real process, the real model, the documents at hand."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.looks import shoot
from tests.browser.test_phone import PHONE
from tests.browser.visitor import PATIENCE_MS, Visitor, Watch, button
from tests.conftest import SAMPLE
from tests.playground.test_commands import free_port, printed_until, program

pytestmark = pytest.mark.model
# The machines that run this are shared; on a quiet one it is 10 and 2 seconds.
_FROM_START_S, _FROM_LOAD_S = 60.0, 10.0
COLLEGES = "How many international craftsman colleges were opened?"
STUDENTS = "How many international students has LZPU trained?"


TALL = {"viewport": {"width": 390, "height": 844}}

Opened = Callable[..., Awaitable[Visitor]]


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser: Browser) -> AsyncIterator[Opened]:
    """Lets somebody open the page, in a browser that nobody used before."""
    visitors: list[Visitor] = []

    async def opened(origin: str, **kind: Any) -> Visitor:
        context = await browser.new_context(**kind)
        context.set_default_timeout(PATIENCE_MS)
        page, watch = await context.new_page(), Watch(origin)
        watch.over(page)
        await page.goto(f"{origin}/")
        visitors.append(Visitor(page, watch))
        return visitors[-1]

    yield opened
    for visitor in visitors:
        await visitor.page.context.close()
    assert [trouble for one in visitors for trouble in one.watch.troubles()] == []


async def test_a_newcomer_asks_soon_after_the_start_and_gets_a_quote(
    opened: Opened, tmp_path: Path
) -> None:
    port, began = free_port(), time.monotonic()
    origin = f"http://127.0.0.1:{port}"
    with program(
        tmp_path / "var",
        "start",
        QUOTH_WEB__PORT=str(port),
        QUOTH_CORPUS__FOLDER=str(SAMPLE),
    ) as started:
        printed = await asyncio.to_thread(printed_until, started, "Ctrl-C")
        first = await opened(origin)
        await first.say(COLLEGES)
        quote = first.answers.first.get_by_role("blockquote").first
        await expect(quote).to_contain_text("international craftsman colleges")
        from_start_s = time.monotonic() - began
        loaded = time.monotonic()
        second = await opened(origin, viewport={"width": 1280, "height": 900})
        await second.say(STUDENTS)
        quote = second.answers.first.get_by_role("blockquote").first
        await expect(quote.get_by_role("strong")).to_contain_text("over 500 international")
        from_load_s = time.monotonic() - loaded
        third = await opened(origin, **PHONE | TALL, color_scheme="dark")
        await third.ask(STUDENTS)
        await shoot(third.page, "start-dark-phone")
        await picture(second)
        for one in (first, second, third):
            await one.page.close()

    # For whoever wonders how long it took.
    print(f"{from_start_s:.1f} s from start, {from_load_s:.2f} s from load")  # noqa: T201
    assert origin in printed
    assert "TELEGRAM_BOT_TOKEN=" in printed
    assert "6 documents" in printed
    assert from_start_s < _FROM_START_S
    assert from_load_s < _FROM_LOAD_S


async def picture(visitor: Visitor) -> None:
    """Show what a newcomer sees, with the panel open."""
    await button(visitor.page, "Behind the quote").click()
    await expect(visitor.panel.locator("mark").first).to_be_visible()
    await visitor.field.focus()
    await shoot(visitor.page, "start-light")
