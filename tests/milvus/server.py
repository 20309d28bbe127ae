"""The real Milvus server of the PyPI package `milvus`, with a password and TLS, for a while.

It listens on all addresses, whatever is set, and its inner ports ask for no password: it is run in
a network of its own, which has nothing but loopback.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from types import TracebackType
from typing import Self

PACKAGE = "milvus==2.3.5"
PORT = 19530
INSIDE = "QUOTH_TEST_MILVUS_INSIDE"
_STARTS_S = 240.0
# The package's own starter knows neither the folder of the certificates nor when it failed.
_STARTER = """
import signal, sys
from milvus import MilvusServer
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
server = MilvusServer(data_dir=sys.argv[1])
for setting in sys.argv[2:]:
    name, value = setting.split("=", 1)
    kind = server.config.get_type(name)
    server.config.set(name, value == "true" if kind is bool else kind(value))
server.start()
server.server_proc.wait()
"""
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def install(folder: Path) -> Path:
    """Install the package into an environment of its own, once; its python."""
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install"]
        subprocess.run([*pip, PACKAGE], check=True)
        (folder / "installed").touch()
    return python


def enter_own_network(arguments: Sequence[str]) -> None:
    """Start this program anew in a network that nobody else is in, unless it is there already."""
    if os.environ.get(INSIDE):
        _bring_up_loopback()
        return
    unshare = shutil.which("unshare")
    command = [unshare or "unshare", "--map-root-user", "--net"]
    if unshare is None or subprocess.run([*command, "true"], check=False).returncode:
        sys.exit("No network of its own can be made here (unshare), and the server is not to be")
    os.environ[INSIDE] = "1"
    os.execv(unshare, [*command, sys.executable, *arguments])


class Server:
    """The server, while the context lasts.

    Args:
        python: where it is installed.
        folder: for its data, its log and its certificate; a fresh one.
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self._python, self._folder = python, folder
        self._process: subprocess.Popen[bytes] | None = None
        self.certificate = folder / "certificate.pem"
        self.token = ""
        self.url = f"https://localhost:{PORT}"

    def __enter__(self) -> Self:
        self._certify()
        settings = [
            f"proxy_port={PORT}",
            "authorization_enabled=true",
            "tls_mode=1",
            f"server_pem_path={self.certificate}",
            f"server_key_path={self._folder / 'key.pem'}",
        ]
        data = self._folder / "data"
        command = [str(self._python), "-c", _STARTER, str(data), *settings]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        self._change_password()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def logged(self) -> str:
        """The end of what it said, for when it does not start."""
        logs = [self._log, *sorted(self._folder.glob("data/logs/*"))]
        ends = [f"--- {one.name}\n{one.read_text('utf-8', 'replace')[-3000:]}" for one in logs]
        return "\n".join(ends)

    def stop(self) -> None:
        """End it, and what it started."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def _certify(self) -> None:
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        command += ["-keyout", str(self._folder / "key.pem"), "-out", str(self.certificate)]
        subprocess.run(command, check=True, capture_output=True)

    def _wait(self) -> None:
        from index.errors import StoreAway, StoreUnusable
        from index.milvus.client import Address, Milvus

        milvus = Milvus(Address(self.url, "root:Milvus", self.certificate))
        ends = time.monotonic() + _STARTS_S
        while True:
            try:
                milvus.version(within_s=5)
            except (StoreAway, StoreUnusable) as error:
                process = self._process
                if time.monotonic() > ends or process is None or process.poll() is not None:
                    raise Failed(f"{error}\n{self.logged()}") from error
                time.sleep(1)
            else:
                milvus.close()
                return

    def _change_password(self) -> None:
        from index.milvus.client import Address, Milvus

        milvus = Milvus(Address(self.url, "root:Milvus", self.certificate))
        password = token_urlsafe(18)
        milvus.call(
            "update_password", user_name="root", old_password="Milvus", new_password=password
        )
        milvus.close()
        self.token = f"root:{password}"


@dataclass
class Failed(Exception):
    """The server did not come to answer; says what it logged."""

    log: str

    def __str__(self) -> str:
        return f"The Milvus server does not answer:\n{self.log}"


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))
