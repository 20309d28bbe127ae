"""`quoth backup`, `restore`, `health` and `service`: what keeps a bot running on a server."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from config.settings import Settings


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, such as quoth-2026-11-21.tar.")],
) -> None:
    """Copy the library, chats, inbox and added documents into one file, while the bot may run."""
    from bot.backup import back_up
    from config.settings import load_settings

    settings = load_settings()
    names = back_up(settings.home, file)
    print(f"{_told(names)} in {file}, {file.stat().st_size / 1e6:.1f} MB, checked.")
    if settings.database_address() is not None:
        print("Answers, votes and settings of chats are in the database: back it up with pg_dump.")


def restore(
    file: Annotated[Path, typer.Argument(help="What quoth backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Put a backup back into QUOTH_HOME, while the bot does not run."""
    from bot.backup import restore as put_back
    from config.settings import load_settings

    home = load_settings().home
    names = put_back(file, home, force=force)
    print(f"{_told(names)} of {file} in {home}, checked. Start the bot: quoth run")


def _told(names: tuple[str, ...]) -> str:
    databases = [name for name in names if "/" not in name]
    added = len(names) - len(databases)
    return ", ".join(databases) + (f" and {added} added documents" if added else "")


def health() -> None:
    """Say whether questions are answered; quick, for health checks of containers.

    With QUOTH_WEB__PORT set it asks the running bot, else it looks whether there is a library.
    """
    from config.settings import load_settings
    from index.errors import LibraryMissing
    from index.stored.library import Library

    settings = load_settings()
    with Library.open(settings.library_path) as library:
        if not library.version:
            raise LibraryMissing(settings.library_path)
        said = f"version {library.version} of the library"
    if settings.web.port is not None:
        said = _ask_bot(settings.web.host, settings.web.port)
    elif settings.database_address() is not None:
        said += f", {_ask_database(settings)}"
    print(f"ok: {said}")


def _ask_database(settings: "Settings") -> str:
    from contextlib import closing

    from bot.databases import make_database
    from bot.errors import NotHealthy, NotStored

    database = make_database(settings, "health")
    if database is None:
        raise NotHealthy("No database is set")
    with closing(database):
        try:
            return f"PostgreSQL {database.version}"
        except NotStored as error:
            raise NotHealthy(str(error)) from error


def _ask_bot(host: str, port: int) -> str:
    from contextlib import closing
    from http.client import HTTPConnection, HTTPException

    from bot.errors import NotHealthy

    # One that listens everywhere is asked here.
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # nothing is bound
    try:
        with closing(HTTPConnection(here, port, timeout=5)) as connection:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            said = answer.read(200).decode(errors="replace").strip()
    except (OSError, HTTPException) as error:
        raise NotHealthy(f"No bot answers on port {port}: {error}") from error
    if answer.status != 200:
        raise NotHealthy(f"The bot cannot answer: {said}")
    return said


def service() -> None:
    """Print a systemd unit for the bot; the README says where to put it."""
    from importlib.resources import files

    print(files("bot").joinpath("deploy", "quoth.service").read_text("utf-8"), end="")
