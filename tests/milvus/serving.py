"""A Milvus for tests: milvus-lite on loopback, as a process of its own that can be killed."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

# A server that runs already, instead of milvus-lite: `make milvus` sets them.
ADDRESS = "QUOTH_TEST_MILVUS"
TOKEN, CERTIFICATE = "QUOTH_TEST_MILVUS_TOKEN", "QUOTH_TEST_MILVUS_CERTIFICATE"
_STARTS_S = 60.0


def is_installed() -> bool:
    """Whether milvus-lite and pymilvus are there."""
    return all(importlib.util.find_spec(name) for name in ("milvus_lite", "pymilvus"))


class LiteServer:
    """milvus-lite over a folder; by itself it would listen on all addresses, without a password."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--data-dir", str(self.folder / "data")]
        # It needs none of our settings, and none of our secrets.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("QUOTH_")}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        ends = time.monotonic() + _STARTS_S
        while not _listens(self.port):
            if time.monotonic() > ends or self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text("utf-8"))
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a lost machine ends."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0
