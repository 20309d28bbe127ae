"""`quoth index`: build or update the library, with progress and a summary."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from config.settings import Settings
    from index.update import Report


def index(
    folder: Annotated[
        str | None,
        typer.Argument(help="Folder of documents; QUOTH_CORPUS__FOLDER if left out."),
    ] = None,
    show: Annotated[
        bool,
        typer.Option("--list", help="Also list what was skipped or dropped, and why."),
    ] = False,
) -> None:
    """Build the library from a folder, or bring it up to date: only what changed is embedded.

    A sub-folder is a collection. The library then holds the documents of this folder and no
    others.
    """
    from config.settings import load_settings

    if folder is not None and not folder.strip():
        raise typer.BadParameter("the name of the folder is empty", param_hint="FOLDER")
    build(load_settings(), Path(folder) if folder else None, show=show)


def build(settings: "Settings", folder: Path | None = None, *, show: bool = False) -> None:
    """Update the library and print what was done."""
    from bot.cli.progress import Progress
    from bot.wiring import update_library

    with Progress("Embedding") as progress:
        reading = progress.part("Reading")
        report = update_library(settings, progress, folder=folder, counter=reading)
    _print_summary(report)
    if show:
        _print_list(report)


def _print_summary(report: "Report") -> None:
    counts = [
        f"{len(found)} {what}"
        for what, found in (
            ("new", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
            ("unchanged", report.unchanged),
        )
        if found
    ]
    documents = len(report.documents)
    noun = "document" if documents == 1 else "documents"
    print(f"{documents} {noun} ({', '.join(counts)}), {report.passages} passages.")
    print(f"Embedded {report.embedded_documents} documents ({report.embedded_texts} texts).")
    if report.skipped:
        print(f"Skipped {len(report.skipped)} files:")
        for skipped in report.skipped[:5]:
            print(f"  {skipped.path}: {skipped.reason}")
        if len(report.skipped) > 5:
            print(f"  and {len(report.skipped) - 5} more (quoth index --list)")
    for path, encoding in report.assumed:
        print(f"{path} is not UTF-8; read as {encoding}")
    if report.dropped_lines:
        print(f"Left out {report.dropped_lines} lines of page furniture (quoth index --list).")


def _print_list(report: "Report") -> None:
    for skipped in report.skipped:
        print(f"skipped\t{skipped.path}\t{skipped.reason}")
    for document in report.documents:
        for line in document.dropped:
            print(f"dropped\t{document.path}:{line.line}\t{line.reason}\t{line.text}")
