"""Other models through the command line, as a person uses them."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from bot.cli.checks import Finding, check_all
from bot.emulator.http import serve
from config.settings import load_settings
from tests.conftest import write_corpus
from tests.models import (
    DOCUMENTS,
    aligned_tokenizer,
    aligned_vectors,
    save_cross_encoder,
    save_encoder,
)
from tests.stories.conftest import TOKEN, make_telegram
from tests.terminal import QUOTH, environment, quoth

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in three languages."""
    return write_corpus(tmp_path_factory.mktemp("documents"), DOCUMENTS)


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model in whose vectors words of four languages meet."""
    tokenizer = aligned_tokenizer()
    return save_encoder(
        tmp_path_factory.mktemp("models") / "aligned",
        tokenizer,
        vectors=aligned_vectors(tokenizer),
        prompts={"query": "query: ", "passage": "passage: "},
        window=128,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, folder: Path, aligned: Path) -> Path:
    """A home with a library that the multilingual model made."""
    home = tmp_path_factory.mktemp("home")
    done = quoth(home, "index", str(folder), QUOTH_MODEL__NAME=str(aligned))
    assert done.returncode == 0, done.stderr
    assert "Embedded 3 documents" in done.stdout
    return home


def test_questions_are_answered_from_documents_in_other_languages(
    home: Path, aligned: Path
) -> None:
    asked = {
        "渡轮船票多少钱？": "A ticket for the ferry costs 3 crowns.",
        "Vé phà giá bao nhiêu?": "A ticket for the ferry costs 3 crowns.",
        "พิพิธภัณฑ์ โรงสี ป่า?": "磨坊的博物馆在森林。",
        "How many apple trees has the orchard?": "สวนผลไม้ ต้นไม้ แอปเปิล 412",
    }
    said = "".join(f"{question}\n" for question in asked)
    done = quoth(home, "chat", said=said, QUOTH_MODEL__NAME=str(aligned))
    quotes = [line[2:] for line in done.stdout.splitlines() if line.startswith("▌ ")]
    assert quotes == list(asked.values())
    first = next(iter(asked))
    found = json.loads(quoth(home, "ask", first, "--json", QUOTH_MODEL__NAME=str(aligned)).stdout)
    assert (found["verdict"], found["matches"][0]["document"]) == ("FOUND", "ferry.txt")


@pytest.mark.parametrize("command", [["ask", "Where is the ferry?"], ["run"]])
def test_another_model_than_the_librarys_is_refused_with_what_to_run(
    home: Path, command: list[str]
) -> None:
    done = quoth(home, *command, TELEGRAM_BOT_TOKEN=TOKEN)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("quoth: The library was built with the model aligned@")
    assert "the settings name all-MiniLM-L6-v2@" in done.stderr
    assert done.stderr.endswith("Embed it anew: quoth index\n")


def test_the_doctor_says_that_the_library_was_made_by_another_model(home: Path) -> None:
    done = quoth(home, "doctor")
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if "library:" in line]
    assert line.startswith("FIX  library: The library was built with the model aligned@")
    assert line.endswith("Embed it anew: quoth index")


def test_indexing_with_another_model_embeds_all_anew(
    tmp_path: Path, home: Path, folder: Path
) -> None:
    copy = tmp_path / "var"
    shutil.copytree(home, copy)
    changed = quoth(copy, "index", str(folder))
    assert "3 documents (3 changed)" in changed.stdout
    assert "Embedded 3 documents" in changed.stdout
    asked = quoth(copy, "ask", "How much is a ticket for the ferry?")
    assert "A ticket for the ferry costs 3 crowns." in asked.stdout


def test_a_reranker_orders_the_matches(home: Path, aligned: Path, tmp_path: Path) -> None:
    likes_ferries = save_cross_encoder(tmp_path / "likes-ferries", wanted="ferry")
    settings = {"QUOTH_MODEL__NAME": str(aligned), "QUOTH_MODEL__RERANKER": str(likes_ferries)}
    done = quoth(home, "search", "磨坊博物馆森林", "--json", **settings)
    matches = json.loads(done.stdout)["matches"]
    assert matches[0]["document"] == "ferry.txt"
    assert [m["reranked"] for m in matches] == sorted(m["reranked"] for m in matches)[::-1]
    best = max(matches, key=lambda match: float(match["score"]))
    assert best["document"] == "mill.txt"


def test_the_doctor_loads_the_reranker_and_asks_it(tmp_path: Path) -> None:
    whole, damaged = (save_cross_encoder(tmp_path / name) for name in ("whole", "damaged"))
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])

    def finding(folder: Path) -> Finding:
        settings = load_settings(home=tmp_path, model={"reranker": str(folder)})
        return next(found for found in check_all(settings) if found.what == "re-ranker")

    assert finding(whole).is_well
    assert finding(whole).says.startswith("whole@")
    assert not finding(damaged).is_well
    assert finding(damaged).says.startswith("Cannot load the model damaged: ")


@pytest.mark.parametrize("command", [["ask", "ferry"], ["run"]])
def test_a_reranker_that_is_missing_is_refused_before_the_first_question(
    home: Path, aligned: Path, tmp_path: Path, command: list[str]
) -> None:
    settings = {"QUOTH_MODEL__NAME": str(aligned), "TELEGRAM_BOT_TOKEN": TOKEN}
    done = quoth(home, *command, QUOTH_MODEL__RERANKER=str(tmp_path / "nowhere"), **settings)
    assert done.returncode == 2
    assert "is neither a folder nor a name on the model hub." in done.stderr
    assert "Set QUOTH_MODEL__RERANKER to a folder" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_bot_whose_model_is_damaged_ends_before_it_answers(
    home: Path, aligned: Path, tmp_path: Path
) -> None:
    damaged = save_cross_encoder(tmp_path / "damaged")
    weights = damaged / "model.safetensors"
    await asyncio.to_thread(weights.write_bytes, b"cut off")
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    async with serve(telegram) as address:
        settings = environment(
            home,
            TELEGRAM_BOT_TOKEN=TOKEN,
            QUOTH_TELEGRAM__BASE_URL=address.base_url,
            QUOTH_MODEL__NAME=str(aligned),
            QUOTH_MODEL__RERANKER=str(damaged),
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "run", env=settings, stderr=asyncio.subprocess.PIPE
        )
        _, log = await asyncio.wait_for(process.communicate(), 60)
    last = log.decode().splitlines()[-1]
    assert process.returncode == 2
    assert last.startswith("quoth: Cannot load the model damaged:")
    assert "Traceback" not in log.decode()
