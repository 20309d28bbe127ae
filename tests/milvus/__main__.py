"""`make milvus`: the tests of Milvus and the agreement with FAISS, against the real server.

python -m tests.milvus [DATA]: without the folder of questions, the tests alone.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from index.errors import StoreRefused
from index.milvus.client import Address, Milvus
from tests.milvus.server import PACKAGE, Server, enter_own_network, install
from tests.milvus.serving import ADDRESS, CERTIFICATE, TOKEN

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ["tests/index/test_nearest.py", "tests/milvus/test_sync.py"]
INDEXES = ["FLAT", "HNSW", "AUTOINDEX"]


def main() -> None:
    """Install, start, test, measure, stop."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    python = install(ROOT / "var" / "milvus")
    enter_own_network(["-m", "tests.milvus", *sys.argv[1:]])
    temporary = tempfile.TemporaryDirectory(prefix="quoth-milvus-")
    with temporary as folder, Server(python, Path(folder)) as server:
        _say_version(server)
        _check_refusal(server)
        _run(server, "pytest", "-q", "-n", "0", *TESTS)
        if data is None or not data.is_dir():
            print("The agreement with FAISS is not measured: no folder of questions is named")
        else:
            _run(server, "tests.milvus.agreement", server.url, str(data), *INDEXES)


def _run(server: Server, module: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        ADDRESS: server.url,
        TOKEN: server.token,
        CERTIFICATE: str(server.certificate),
    }
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def _say_version(server: Server) -> None:
    milvus = Milvus(Address(server.url, server.token, server.certificate))
    print(f"{PACKAGE} answers as {milvus.version()}, over TLS and with a password", flush=True)
    milvus.close()


def _check_refusal(server: Server) -> None:
    milvus = Milvus(Address(server.url, "root:wrong", server.certificate))
    try:
        milvus.version()
    except StoreRefused as error:
        print(f"A wrong token: {error}", flush=True)
    else:
        sys.exit("A wrong token was taken")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
