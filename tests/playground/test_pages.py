"""Behind the quote, documents, insight: what the page shows beside the chats."""

import json
from dataclasses import replace

import pytest

from bot.emulator.people import Json
from bot.playground.app import Rules
from bot.playground.documents import Desk
from config.settings import Settings
from corpus.document import Document
from corpus.skipped import Skipped
from index.answer import Question, Verdict
from index.prepare import Watcher
from tests.playground.house import RULES, House, Page
from tests.playground.test_talking import QUESTION, ask, chats_of


async def test_behind_the_quote_stand_the_steps_and_the_parts_of_each_score(
    page: Page, house: House
) -> None:
    visit, answer = await ask(page, house)
    private, _ = chats_of(visit)

    found = await page.get(f"/api/chats/{private}/messages/{answer['message_id']}/finding")

    best = found["matches"][0]
    assert found["question"] == QUESTION
    assert found["shown"] == 0
    assert best["document"]["path"] == "ferry.txt"
    start = best["passage"]["start"]
    sentence = best["text"][best["best"]["start"] - start : best["best"]["end"] - start]
    assert "costs 3 crowns" in sentence
    assert sentence in answer["text"]
    assert sum(part["points"] for part in best["parts"]) == pytest.approx(best["score"], abs=0.02)
    assert (found["verdict"] == "found") is (found["gate"] >= found["thresholds"]["found"])
    names = [step["name"] for step in found["steps"]]
    assert names.index("encode the question") < names.index("find candidates")
    assert all(step["ms"] >= 0 for step in found["steps"])


async def test_the_passage_stands_where_its_document_has_it(page: Page, house: House) -> None:
    visit, answer = await ask(page, house)
    private, _ = chats_of(visit)
    found = await page.get(f"/api/chats/{private}/messages/{answer['message_id']}/finding")
    best = found["matches"][0]

    document = await page.get(f"/api/documents/{best['document']['id']}")

    passage = best["passage"]
    assert document["text"][passage["start"] : passage["end"]] == best["text"]
    assert best["text_before"] + best["text"] + best["text_after"] in document["text"]
    lines = document["text"].split("\n")
    assert lines[passage["first_line"] - 1] in best["text"]
    assert passage in document["passages"]


async def test_a_message_that_is_no_answer_has_nothing_behind_it(page: Page, house: House) -> None:
    visit, _ = await ask(page, house, "hello")
    private, _ = chats_of(visit)

    for number in (1, 2, 99):
        path = f"/api/chats/{private}/messages/{number}/finding"
        assert (await page.http.get(path)).status_code == 404


async def test_the_documents_are_listed_by_collection(page: Page) -> None:
    await page.visit()

    listed = await page.get("/api/documents")

    assert [
        (one["name"], [d["path"] for d in one["documents"]]) for one in listed["collections"]
    ] == [
        ("", ["ferry.txt", "mill.md"]),
        ("north", ["north/orchard.txt"]),
    ]
    ferry = listed["collections"][0]["documents"][0]
    assert (ferry["title"], ferry["date"]) == ("The river ferry", "2024-05-17")


async def lines_of(page: Page, path: str, content: bytes) -> list[Json]:
    """What the page is told while a file is added."""
    answer = await page.http.post(path, content=content)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_an_added_file_is_embedded_and_answers_at_once(
    page: Page, house: House, settings: Settings
) -> None:
    text = b"The bakery\n\nThe bakery sells 38 kinds of bread, and closes at noon on Mondays.\n"
    await page.visit()

    told = await lines_of(page, "/api/documents?name=bakery.txt&collection=town", text)
    _, answer = await ask(page, house, "How many kinds of bread does the bakery sell?")

    assert told[0]["expected"] > 0
    assert told[-2]["embedded"] == told[0]["expected"]
    assert told[-1]["done"]["title"] == "The bakery"
    assert told[-1]["done"]["passages"] == 1
    assert "38 kinds of bread" in answer["text"]
    assert (settings.added_path / "town" / "bakery.txt").read_bytes() == text


@pytest.mark.parametrize(
    ("query", "content", "reason"),
    [
        ("name=x.exe", b"MZ", "not a format"),
        ("name=empty.txt", b" \n", "empty"),
        ("name=../../x.txt", b"A text.", "short, plain names"),
        ("name=..%2Fx.txt", b"A text.", "short, plain names"),
        ("name=.hidden.txt", b"A text.", "short, plain names"),
        ("name=x%00.txt", b"A text.", "short, plain names"),
        (f"name={'x' * 200}.txt", b"A text.", "short, plain names"),
        ("name=x.txt&collection=..", b"A text.", "short, plain names"),
        ("name=x.txt&collection=a/b", b"A text.", "short, plain names"),
        ("name=binary.txt", bytes(range(256)) * 20, ""),
        ("name=ferry.txt", b"Another text.", "has a file of that name"),
        ("", b"A text.", "short, plain names"),
    ],
)
async def test_what_cannot_be_added_is_refused_and_leaves_nothing(
    page: Page, settings: Settings, query: str, content: bytes, reason: str
) -> None:
    await page.visit()

    told = await lines_of(page, f"/api/documents?{query}", content)

    assert reason in told[-1]["error"]
    left = [path for path in settings.home.rglob("*") if path.is_file()]
    assert {path.suffix for path in left} <= {".db", ".db-wal", ".db-shm"}
    assert len((await page.get("/api/documents"))["skipped"]) == 0


async def test_the_same_text_is_not_added_twice(page: Page, settings: Settings) -> None:
    text = (settings.corpus.folder / "ferry.txt").read_bytes()
    await page.visit()

    told = await lines_of(page, "/api/documents?name=copy.txt", text)

    assert "the same text as ferry.txt" in told[-1]["error"]


async def test_an_added_file_is_replaced_by_one_of_its_name(
    page: Page, house: House, settings: Settings
) -> None:
    await page.visit()
    await lines_of(
        page, "/api/documents?name=tower.txt", b"The tower\n\nThe tower has 212 steps.\n"
    )
    await lines_of(
        page, "/api/documents?name=tower.txt", b"The tower\n\nThe tower has 214 steps.\n"
    )

    _, answer = await ask(page, house, "How many steps does the tower have?")

    assert "214 steps" in answer["text"]
    assert [d.path for d in house.librarian.snapshot.documents].count("tower.txt") == 1


async def test_insight_counts_what_was_asked(page: Page, house: House) -> None:
    visit, _ = await ask(page, house)
    private, _ = chats_of(visit)
    you = visit["you"][0]["id"]
    for text in ("Who painted the ceiling of the opera?", "Who painted the opera's ceiling?"):
        await page.post(f"/api/chats/{private}/messages", **{"as": you}, text=text)
    await house.answer_in(private, 3)

    async def shown() -> Json:
        found: Json = await page.get("/api/insight")
        return found

    insight = await shown()
    for _ in range(100):
        if insight["questions"] == 3:
            break
        insight = await shown()

    assert insight["questions"] == 3
    assert insight["found"] + insight["unsure"] == 1
    assert insight["nothing"] == 2
    assert sum(gap["count"] for gap in insight["gaps"]) == 2
    assert len(insight["days"]) == 30
    assert insight["days"][-1]["nothing"] == 2
    latency = insight["latency_ms"]
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"]


class TestExposed:
    @pytest.fixture
    def rules(self, rules: Rules) -> Rules:
        return replace(rules, may_add=False, may_see_insight=False)

    async def test_strangers_neither_add_nor_see_what_others_asked(
        self, page: Page, settings: Settings
    ) -> None:
        await page.visit()

        added = await page.http.post("/api/documents?name=x.txt", content=b"A text.")
        insight = await page.http.get("/api/insight")

        assert (added.status_code, insight.status_code) == (403, 403)
        assert not settings.added_path.exists()


async def test_samples_are_surely_answered_and_follow_the_library(page: Page, house: House) -> None:
    before = (await page.visit())["library"]["samples"]
    await lines_of(
        page, "/api/documents?name=mast.txt", b"The mast\n\nThe mast is held by 26 steel ropes.\n"
    )
    after = (await page.visit())["library"]["samples"]

    counted = ["How many crowns?", "When was the mill founded?", "How many apple trees?"]
    assert before[:3] == counted
    assert set(after) > {*counted, "How many steel ropes?"}
    answers = [await house.librarian.ask(Question.of(text)) for text in after]
    assert {answer.verdict for answer in answers} == {Verdict.FOUND}


SKIPPED = [
    Skipped("broken.pdf", "it is damaged"),
    Skipped("north/broken.pdf", "it is damaged"),
    Skipped("/srv/documents/north", "Permission denied"),
]


def no_door(name: str, collection: str, content: bytes, watcher: Watcher) -> Document:
    raise AssertionError(name, collection, content, watcher)


@pytest.mark.parametrize("rules", [replace(RULES, hidden=frozenset({"north"}))])
@pytest.mark.parametrize("desk", [Desk(lambda: SKIPPED, no_door)])
async def test_what_was_left_out_of_a_closed_collection_is_not_listed(page: Page) -> None:
    await page.visit()
    listed = await page.get("/api/documents")
    assert listed["skipped"] == [{"path": "broken.pdf", "reason": "it is damaged"}]
