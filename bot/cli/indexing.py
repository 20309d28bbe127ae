"""`quoth index` with its options; `bot.indexing` does it."""

from pathlib import Path
from typing import Annotated

import typer


def index(
    folder: Annotated[
        str | None,
        typer.Argument(help="Folder of documents; QUOTH_CORPUS__FOLDER if left out."),
    ] = None,
    show: Annotated[
        bool,
        typer.Option("--list", help="Also list what was skipped or dropped, and why."),
    ] = False,
    hosts: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Embed on the workers of this dask scheduler, tcp://HOST:PORT or tls://HOST:PORT.",
        ),
    ] = None,
) -> None:
    """Build the library from a folder, or bring it up to date: only what changed is embedded.

    A sub-folder is a collection. The library then holds the documents of this folder and no
    others.
    """
    from bot.indexing import build
    from config.settings import load_settings

    if folder is not None and not folder.strip():
        raise typer.BadParameter("the name of the folder is empty", param_hint="FOLDER")
    settings = load_settings(embed={"scheduler": hosts} if hosts else None)
    build(settings, Path(folder) if folder else None, show=show)
