"""The private chat: a question, its card, and what the card's buttons do."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Come
from tests.browser.visitor import Visitor, button
from tests.conftest import CORPUS
from tests.stories.cards import KEEPER

TICKET = "What does a single ticket for the ferry cost?"
SENTENCE = "A single ticket for the ferry costs 3 crowns, and children travel free of charge."


async def test_a_question_is_answered_with_a_quote_its_bold_sentence_and_its_source(
    visitor: Visitor,
) -> None:
    answer = await visitor.ask(TICKET)

    quote = answer.get_by_role("blockquote")
    await expect(quote.get_by_role("strong")).to_have_text(SENTENCE)
    assert await quote.inner_text() in CORPUS["ferry.txt"]
    await expect(answer).to_contain_text("The river ferry")
    await expect(answer).to_contain_text(re.compile(r"ferry\.txt · line 5 · chars 38-233"))
    await expect(answer).to_contain_text(f"In reply to You{TICKET}")


async def test_context_shows_more_of_the_document_and_back_the_card(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)

    await button(answer, "Context").click()
    await expect(answer).to_contain_text("electric motor in 2019")
    await expect(answer).to_contain_text("edited")
    await button(answer, "Back").click()

    await expect(button(answer, "Context")).to_be_visible()
    await expect(answer).not_to_contain_text("electric motor")


async def test_a_long_quote_is_cut_until_it_is_opened(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await button(answer, "Context").click()
    words = answer.get_by_role("blockquote").get_by_text("The river ferry").locator("..")
    toggle = button(answer, "Show all")
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    height = "node => node.closest('blockquote').getBoundingClientRect().height"
    cut = await words.first.evaluate(height)

    await toggle.click()

    await expect(button(answer, "Show less")).to_have_attribute("aria-expanded", "true")
    assert await words.first.evaluate(height) > cut + 20


async def test_more_pages_through_all_matches(visitor: Visitor) -> None:
    answer = await visitor.ask(KEEPER)
    seen = set()
    for number in (1, 2, 3):
        more = button(answer, f"More {number}/3")
        await expect(more).to_be_visible()
        shown = re.search(r"keeper (\w+)", await answer.get_by_role("blockquote").inner_text())
        assert shown is not None
        seen.add(shown.group(1))
        await more.click()

    await expect(button(answer, "More 1/3")).to_be_visible()
    assert seen == {"Olsen", "Thorsen", "Berg"}


async def test_a_vote_is_counted_thanked_for_and_changed(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)

    await button(answer, "👍").click()
    await expect(button(answer, "👍 1")).to_be_visible()
    await expect(visitor.page.get_by_text("Thank you!")).to_be_visible()
    await button(answer, "👎").click()
    await button(answer, "Wrong passage").click()

    await expect(button(answer, "👎 1")).to_be_visible()
    await expect(answer.get_by_role("button", name="👍", exact=True)).to_be_visible()


async def test_a_citation_is_copied(come: Come) -> None:
    visitor = await come(permissions=["clipboard-read", "clipboard-write"])
    answer = await visitor.ask(TICKET)

    await button(answer, "Copy citation").click()

    await expect(visitor.page.get_by_text("Copied")).to_be_visible()
    copied = await visitor.page.evaluate("navigator.clipboard.readText()")
    assert SENTENCE in copied
    assert copied.endswith("The river ferry, line 5")


async def test_a_document_is_sent_and_opens_at_the_cited_line(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await button(answer, "Document").click()

    await button(visitor.log, "Open").click()

    dialog = visitor.page.get_by_role("dialog", name="ferry.txt")
    cited = dialog.get_by_role("listitem").filter(has_text=SENTENCE)
    await expect(cited).to_be_in_viewport()
    plain = dialog.get_by_role("listitem").filter(has_text="diesel engine")
    ground = "node => getComputedStyle(node).backgroundColor"
    assert await cited.evaluate(ground) != await plain.evaluate(ground)
    await visitor.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_a_document_is_downloaded_as_it_is(visitor: Visitor) -> None:
    answer = await visitor.ask(TICKET)
    await button(answer, "Document").click()

    async with visitor.page.expect_download() as waiting:
        await visitor.log.get_by_role("link", name="Download ferry.txt").click()
    download = await waiting.value

    assert download.suggested_filename == "ferry.txt"
    assert (await download.path()).read_text(encoding="utf-8") == CORPUS["ferry.txt"]


async def test_a_reply_asks_about_the_same_document(visitor: Visitor) -> None:
    first = await visitor.ask(KEEPER)
    named = re.search(r"light(\w+)\.txt", await first.inner_text())
    assert named is not None

    await first.get_by_role("button", name="Reply", exact=True).click()
    await expect(visitor.page.get_by_text("Reply to Quoth", exact=True)).to_be_visible()
    await expect(visitor.field).to_be_focused()
    answer = await visitor.ask("From how many miles away is the lamp seen on a clear night?")

    await expect(answer).to_contain_text("From the same document:")
    await expect(answer).to_contain_text(f"light{named.group(1)}.txt")
    await expect(visitor.page.get_by_text("Reply to Quoth", exact=True)).to_be_hidden()


async def test_what_no_document_says_is_not_found_and_the_closest_passage_shown_on_demand(
    visitor: Visitor,
) -> None:
    answer = await visitor.ask("Who painted the ceiling of the opera?")
    await expect(answer).to_contain_text("I couldn't find this in the 6 documents I have.")
    await expect(answer.get_by_role("blockquote")).to_have_count(0)

    await button(answer, "Show closest passage").click()

    await expect(visitor.answers.last.get_by_role("blockquote")).to_be_visible()


async def test_a_sample_question_is_asked_with_one_tap(visitor: Visitor) -> None:
    samples = visitor.page.get_by_role("list", name="Sample questions")
    text = await samples.get_by_role("button").first.inner_text()

    await samples.get_by_role("button").first.click()

    await expect(visitor.said.first).to_contain_text(text)
    await expect(visitor.answers).to_have_count(1)
    await expect(samples).to_be_hidden()


async def test_a_question_that_was_sent_is_edited(visitor: Visitor) -> None:
    await visitor.ask("Who founded the mill in 1788?")

    await visitor.field.press("ArrowUp")
    await expect(visitor.field).to_have_value("Who founded the mill in 1788?")
    await visitor.say(TICKET)

    await expect(visitor.said.first).to_contain_text(TICKET)
    await expect(visitor.answers).to_have_count(1)
    await expect(visitor.answers.first).to_contain_text("3 crowns")
