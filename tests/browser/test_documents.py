"""The page of documents: what there is, each with its passages, and what visitors add."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import FilePayload, expect

from bot.playground.app import Rules
from tests.browser.visitor import Visitor, button
from tests.conftest import CORPUS

BAKERY = "The bakery\n\nThe bakery sells 38 kinds of bread, and closes at noon on Mondays.\n"
# Notes all that is written into the list of files; embedding is too quick to be looked at.
NOTE = """list => {
  window.noted = [];
  const note = (records) => records.forEach((one) => one.addedNodes.forEach(
    (node) => window.noted.push(node.textContent)));
  new MutationObserver(note).observe(list, {childList: true, subtree: true});
}"""
# What a file that is dragged over the page and dropped there brings along.
CARRIED = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, {type: "text/plain"}));
  return carried;
}"""


def payload(name: str, text: str) -> FilePayload:
    """A file that is chosen."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


async def test_the_library_is_listed_by_collection(visitor: Visitor) -> None:
    await visitor.go("Documents")

    north = visitor.page.get_by_role("region", name="north").get_by_role("link")
    await expect(north).to_have_count(1)
    await expect(north).to_contain_text("The orchard")
    others = visitor.page.get_by_role("region", name="In no collection").get_by_role("link")
    await expect(others).to_have_count(5)
    ferry = others.filter(has_text="The river ferry")
    size = f"2024-05-17 · 1 passage · {len(CORPUS['ferry.txt'])} characters"
    await expect(ferry).to_contain_text(size)


async def test_a_document_opens_with_its_passages_marked(visitor: Visitor) -> None:
    await visitor.go("Documents")
    await visitor.page.get_by_role("link", name="The old mill").click()

    passages = visitor.page.get_by_role("region", name=re.compile("^Passage "))
    await expect(passages).to_have_count(2)
    await expect(passages.first).to_have_accessible_name("Passage 1, line 5")
    await expect(passages.nth(1)).to_contain_text("The mill museum opens on Saturdays")
    await visitor.page.get_by_text("Jump to a passage").click()
    await button(visitor.page, "Visits · line 9").click()
    await expect(passages.nth(1)).to_be_focused()
    await visitor.page.get_by_role("link", name="All documents").click()
    await expect(visitor.page.get_by_role("region", name="north")).to_be_visible()


async def test_a_chosen_file_is_added_with_progress_and_answers(visitor: Visitor) -> None:
    await visitor.go("Documents")
    zone = visitor.page.get_by_role("region", name="Add documents")
    await zone.get_by_role("combobox", name="Collection").fill("town")
    await visitor.page.get_by_role("list", name="Files").evaluate(NOTE)

    await zone.get_by_label("choose files").set_input_files(payload("bakery.txt", BAKERY))

    row = zone.get_by_role("listitem").filter(has_text="bakery.txt")
    await expect(row).to_contain_text("“The bakery” is in the library: 1 passage.")
    noted = await visitor.page.evaluate("window.noted")
    assert any(re.fullmatch(r"embedding (\d+) of \1", text) for text in noted)
    await expect(row.get_by_role("progressbar")).to_have_count(0)
    await expect(visitor.page.get_by_role("region", name="town")).to_contain_text("bakery.txt")
    await visitor.go("Quoth")
    answer = await visitor.ask("How many kinds of bread does the bakery sell?")
    await expect(answer).to_contain_text("38 kinds of bread")


async def test_a_dropped_file_is_added(visitor: Visitor) -> None:
    await visitor.go("Documents")
    zone = visitor.page.get_by_role("region", name="Add documents")
    carried = await visitor.page.evaluate_handle(CARRIED, ["bakery.txt", BAKERY])
    ground = "node => getComputedStyle(node).backgroundColor"
    plain = await zone.evaluate(ground)

    await zone.dispatch_event("dragover", {"dataTransfer": carried})
    assert await zone.evaluate(ground) != plain
    await zone.dispatch_event("drop", {"dataTransfer": carried})

    await expect(zone).to_contain_text("“The bakery” is in the library")
    assert await zone.evaluate(ground) == plain


async def test_a_refused_file_shows_its_reason_and_those_after_it_go_on(visitor: Visitor) -> None:
    await visitor.go("Documents")
    zone = visitor.page.get_by_role("region", name="Add documents")

    await zone.get_by_label("choose files").set_input_files(
        [
            payload("program.exe", "MZ"),
            payload("copy.txt", CORPUS["ferry.txt"]),
            payload("bakery.txt", BAKERY),
        ]
    )

    rows = zone.get_by_role("list", name="Files").get_by_role("listitem")
    await expect(rows.nth(0)).to_contain_text("not a format")
    await expect(rows.nth(1)).to_contain_text("the same text as ferry.txt")
    await expect(rows.nth(2)).to_contain_text("is in the library")


async def test_a_document_that_is_not_there_is_said(visitor: Visitor) -> None:
    visitor.watch.expect("404")
    await visitor.page.goto(f"{visitor.watch.origin}/#/documents/none")

    await expect(visitor.page.get_by_role("alert")).to_have_text(
        "There is no such document any more."
    )


class TestWhereNothingIsOffered:
    @pytest.fixture
    def rules(self, rules: Rules) -> Rules:
        return replace(rules, may_add=False, may_see_insight=False)

    async def test_strangers_see_neither_the_zone_nor_insight(self, visitor: Visitor) -> None:
        await visitor.go("Documents")

        await expect(visitor.page.get_by_role("region", name="north")).to_be_visible()
        await expect(visitor.page.get_by_role("region", name="Add documents")).to_have_count(0)
        await expect(visitor.page.get_by_role("link", name="Insight")).to_have_count(0)
