"""A model by its name on the hub: from the cache if it is there, and a quick word if it is not."""

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.models.model import Role
from tests.models import save_encoder, word_tokenizer

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parent.parent.parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FIND = """
import sys
from index.errors import ModelUnusable
from index.models.model import Role, find_model
try:
    print(find_model(sys.argv[1], Role[sys.argv[2]], may_download=sys.argv[3] == "yes").identity)
except ModelUnusable as error:
    print(error)
"""


def find(
    name: str, cache: Path, endpoint: str, role: Role = Role.EMBEDDER, may_download: str = "yes"
) -> str:
    """What finding a model says in a process of its own, whose hub is at the endpoint."""
    found = subprocess.run(
        [sys.executable, "-c", FIND, name, role.name, may_download],
        cwd=ROOT,
        env={**os.environ, "HF_HOME": str(cache), "HF_ENDPOINT": endpoint, "HF_HUB_OFFLINE": "0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return found.stdout.strip()


@pytest.fixture(scope="module")
def nowhere() -> Iterator[str]:
    """The address of a hub that knows no model, and no network behind it."""

    class NotFound(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815  # the name is http.server's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), NotFound) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the hub that holds one model."""
    home = tmp_path_factory.mktemp("huggingface")
    model = home / "hub" / "models--someone--tiny"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text(COMMIT)
    save_encoder(model / "snapshots" / COMMIT, word_tokenizer())
    return home


def test_a_model_in_the_cache_needs_no_network_and_is_known_by_its_name(cache: Path) -> None:
    said = find("someone/tiny", cache, UNREACHABLE)
    assert said.startswith("someone/tiny@")
    assert said == find("someone/tiny", cache, UNREACHABLE, may_download="no")


def test_other_weights_under_the_same_name_are_another_model(cache: Path) -> None:
    before = find("someone/tiny", cache, UNREACHABLE)
    weights = cache / "hub/models--someone--tiny/snapshots" / COMMIT / "model.safetensors"
    data = weights.read_bytes()
    weights.write_bytes(data[:-1] + b"x")
    after = find("someone/tiny", cache, UNREACHABLE)
    weights.write_bytes(data)
    assert before.split("@")[0] == after.split("@")[0] == "someone/tiny"
    assert before != after


def test_a_model_that_cannot_be_downloaded_is_named_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    said = find("intfloat/multilingual-e5-small", tmp_path, UNREACHABLE)
    assert time.monotonic() - began < 15
    assert said == (
        "The model intfloat/multilingual-e5-small is not on this machine and cannot be downloaded "
        "now. Try again with a network. Set QUOTH_MODEL__NAME to a folder that holds a model, or "
        "leave it out"
    )


def test_a_model_that_the_hub_does_not_have_is_named(tmp_path: Path, nowhere: str) -> None:
    said = find("no-such-model", tmp_path, nowhere)
    assert said.startswith("There is no folder sentence-transformers/no-such-model, and no model")
    reranker = find("no-such-model", tmp_path, nowhere, Role.RERANKER)
    assert reranker.startswith("There is no folder cross-encoder/no-such-model, and no model")
    assert "QUOTH_MODEL__RERANKER" in reranker


def test_a_folder_that_is_not_there_is_no_name_on_the_hub(tmp_path: Path) -> None:
    said = find("./models/of/mine", tmp_path, UNREACHABLE)
    assert said.startswith("./models/of/mine is neither a folder nor a name on the model hub.")


def test_who_must_not_download_is_told_that_the_model_is_not_here_yet(
    tmp_path: Path, nowhere: str
) -> None:
    said = find("someone/else", tmp_path, nowhere, may_download="no")
    assert said.startswith("The model someone/else is not on this machine yet.")
