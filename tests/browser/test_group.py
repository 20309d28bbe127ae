"""The group: two people, a topic, and a bot that speaks when it is meant."""

import re

from playwright.async_api import expect

from tests.browser.test_private import SENTENCE, TICKET
from tests.browser.visitor import Visitor, button


async def test_talk_between_the_two_is_left_alone_and_a_mention_is_answered(
    visitor: Visitor,
) -> None:
    await visitor.go("General")
    await visitor.speak_as("Kim")
    await visitor.say("The ferry was late again today.")
    await visitor.speak_as("You")
    await visitor.say("It always is.")
    await button(visitor.page, "Mention @quoth_bot").click()
    await expect(visitor.field).to_have_value("@quoth_bot ")
    await visitor.field.press_sequentially(TICKET)

    await visitor.field.press("Enter")

    await expect(visitor.answers).to_have_count(1)
    await expect(
        visitor.answers.first.get_by_role("strong").filter(has_text=SENTENCE)
    ).to_be_visible()
    await expect(visitor.said).to_have_count(4)
    names = [await one.get_attribute("aria-label") or "" for one in await visitor.said.all()]
    assert [name.partition(",")[0] for name in names] == ["Kim", "You", "You", "Quoth"]


async def test_the_second_person_asks_with_a_command_and_then_by_reply(visitor: Visitor) -> None:
    await visitor.go("General")
    await visitor.speak_as("Kim")

    first = await visitor.ask("/ask@quoth_bot Who founded the mill in 1788?")
    await expect(first).to_contain_text("In reply to Kim")
    await expect(first).to_contain_text("Anna Brandt")
    await first.get_by_role("button", name="Reply", exact=True).click()
    second = await visitor.ask("When does the mill museum close?")

    await expect(second).to_contain_text("closes in January")


async def test_a_topic_is_a_chat_of_its_own(visitor: Visitor) -> None:
    await visitor.go("History")
    await visitor.ask(f"@quoth_bot {TICKET}")

    await visitor.go("General")
    await expect(visitor.title).to_have_text("Reading group › General")
    await expect(visitor.said).to_have_count(0)
    await visitor.go("History")
    await expect(visitor.answers).to_have_count(1)


async def test_what_is_said_elsewhere_is_counted_in_the_list(visitor: Visitor) -> None:
    await visitor.go("General")
    await visitor.ask(f"@quoth_bot {TICKET}")
    entry = visitor.page.get_by_role("link", name=re.compile("^General"))
    await expect(entry).to_contain_text("Quoth: ")
    await expect(entry.get_by_text("unread")).to_be_hidden()

    more = button(visitor.answers.first, "More in private").or_(
        visitor.answers.first.get_by_role("link", name="More in private")
    )
    await more.click()

    await expect(visitor.title).to_have_text("Quoth")
    await expect(visitor.answers.last).to_contain_text("3 crowns")
    await expect(button(visitor.answers.last, "Context")).to_be_visible()


async def test_one_person_deletes_an_answer_for_both(visitor: Visitor) -> None:
    await visitor.go("General")
    answer = await visitor.ask(f"@quoth_bot {TICKET}")

    await button(answer, "🗑").click()

    await expect(visitor.answers).to_have_count(0)
