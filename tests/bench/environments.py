"""The environment of each peer: its own packages over those of the project."""

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

_PEERS = Path(__file__).parent / "peers"
_LAST_WORDS = 300


class NotInstalled(Exception):
    """A peer cannot be measured, since its packages cannot be had."""


def environment(name: str, home: Path) -> Path:
    """The interpreter of a peer, which is installed if it is not there yet.

    torch and sentence-transformers are the project's own (a gigabyte for each would be too much);
    where a peer pins another version of anything, it has its own.

    Raises:
        NotInstalled: pip did not do it.
    """
    wanted = _PEERS / f"{name}.txt"
    folder = home / name
    python = folder / "bin" / "python"
    done = folder / "installed"
    digest = hashlib.sha256(wanted.read_bytes() + sys.prefix.encode()).hexdigest()
    if done.is_file() and done.read_text() == digest:
        return python
    _call(sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder))
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "project.pth").write_text(sysconfig.get_path("purelib") + "\n")
    _call(str(python), "-m", "pip", "-q", "--disable-pip-version-check", "install", "-r", wanted)
    done.write_text(digest)
    return python


def _call(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstalled(" ".join(lines)[-_LAST_WORDS:] or done.stderr[-_LAST_WORDS:])
