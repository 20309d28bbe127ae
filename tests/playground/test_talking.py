"""A visitor asks, taps and posts; the real bot answers."""

from bot.emulator.people import Json
from tests.playground.house import House, Page

QUESTION = "What does a single ticket for the ferry cost?"


def chats_of(visit: Json) -> tuple[int, int]:
    """The ids of the private chat and of the group."""
    private, group = visit["chats"]
    assert (private["kind"], group["kind"]) == ("private", "group")
    return private["id"], group["id"]


async def ask(page: Page, house: House, text: str = QUESTION) -> tuple[Json, Json]:
    """Ask in the private chat; the visit and the bot's answer."""
    visit = await page.visit()
    private, _ = chats_of(visit)
    await page.post(f"/api/chats/{private}/messages", **{"as": visit["you"][0]["id"]}, text=text)
    return visit, await house.answer_in(private)


async def test_a_question_is_answered_with_a_quote_of_the_document(
    page: Page, house: House
) -> None:
    _, answer = await ask(page, house)

    assert "A single ticket for the ferry costs 3 crowns" in answer["text"]
    assert "ferry.txt" in answer["text"]
    assert answer["reply_to_message"]["text"] == QUESTION


async def test_a_button_is_tapped_and_changes_the_message(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, _ = chats_of(visit)
    buttons = [one for row in answer["reply_markup"]["inline_keyboard"] for one in row]
    good = next(one for one in buttons if one["text"] == "👍")

    said = await page.post(
        f"/api/chats/{private}/messages/{answer['message_id']}/taps",
        **{"as": visit["you"][0]["id"]},
        data=good["callback_data"],
    )

    assert said["text"] == "Thank you!"
    assert (await house.chats.run(house.chats.votes.total, 0)).good == 1


async def test_in_the_group_a_mention_is_answered_and_talk_is_not(page: Page, house: House) -> None:
    visit = await page.visit()
    _, group = chats_of(visit)
    you, friend = (one["id"] for one in visit["you"])
    path = f"/api/chats/{group}/messages"

    await page.post(path, **{"as": friend}, text="The ferry was late again today.")
    await page.post(path, **{"as": you}, text=f"@quoth_bot {QUESTION}")
    answer = await house.answer_in(group)

    assert "3 crowns" in answer["text"]
    assert answer["reply_to_message"]["from"]["id"] == you


async def test_a_question_in_a_topic_is_answered_there(page: Page, house: House) -> None:
    visit = await page.visit()
    _, group = chats_of(visit)
    topic = visit["chats"][1]["topics"][0]["id"]

    await page.post(
        f"/api/chats/{group}/messages",
        **{"as": visit["you"][1]["id"]},
        text=f"/ask@quoth_bot {QUESTION}",
        topic=topic,
    )

    assert (await house.answer_in(group))["message_thread_id"] == topic


async def test_an_edited_question_gets_its_answer_edited(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, _ = chats_of(visit)
    room = next(room for room in house.stage.telegram.rooms() if room.id == private)

    edited = await page.http.put(
        f"/api/chats/{private}/messages/1", json={"text": "Who founded the old mill?"}
    )

    assert edited.status_code == 200
    answer_id = answer["message_id"]
    await room.bell.until(lambda: "Anna Brandt" in room.said[answer_id]["text"], timeout_s=5)
    assert "Anna Brandt" in room.said[answer_id]["text"]


async def test_inline_results_are_offered_and_one_is_posted(page: Page, house: House) -> None:
    visit = await page.visit()
    _, group = chats_of(visit)
    you, topic = visit["you"][0]["id"], visit["chats"][1]["topics"][0]["id"]

    offered = await page.post("/api/inline", **{"as": you}, query=QUESTION)
    posted = await page.post(
        f"/api/inline/{offered['query_id']}/choices",
        **{"as": you},
        index=0,
        chat=group,
        topic=topic,
    )

    assert "costs 3 crowns" in offered["results"][0]["title"]
    assert "costs 3 crowns" in posted["text"]
    assert posted["via_bot"]["username"] == "quoth_bot"
    assert posted["message_thread_id"] == topic


async def test_a_file_in_a_message_can_be_fetched_and_no_other(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, _ = chats_of(visit)
    buttons = [one for row in answer["reply_markup"]["inline_keyboard"] for one in row]
    document = next(one for one in buttons if "Document" in one["text"])
    await page.post(
        f"/api/chats/{private}/messages/{answer['message_id']}/taps",
        **{"as": visit["you"][0]["id"]},
        data=document["callback_data"],
    )
    sent = await house.answer_in(private, 2)
    path = f"/api/chats/{private}/messages/{sent['message_id']}/files/"

    fetched = await page.http.get(path + sent["document"]["file_id"])
    other = await page.http.get(path + "EMU-file-00000099")

    assert "A single ticket for the ferry costs 3 crowns" in fetched.text
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert fetched.headers["content-disposition"] == "attachment"
    assert other.status_code == 404


async def test_texts_of_ours_are_in_the_browsers_language(page: Page, house: House) -> None:
    page.http.headers["accept-language"] = "fr-FR,zh-CN;q=0.9,en;q=0.5"
    visit, answer = await ask(page, house)

    assert "行" in answer["text"]  # the word for "line" in the source line
    assert "A single ticket for the ferry costs 3 crowns" in answer["text"]
    assert visit["commands"]["private"][0]["description"] != "Ask a question: /ask and your words"


async def test_half_a_character_does_no_harm(page: Page, house: House) -> None:
    visit = await page.visit()
    private, _ = chats_of(visit)
    body = '{"as": %d, "text": "\\ud83d What does a ticket for the ferry cost?"}'

    said = await page.http.post(
        f"/api/chats/{private}/messages", content=body % visit["you"][0]["id"]
    )

    assert said.status_code == 200
    assert "3 crowns" in (await house.answer_in(private))["text"]
