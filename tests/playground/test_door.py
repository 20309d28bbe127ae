"""Who comes in: one's own chats only, from the playground's own page, and not too many."""

import asyncio
import threading
from dataclasses import replace

import pytest

from bot.playground.app import Rules
from tests.playground.house import House, Page
from tests.playground.test_talking import QUESTION, ask, chats_of


async def test_nobody_reaches_another_visitors_chats(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, group = chats_of(visit)
    you, number = visit["you"][0]["id"], answer["message_id"]
    offered = await page.post("/api/inline", **{"as": you}, query=QUESTION)
    other = Page(house.application)
    own = await other.visit()
    stranger = own["you"][0]["id"]
    say, one = f"/api/chats/{private}/messages", f"/api/chats/{private}/messages/{number}"

    http = other.http
    refused = [
        await http.post(say, json={"as": stranger, "text": "hello"}),
        await http.post(say, json={"as": you, "text": "hello"}),
        await http.post(f"/api/chats/{group}/messages", json={"as": you, "text": "hello"}),
        await http.put(f"/api/chats/{private}/messages/1", json={"text": "hello"}),
        await http.post(f"{one}/taps", json={"as": stranger, "data": "x"}),
        await http.get(f"{one}/finding"),
        await http.get(f"{one}/files/EMU-file-00000000"),
        await http.post(
            f"/api/chats/{chats_of(own)[0]}/messages", json={"as": you, "text": "hello"}
        ),
        await http.post(
            f"/api/inline/{offered['query_id']}/choices",
            json={"as": stranger, "index": 0, "chat": chats_of(own)[0]},
        ),
    ]

    assert {answer.status_code for answer in refused} <= {403, 404}
    room = next(room for room in house.stage.telegram.rooms() if room.id == private)
    assert [message["text"] for message in room.messages()][:1] == [QUESTION]
    assert len(room.messages()) == 2


async def test_without_a_visit_there_is_nothing(house: House) -> None:
    page = Page(house.application)
    async with page.http as http:
        for path in (
            "/api/events",
            "/api/documents",
            "/api/insight",
            "/api/chats/1/messages/1/finding",
        ):
            assert (await http.get(path)).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080", "[::2]:8080", ""])
async def test_a_name_that_others_point_here_is_refused(house: House, host: str) -> None:
    page = Page(house.application)
    async with page.http as http:
        assert (await http.get("/api/visit", headers={"host": host})).status_code == 403


async def test_another_site_cannot_write_through_a_visitors_browser(
    page: Page, house: House
) -> None:
    visit = await page.visit()
    private, _ = chats_of(visit)
    body = {"as": visit["you"][0]["id"], "text": "hello"}
    path = f"/api/chats/{private}/messages"

    foreign = await page.http.post(path, json=body, headers={"origin": "http://evil.example"})
    own = await page.http.post(path, json=body, headers={"origin": "http://127.0.0.1:8080"})

    assert (foreign.status_code, own.status_code) == (403, 200)


async def test_the_cookie_is_for_this_site_and_not_for_scripts(page: Page) -> None:
    answer = await page.http.get("/api/visit")

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


async def test_browsers_are_told_to_load_nothing_from_elsewhere(page: Page) -> None:
    headers = (await page.http.get("/api/visit")).headers

    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"


async def test_there_is_an_end_to_how_many_may_visit(house: House) -> None:
    pages = [Page(house.application) for _ in range(4)]

    answers = [await page.http.get("/api/visit") for page in pages]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 503]
    assert "Too many people" in answers[3].json()["error"]


async def test_too_much_in_a_minute_is_refused_with_a_reason(page: Page) -> None:
    visit = await page.visit()
    private, _ = chats_of(visit)
    body = {"as": visit["you"][1]["id"], "text": "hello"}  # a stranger there: nothing is said
    statuses = [
        (await page.http.post(f"/api/chats/{private}/messages", json=body)).status_code
        for _ in range(121)
    ]

    assert statuses == [403] * 120 + [429]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("no json", 400),
        ("[1]", 400),
        ('{"as": "you", "text": "hello"}', 403),
        ('{"text": "hello"}', 403),
        ('{"as": YOU}', 400),
        ('{"as": YOU, "text": "  "}', 400),
        ('{"as": YOU, "text": 3}', 400),
        ('{"as": YOU, "text": "LONG"}', 413),
        ('{"as": YOU, "text": "hello", "reply_to": 99}', 404),
        ('{"as": YOU, "text": "hello", "reply_to": "x"}', 400),
        ('{"as": YOU, "text": "hello", "topic": 7}', 404),
        ('"' + "x" * 70_000 + '"', 413),
    ],
)
async def test_calls_that_make_no_sense_are_declined(page: Page, body: str, status: int) -> None:
    visit = await page.visit()
    private, _ = chats_of(visit)
    sent = body.replace("YOU", str(visit["you"][0]["id"])).replace("LONG", "x" * 4097)

    answer = await page.http.post(f"/api/chats/{private}/messages", content=sent)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_the_end_of_a_visit_erases_what_was_said(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, group = chats_of(visit)
    chats = house.chats

    await page.post("/api/visit/end")

    assert {room.id for room in house.stage.telegram.rooms()} & {private, group} == set()
    kept = await chats.run(chats.answers.of_message, private, answer["message_id"])
    assert kept is None
    fresh = await page.visit()
    assert {one["id"] for one in fresh["you"]} & {one["id"] for one in visit["you"]} == set()


async def test_a_visit_is_forgotten_in_the_thread_of_the_memory(page: Page, house: House) -> None:
    """Two threads in one connection waited for each other for ever."""
    visit, answer = await ask(page, house)
    private, chats, is_over = chats_of(visit)[0], house.chats, threading.Event()
    # By then it is remembered.
    await page.get(f"/api/chats/{private}/messages/{answer['message_id']}/finding")
    at_work = asyncio.create_task(chats.run(is_over.wait, 10))
    await asyncio.sleep(0)

    await page.post("/api/visit/end")

    # Its thread waits, so that this one may look.
    assert chats.answers.of_message(private, answer["message_id"]) is not None
    is_over.set()
    assert await at_work
    kept = await chats.run(chats.answers.of_message, private, answer["message_id"])
    assert kept is None


class TestWithHiddenCollection:
    @pytest.fixture
    def rules(self, rules: Rules) -> Rules:
        return replace(rules, hidden=frozenset({"north"}))

    async def test_a_restricted_collection_shows_nowhere(self, page: Page, house: House) -> None:
        visit, answer = await ask(page, house, "How many apple trees does the orchard hold?")
        orchard = next(d for d in house.librarian.snapshot.documents if "orchard" in d.path)
        offered = await page.post(
            "/api/inline", **{"as": visit["you"][0]["id"]}, query="How many apple trees?"
        )
        listed = await page.get("/api/documents")

        assert "412" not in answer["text"]
        assert "412" not in str(offered["results"])
        assert "orchard" not in str(listed)
        assert (await page.http.get(f"/api/documents/{orchard.id}")).status_code == 404
        assert visit["library"]["documents"] == 2
        added = await page.http.post("/api/documents?name=x.txt&collection=north", content=b"x")
        assert added.status_code == 403
