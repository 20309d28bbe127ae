"""Visits: each has chats of its own, which last until they are forgotten or the server ends."""

from playwright.async_api import expect

from tests.browser.conftest import Come
from tests.browser.served import Served
from tests.browser.test_private import TICKET
from tests.browser.visitor import Visitor, button


async def test_two_visitors_do_not_see_each_other(come: Come) -> None:
    one, other = await come(), await come()
    await one.ask(TICKET)

    answer = await other.ask("Who founded the mill in 1788?")

    await expect(answer).to_contain_text("Anna Brandt")
    await expect(other.said).to_have_count(2)
    await expect(one.said).to_have_count(2)
    chat = (await one.call("/api/visit"))["chats"][0]["id"]
    foreign = await other.page.request.get(
        f"{other.watch.origin}/api/chats/{chat}/messages/2/finding"
    )
    assert foreign.status == 404


async def test_what_was_said_is_there_after_a_reload(visitor: Visitor) -> None:
    await visitor.ask(TICKET)
    await visitor.go("General")
    await visitor.say("The ferry was late again today.")

    await visitor.page.reload()

    await expect(visitor.title).to_have_text("Reading group › General")
    await expect(visitor.said).to_have_count(1)
    await visitor.go("Quoth")
    await expect(visitor.answers).to_have_count(1)
    await expect(button(visitor.answers.first, "Context")).to_be_visible()


async def test_a_visit_is_forgotten_once_one_is_sure(visitor: Visitor) -> None:
    await visitor.ask(TICKET)
    before = (await visitor.call("/api/visit"))["you"][0]["id"]
    forget = button(visitor.page, "Forget this visit")
    sure = visitor.page.get_by_role("alertdialog")

    await forget.click()
    await button(sure, "Keep it").click()
    await expect(sure).to_be_hidden()
    await expect(visitor.said).to_have_count(2)
    await forget.click()
    await button(sure, "Forget it").click()

    await expect(visitor.page.get_by_role("list", name="Sample questions")).to_be_visible()
    await expect(visitor.said).to_have_count(0)
    assert (await visitor.call("/api/visit"))["you"][0]["id"] != before


async def test_when_the_server_goes_the_page_says_so_and_recovers_with_it(
    visitor: Visitor, served: Served
) -> None:
    for words in ("ERR_", "401", "Failed to load"):
        visitor.watch.expect(words)
    await visitor.ask(TICKET)

    await served.stop()
    await expect(visitor.page.get_by_role("alert")).to_contain_text("The connection broke off.")
    await visitor.field.fill(TICKET)
    await visitor.field.press("Enter")
    await expect(visitor.page.get_by_text("The server can't be reached.")).to_be_visible()
    await expect(visitor.field).to_have_value(TICKET)
    await served.start()

    await expect(visitor.page.get_by_role("list", name="Sample questions")).to_be_visible()
    await expect(visitor.page.get_by_role("main").get_by_text("bot ·")).to_be_visible()
    answer = await visitor.ask("Who founded the mill in 1788?")
    await expect(answer).to_contain_text("Anna Brandt")
    await expect(visitor.page.get_by_role("alert")).to_have_count(0)
