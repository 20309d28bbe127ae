"""`quoth backup`, `restore`, `health` and `service`: what keeps a bot running on a server."""

from pathlib import Path
from typing import Annotated

import typer


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, such as quoth-2026-11-21.tar.")],
) -> None:
    """Copy the library, the chats and the inbox into one file; the bot may run meanwhile."""
    from bot.backup import back_up
    from config.settings import load_settings

    names = back_up(load_settings().home, file)
    print(f"{', '.join(names)} in {file}, {file.stat().st_size / 1e6:.1f} MB, checked.")


def restore(
    file: Annotated[Path, typer.Argument(help="What quoth backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Put a backup back into QUOTH_HOME, while the bot does not run."""
    from bot.backup import restore as put_back
    from config.settings import load_settings

    home = load_settings().home
    names = put_back(file, home, force=force)
    print(f"{', '.join(names)} of {file} are in {home}, checked. Start the bot: quoth run")


def health() -> None:
    """Say whether there is a library to answer from; quick, for health checks of containers."""
    from config.settings import load_settings
    from index.errors import LibraryMissing
    from index.library import Library

    settings = load_settings()
    with Library.open(settings.library_path) as library:
        if not library.version:
            raise LibraryMissing(settings.library_path)
        print(f"ok: version {library.version} of the library")


def service() -> None:
    """Print a systemd unit for the bot; the README says where to put it."""
    from importlib.resources import files

    print(files("bot").joinpath("deploy", "quoth.service").read_text("utf-8"), end="")
