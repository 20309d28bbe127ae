"""A person at the playground: what they do with the page, and what the browser saw meanwhile."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import ConsoleMessage, Dialog, Locator, Page, Request, expect

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


# Playwright keeps something of its own on whatever listens, so there are no slots.
@dataclass
class Watch:
    """What a browser is not to do in any test.

    Args:
        origin: the only place that may be asked for anything.
    """

    origin: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page."""
        page.context.on("request", self._on_request)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._on_dialog)
        page.on("console", self._on_console)

    def expect(self, words: str) -> None:
        """Do not mind complaints with these words."""
        self.expected.append(words)

    def troubles(self) -> list[str]:
        """What should not have been."""
        unexpected = [
            text for text in self.complaints if not any(words in text for words in self.expected)
        ]
        return self.foreign + unexpected

    def _on_console(self, said: ConsoleMessage) -> None:
        # What the policy of the page's content forbids is told here too.
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.origin}/"):
            self.foreign.append(request.url)

    async def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"a script asked: {dialog.message}")
        await dialog.dismiss()


class Visitor:
    """A person with a browser of their own.

    Args:
        page: what they look at.
        watch: what watches over it.
    """

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page, self.watch = page, watch
        self.field = page.get_by_role("textbox", name="Message", exact=True)
        self.log = page.get_by_role("log", name="Messages")
        self.said = self.log.get_by_role("article")
        self.answers = self.log.get_by_role("article", name=re.compile(r"^Quoth,"))
        self.title = page.locator("main, [role=main]").get_by_role("heading", level=1)
        self.panel = page.get_by_role("complementary", name="Behind the quote")

    async def come(self) -> None:
        """Open the page, and wait until the bot can answer."""
        await self.page.goto(f"{self.watch.origin}/")
        await expect(self.page.get_by_role("main").get_by_text("bot ·")).to_be_visible()

    async def say(self, text: str) -> None:
        """Write and send."""
        await self.field.fill(text)
        await self.field.press("Enter")
        await expect(self.field).to_have_value("")

    async def ask(self, text: str) -> Locator:
        """Write, send, and wait for one more answer; it is returned."""
        count = await self.answers.count()
        await self.say(text)
        await expect(self.answers).to_have_count(count + 1)
        return self.answers.nth(count)

    async def go(self, name: str) -> None:
        """Choose an entry of the list at the left."""
        entries = self.page.get_by_label("Chats and pages")
        await entries.get_by_role("link", name=re.compile(rf"^{re.escape(name)}\b")).click()

    async def speak_as(self, name: str) -> None:
        """Be the other person in the group."""
        await self.page.get_by_role("radio", name=name).check(force=True)

    async def call(self, path: str) -> Any:
        """What the page's server answers to this visitor."""
        answer = await self.page.request.get(f"{self.watch.origin}{path}")
        assert answer.ok, await answer.text()
        return await answer.json()


def button(where: Locator | Page, name: str) -> Locator:
    """A button by words of its name."""
    return where.get_by_role("button", name=name)
