"""A PostgreSQL server of the tests' own, in a temporary folder: started, stopped, started again."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

_PASSWORD = "the-password-of-the-tests"
_WITHIN_S = 60


class Postgres:
    """A server on a port of this machine.

    Args:
        binaries: the folder of initdb and pg_ctl.
        folder: an empty one, for its user alone.
        user: whom it runs as; None for ourselves.
    """

    def __init__(self, binaries: Path, folder: Path, user: str | None) -> None:
        self._binaries, self._folder, self._user = binaries, folder, user
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        given = folder / "password"
        given.write_text(_PASSWORD)
        given.chmod(0o644)  # the folder itself is closed to others
        self._run("initdb", "-N", "-A", "scram-sha-256", "-U", "quoth", f"--pwfile={given}")
        self.certificate = make_certificate(folder / "data", user)

    def address(self, schema: str = "public") -> str:
        """Where it is, for tables in a schema."""
        wishes = f"options=-csearch_path%3D{schema}&sslmode=disable"
        place = f"127.0.0.1:{self.port}/postgres?{wishes}"
        return f"postgresql://quoth:{_PASSWORD}@{place}"

    def new_schema(self, name: str) -> str:
        """Where an empty place of that name is."""
        import psycopg

        with psycopg.connect(self.address()) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return self.address(name)

    def end_sessions(self) -> None:
        """Break the connections of all bots, as a network may."""
        import psycopg

        with psycopg.connect(self.address()) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'quoth'"
            )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # What a crash of the machine would do is not tried; one of the server needs no fsync.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k ''"
        if self.certificate is not None:
            options += " -c ssl=on"
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stop it: "fast" ends its sessions in order, "immediate" leaves everything as it lies."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def _run(self, name: str, *arguments: str) -> None:
        # What is started keeps the descriptors: a pipe would never end.
        with (self._folder / "said").open("wb") as said:
            done = subprocess.run(
                [self._binaries / name, "-D", self._folder / "data", *arguments],
                user=self._user,
                group=None if self._user is None else pwd.getpwnam(self._user).pw_gid,
                extra_groups=None if self._user is None else [],
                cwd=self._folder,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=_WITHIN_S,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{name}: {(self._folder / 'said').read_text('utf-8')}")


def reason_without() -> str | None:
    """Why no server can be started here; None where one can."""
    if _binaries() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _user() is None:
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server that runs; it is gone at the end, with all that it kept."""
    binaries = _binaries()
    if binaries is None:
        raise FileNotFoundError("initdb")
    folder = Path(mkdtemp(prefix="quoth-postgres-"))
    user = _user() if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    try:
        postgres = Postgres(binaries, folder, user)
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop("immediate")
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    # Where Debian puts them, the newest last.
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def _user() -> str | None:
    return next((one.pw_name for one in pwd.getpwall() if one.pw_name == "postgres"), None)


def make_certificate(folder: Path, user: str | None = None) -> Path | None:
    """One for this machine, made by itself, where the server looks for it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    key, certificate = folder / "server.key", folder / "server.crt"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=tests"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    key.chmod(0o600)
    if user is not None:
        shutil.chown(key, user)
        shutil.chown(certificate, user)
    return certificate
