"""One browser for all tests, a playground and a visitor for each."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from pytest_asyncio import is_async_test

from bot.playground.app import Rules
from tests.browser.served import Served
from tests.browser.visitor import PATIENCE_MS, Visitor, Watch
from tests.conftest import CORPUS, write_corpus
from tests.playground.house import RULES, settings_over
from tests.stories.cards import KEEPERS

Come = Callable[..., Awaitable[Visitor]]
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests of this package in the loop of the session, in which the browser lives."""
    for item in items:
        if _HERE in item.path.parents and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; Playwright's own would have to be downloaded."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed here")
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and three lighthouses."""
    return write_corpus(tmp_path / "documents", CORPUS | KEEPERS)


@pytest.fixture
def rules() -> Rules:
    """What visitors may do."""
    return RULES


@pytest_asyncio.fixture(loop_scope="session")
async def served(folder: Path, tmp_path: Path, rules: Rules) -> AsyncIterator[Served]:
    """An open playground."""
    served = Served(settings_over(folder, tmp_path / "var"), rules)
    await served.start()
    yield served
    await served.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def come(browser: Browser, served: Served) -> AsyncIterator[Come]:
    """Lets a visitor come, with whatever kind of browser.

    No visitor's browser may ask another server for anything, nor complain.
    """
    contexts = []
    watches = []

    async def come(**kind: Any) -> Visitor:
        context = await browser.new_context(**kind)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(served.origin)
        watches.append(watch)
        page = await context.new_page()
        watch.over(page)
        visitor = Visitor(page, watch)
        await visitor.come()
        return visitor

    yield come
    for context in contexts:
        await context.close()
    assert [trouble for watch in watches for trouble in watch.troubles()] == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(come: Come) -> Visitor:
    """Somebody who has opened the page."""
    return await come()
