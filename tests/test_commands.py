"""The command line as a person runs it: the installed program, the real model, real files."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot import phrases
from bot.emulator.http import serve
from index.judging.calibrate import Source
from index.library import Library
from tests.conftest import CORPUS, SAMPLE, SHARED, write_corpus
from tests.squad import write_data
from tests.stories.conftest import TOKEN, make_telegram

pytestmark = pytest.mark.model
QUOTH = [sys.executable, "-m", "bot"]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """What a command runs in: ours alone, whatever is set here."""
    kept = {key: os.environ[key] for key in os.environ if not key.startswith(("QUOTH", "TELEGRAM"))}
    return kept | {"QUOTH_HOME": str(home)} | settings


def quoth(
    home: Path, *arguments: str, said: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*QUOTH, *arguments],
        check=False,
        capture_output=True,
        text=True,
        input=said,
        env=environment(home, **settings),
        timeout=120,
    )


def measured(home: Path, questions: Path, documents: Path) -> dict[str, float]:
    """The figures of `quoth eval`."""
    done = quoth(home, "eval", str(questions), "--documents", str(documents), "--json")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a library over the small corpus."""
    folder = write_corpus(tmp_path_factory.mktemp("documents"))
    home = tmp_path_factory.mktemp("home")
    done = quoth(home, "index", str(folder), QUOTH_CORPUS__FOLDER=str(folder))
    assert done.returncode == 0, done.stderr
    assert "3 documents (3 new), 4 passages." in done.stdout
    assert "Embedded 3 documents" in done.stdout
    return home


def test_a_first_run_without_a_token_answers_from_the_sample(tmp_path: Path) -> None:
    done = quoth(tmp_path / "var", "start", said="how many overseas training bases?\n")
    assert done.returncode == 0, done.stderr
    assert "28 overseas training bases" in done.stdout
    again = quoth(tmp_path / "var", "index")
    assert "Embedded 0 documents (0 texts)." in again.stdout


def test_a_question_is_answered_without_loading_what_it_does_not_need(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "ask", "Who founded the mill?"],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
    )
    assert "Anna Brandt" in done.stdout
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()
    }
    assert {"numpy", "faiss", "onnxruntime", "tokenizers"} <= loaded
    heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "matplotlib"}
    # They take 0.2 s to 0.5 s each.
    needless = {"telegram", "httpx", "starlette", "py3langid", "charset_normalizer"}
    # 20 ms to 60 ms each: what makes a graph, reads a command line, draws tables, merges settings.
    idle = {"safetensors", "huggingface_hub", "typer", "rich", "pydantic_settings", "asyncio"}
    assert not loaded & (heavy | needless | idle)


def test_a_changed_folder_is_indexed_without_loading_the_bot(home: Path) -> None:
    with Library.open(home / "library.db") as library:
        folder = str(library.folder)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "index", folder],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
    )
    assert "3 documents (3 unchanged)" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "index.update" in loaded
    needless = {"telegram", "httpx", "starlette", "faiss", "index.snapshot", "torch", "py3langid"}
    assert not loaded & needless


def test_a_question_with_other_options_is_read_by_the_whole_command_line(home: Path) -> None:
    done = quoth(home, "ask", "Who", "founded", "--json", "the mill?")
    assert json.loads(done.stdout)["verdict"] == "FOUND"
    assert "--json" in quoth(home, "ask", "--help").stdout
    assert quoth(home, "ask").returncode == 2
    assert "No such option" in quoth(home, "ask", "--jsn", "Who?").stderr
    assert "-5 degrees" not in quoth(home, "ask", "--", "-5 degrees?").stderr


def test_ask_prints_json_with_offsets_into_the_stored_text(home: Path) -> None:
    done = quoth(home, "ask", "Who", "founded", "the mill?", "--json")
    found = json.loads(done.stdout)
    assert found["verdict"] == "FOUND"
    assert found["took_ms"] > 0
    first = found["matches"][0]
    text = CORPUS["mill.md"]
    assert first["document"] == "mill.md"
    assert first["title"] == "The old mill"
    assert first["line"] == 5
    assert first["text"] == text[first["start"] : first["end"]]
    assert "Anna Brandt" in text[slice(*first["bold"])]
    assert set(first["parts"]) >= {"dense", "sentence", "lexical", "coverage"}
    assert found["differing"] is None


def test_ask_shows_where_two_documents_give_different_figures(tmp_path: Path) -> None:
    files = {
        "a.txt": "The oak\n\nThe Wexley oak is 600 years old.\n",
        "b.txt": "Trees\n\nThe Wexley oak is 850 years old.\n",
    }
    folder = write_corpus(tmp_path / "documents", files)
    home = tmp_path / "var"
    assert quoth(home, "index", str(folder)).returncode == 0
    shown = quoth(home, "ask", "How old is the Wexley oak?").stdout.splitlines()
    assert shown[0] == phrases.DIFFERING
    assert {line for line in shown if line.startswith("▌")} == {
        "▌ The Wexley oak is 600 years old.",
        "▌ The Wexley oak is 850 years old.",
    }
    found = json.loads(quoth(home, "ask", "How old is the Wexley oak?", "--json").stdout)
    other = found["differing"]
    assert {found["matches"][0]["document"], other["document"]} == set(files)
    assert other["text"] == files[other["document"]][other["start"] : other["end"]]


def test_ask_prints_the_card_and_refuses_honestly(home: Path) -> None:
    shown = quoth(home, "ask", "How much is a ticket for the ferry?").stdout
    assert "A single ticket for the ferry costs 3 crowns" in shown
    assert "ferry.txt · line 5 · chars" in shown
    refused = quoth(home, "ask", "What is the capital of France?", "--json")
    assert json.loads(refused.stdout)["verdict"] == "NOTHING"
    assert json.loads(refused.stdout)["matches"] == []


def test_ask_answers_chatter_without_a_search(home: Path) -> None:
    assert quoth(home, "ask", "hi", "there!").stdout == f"{phrases.GREETING}\n"
    found = json.loads(quoth(home, "ask", "谢谢", "--json").stdout)
    assert (found["verdict"], found["matches"]) == ("NOTHING", [])


def test_chatter_in_five_languages_never_gets_a_quote(tmp_path: Path) -> None:
    lines = (Path(__file__).parent / "questions" / "chatter.jsonl").read_text("utf-8").splitlines()
    said = [json.loads(line)["text"] for line in lines]
    assert "Embedded 6 documents" in quoth(tmp_path, "index").stdout
    done = quoth(tmp_path, "chat", said="\n".join(said))
    refused = phrases.NOTHING_PRIVATE.format(documents="6 documents")
    lines_of_ours = {*phrases.SMALL_TALK.values(), phrases.WRITE_WORDS, refused}
    assert len(done.stdout.splitlines()) == len(said)
    assert set(done.stdout.splitlines()) <= lines_of_ours


def test_search_prints_matches_whatever_the_verdict(home: Path) -> None:
    done = quoth(home, "search", "What is the capital of France?", "--k", "2", "--json")
    assert len(json.loads(done.stdout)["matches"]) == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ask", "what?"], "Build one: quoth index"),
        (["index", "nowhere"], "does not exist"),
        (["index", "empty"], "No document to read"),
        (["index", "file.txt"], "is a file, not a folder"),
        (["eval", "nowhere.jsonl"], "Cannot read"),
        (["eval", "bad.jsonl"], "line 2: not JSON"),
        (["eval", "good.jsonl", "--against", "bad.jsonl"], "Cannot compare with"),
        (["eval", "good.jsonl", "--against", "other.json"], "no question in common"),
        (["eval", "good.jsonl", "--out", "no.where/run.json"], "its folder does not exist"),
        (["eval", "good.jsonl", "--misses", "empty"], "it is a folder"),
        (["quality", "empty", "--floors", "floors.toml"], "the benchmark 'one' needs it"),
        (["quality", "empty", "--floors", "floors.toml", "--only", "two"], "there are one"),
        (["calibrate"], "Build one: quoth index"),
        (["calibrate", "--reset"], "Build one: quoth index"),
        (["run"], "No bot token"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "bad.jsonl").write_text('{"question": "a", "answer": null}\n{oops\n')
    (tmp_path / "good.jsonl").write_text('{"question": "a"}\n')
    (tmp_path / "other.json").write_text('{"model": "m", "passages": 1, "questions": []}')
    (tmp_path / "floors.toml").write_text('[[benchmark]]\nname = "one"\nquestions = "q.jsonl"\n')
    paths = [str(tmp_path / a) if (tmp_path / a).exists() or "." in a else a for a in arguments]
    done = quoth(tmp_path / "var", *paths)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_emptied_folder_leaves_the_library_as_it_was(tmp_path: Path, home: Path) -> None:
    before = (home / "library.db").read_bytes()
    assert quoth(home, "index", str(tmp_path)).returncode == 2
    assert (home / "library.db").read_bytes() == before


def test_many_skipped_files_are_summed_up_by_reason(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "documents")
    for n in range(4):
        write_corpus(folder, {f"copy {n}.txt": CORPUS["ferry.txt"], f"none {n}.txt": " "})
        (folder / f"old {n}.doc{n}").touch()
    for n in range(6):
        (folder / f"bread {n}.txt").write_bytes(f"Brot {n}\n\nBrötchen für {n}.\n".encode("cp1252"))
    done = quoth(tmp_path, "index", str(folder))
    summary = done.stdout.split("Skipped 12 files:\n")[1]
    assert summary.startswith(
        "  none 0.txt and 3 more: it is empty\n"
        "  old 0.doc0 and 3 more: not a format that is read\n"
        "  copy 1.txt and 3 more: the same text as another\n"
        "  (quoth index --list names all)\n"
        "bread 0.txt and 5 more are not UTF-8; read as cp1250\n"
    ), done.stdout


def test_who_stops_an_index_is_told_how_far_it_came_and_goes_on_later(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"Log {n}\n\nBoat {n} left pier {n % 7}.\n" for n in range(600)}
    command = [*QUOTH, "index", str(write_corpus(tmp_path / "documents", texts))]
    with subprocess.Popen(
        command,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, a shell has told them to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as indexing:
        assert indexing.stderr is not None
        assert indexing.stderr.readline() == "Reading: 600 to do\n"
        assert indexing.stderr.readline() == "Splitting: 600 to do\n"
        assert indexing.stderr.readline() == "Embedding: 1200 to do\n"
        indexing.send_signal(signal.SIGINT)
        said = indexing.stderr.read()
    assert indexing.returncode == 130
    assert said.startswith("Stopped. Embedded ")
    assert "of 1,200 texts; what is done is kept, and the library is as it was.\n" in said
    assert quoth(tmp_path, "ask", "Which boat?").stderr.startswith("quoth: No library")


def test_eval_reaches_its_figures_over_the_articles(tmp_path: Path, seeds: Path) -> None:
    figures = measured(tmp_path, SHARED / "questions" / "seed_questions.jsonl", seeds)
    assert figures["questions"] == 48
    assert figures["hit@1"] >= 0.80
    assert figures["hit@3"] >= 0.92
    assert figures["refused"] >= 0.9
    assert figures["kept"] >= 0.9


def test_eval_over_the_sample_has_not_fallen(tmp_path: Path) -> None:
    questions = Path(__file__).parent / "questions" / "sample.jsonl"
    figures = measured(tmp_path, questions, SAMPLE)
    assert figures["questions"] == 65
    # One question less than was measured last in each.
    assert figures["hit@1"] >= 0.97
    assert figures["hit@3"] >= 0.97
    assert figures["bold@1"] >= 0.75
    assert figures["kept"] >= 0.9
    assert figures["refused"] >= 0.8


def test_eval_shows_intervals_and_compares_with_an_earlier_run(tmp_path: Path, home: Path) -> None:
    questions, run, misses = (tmp_path / name for name in ("q.jsonl", "run.json", "misses.md"))
    cases = [
        {"question": "Who founded the mill?", "document": "mill.md", "answer": "Anna Brandt"},
        {"question": "How many apple trees are there?", "document": "ferry.txt", "answer": "412"},
        {"question": "What is the capital of France?"},
    ]
    questions.write_text("\n".join(map(json.dumps, cases)))
    first = quoth(home, "eval", str(questions), "--out", str(run), "--misses", str(misses))
    assert first.returncode == 0, first.stderr
    rows = [line.split() for line in first.stdout.splitlines()]
    assert ["hit@1", "0.500", "0.095", "to", "0.905", "2"] in rows
    assert ["refused", "1.000", "0.206", "to", "1.000", "1"] in rows
    assert "1 of 3 questions missed" in first.stderr
    assert "1  the right passage is not first" in first.stderr
    assert misses.read_text().startswith("## How many apple trees are there?")

    again = quoth(home, "eval", str(questions), "--against", str(run))
    rows = [line.split() for line in again.stdout.splitlines()]
    assert "3 questions in common with the earlier run:" in again.stdout
    same = ["+0.000", "+0.000", "to", "+0.000", "0", "of", "2", "the", "same"]
    assert ["hit@1", "0.500", "0.500", *same] in rows

    found = json.loads(
        quoth(home, "eval", str(questions), "--against", str(run), "--limit", "1", "--json").stdout
    )
    assert (found["questions"], found["hit@1"], found["refused"]) == (1, 1.0, None)
    assert found["intervals"]["hit@1"] == [0.2065, 1.0]
    assert found["intervals"]["refused"] is None
    against = found["against"]
    assert (against["questions"], against["passages"]) == (1, 4)
    assert against["figures"]["hit@1"] == {
        "before": 1.0,
        "now": 1.0,
        "difference": 0.0,
        "interval": [0.0, 0.0],
        "changed": 0,
        "beyond_chance": False,
    }


def test_quality_fails_under_a_floor_and_says_how_to_see_why(tmp_path: Path) -> None:
    data, floors, out = write_data(tmp_path / "data"), tmp_path / "floors.toml", tmp_path / "out"
    text = (
        '[[benchmark]]\nname = "held-out"\nquestions = "asked.json"\nover = "passages.json"\n'
        'held_out = true\nfloors = { "hit@1" = 0.9, "bold@1" = 0.9 }\n'
        '[[benchmark]]\nname = "talk"\nquestions = "talk.jsonl"\nover = "passages.json"\n'
    )
    floors.write_text(text)
    command = ("quality", str(data), "--floors", str(floors), "--out", str(out))
    well = quoth(tmp_path / "var", *command)
    assert well.returncode == 0, well.stderr
    assert "held-out: 2 questions over 3 passages" in well.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        *("held-out.json", "held-out.md", "talk.json", "talk.md")
    ]
    floors.write_text(text + "floors = { refused = 1.1 }\n")
    fallen = quoth(tmp_path / "var", *command)
    assert fallen.returncode == 1
    assert "talk: refused is 1.0000, its floor is 1.1" in fallen.stderr
    assert f"quoth quality {data} --only talk --out FOLDER" in fallen.stderr
    assert "held-out: hit@1" not in fallen.stderr


def test_calibrate_shows_both_kinds_of_errors_stores_thresholds_and_takes_them_back(
    tmp_path: Path,
) -> None:
    assert quoth(tmp_path, "index").returncode == 0
    own = tmp_path / "own.jsonl"
    case = {"question": "where is the moon", "document": "moon.md", "answer": "in the sky"}
    own.write_text(
        (Path(__file__).parent / "questions" / "sample.jsonl").read_text("utf-8") + json.dumps(case)
    )
    tried = quoth(tmp_path, "calibrate", str(own), "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "left out 1 questions about other documents" in tried.stderr
    for source in Source:
        assert re.search(rf"^{source} +\d+ +(refused|answered) +\d+ \(\d+%\)", tried.stdout, re.M)
    assert re.search(r"^yours, with an answer +45 ", tried.stdout, re.M)
    assert "Nothing is stored" in tried.stdout
    assert "ok   verdict thresholds: default" in quoth(tmp_path, "doctor").stdout

    stored = quoth(tmp_path, "calibrate", str(own))
    assert stored.stdout.splitlines()[:-1] == tried.stdout.splitlines()[:-1]
    assert "ok   verdict thresholds: calibrated, shown from" in quoth(tmp_path, "doctor").stdout
    assert "Back to the defaults" in quoth(tmp_path, "calibrate", "--reset").stdout
    assert "the defaults already" in quoth(tmp_path, "calibrate", "--reset").stdout
    assert "ok   verdict thresholds: default" in quoth(tmp_path, "doctor").stdout


def test_a_small_library_keeps_its_thresholds(tmp_path: Path, home: Path) -> None:
    done = quoth(home, "calibrate")
    assert done.returncode == 0, done.stderr
    assert "Too little to go by" in done.stdout
    alone = write_corpus(tmp_path / "documents", {"mill.md": CORPUS["mill.md"]})
    assert quoth(tmp_path, "index", str(alone)).returncode == 0
    assert "One document is too little" in quoth(tmp_path, "calibrate").stdout


def test_calibrate_takes_questions_about_the_library_only(tmp_path: Path, home: Path) -> None:
    squad = tmp_path / "squad.json"
    qas = [{"question": "Where?", "answers": [{"text": "Here", "answer_start": 0}]}]
    squad.write_text(json.dumps({"data": [{"paragraphs": [{"context": "Here.", "qas": qas}]}]}))
    done = quoth(home, "calibrate", str(squad))
    assert done.returncode == 2
    assert "brings its own documents" in done.stderr
    together = quoth(home, "calibrate", "--reset", "--dry-run")
    assert together.returncode == 2
    assert "--reset: it goes alone" in together.stderr


async def test_run_answers_over_http_and_ends_when_it_is_told_to(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    async with serve(telegram) as address:
        settings = environment(
            home,
            TELEGRAM_BOT_TOKEN=TOKEN,
            QUOTH_TELEGRAM__BASE_URL=address.base_url,
            QUOTH_TELEGRAM__BASE_FILE_URL=address.base_file_url,
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "run", env=settings, stderr=asyncio.subprocess.PIPE
        )
        await telegram.say(room, ann, "Who founded the mill in 1788?")
        (message,) = await telegram.wait_for_messages(room, 1, timeout_s=60)
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), 30)
    assert "Anna Brandt" in message["text"]
    assert process.returncode == 0
    assert TOKEN not in log.decode()
    assert "founded" not in log.decode()
    assert telegram.violations == []


async def test_a_token_that_telegram_refuses_is_one_clear_line(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    wrong = "654321:AAWrongTokenThatNobodyKnows00000000000"
    async with serve(telegram) as address:
        settings = environment(
            home, TELEGRAM_BOT_TOKEN=wrong, QUOTH_TELEGRAM__BASE_URL=address.base_url
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "run", env=settings, stderr=asyncio.subprocess.PIPE
        )
        _, log = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert "Telegram refuses the bot token" in log.decode()
    assert wrong not in log.decode()
    assert "Traceback" not in log.decode()


async def test_the_doctor_says_what_is_well_and_what_to_do(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot", inline=False)
    async with serve(telegram) as address:
        settings = environment(
            home, TELEGRAM_BOT_TOKEN=TOKEN, QUOTH_TELEGRAM__BASE_URL=address.base_url
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "doctor", env=settings, stdout=asyncio.subprocess.PIPE
        )
        found, _ = await asyncio.wait_for(process.communicate(), 60)
    lines = found.decode().splitlines()
    assert any(line.startswith("ok   model: all-MiniLM-L6-v2@") for line in lines)
    assert "ok   engine: onnxruntime, single precision" in lines
    (library,) = [line for line in lines if line.startswith("ok   library: ")]
    assert re.match(
        r"ok   library: 4 passages, version \d+, \d+ KB a passage "
        r"\(\d+ KB, \d+ KB of it vectors; some \d+ KB in memory\)",
        library,
    )
    assert "ok   Telegram: the bot is @quoth_bot" in lines
    assert "FIX  inline mode: off; turn it on with BotFather, /setinline" in lines
    assert process.returncode == 1
