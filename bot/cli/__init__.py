"""The commands. Nothing heavy is imported before a command runs, so that `--help` is quick."""

import typer

from bot.cli import (
    adding,
    asking,
    backing_up,
    calibrating,
    documents,
    evaluating,
    fitting,
    indexing,
    pairing,
    quality,
    running,
)

app = typer.Typer(
    name="quoth",
    help=(
        "Quoth answers questions from a folder of documents in their own words: an exact quote "
        "with its place in the source, or an honest 'not found'."
    ),
    epilog=(
        "Start with: quoth index FOLDER, then quoth ask 'your question'. Settings come from "
        "QUOTH_… variables or quoth.toml; the README lists them."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("index")(indexing.index)
app.command("add")(adding.add)
app.command("remove")(adding.remove)
app.command("list")(documents.list_documents)
app.command("show")(documents.show)
app.command("verify")(documents.verify)
app.command("export")(documents.export)
app.command("ask")(asking.ask)
app.command("search")(asking.search)
app.command("chat")(asking.chat)
app.command("run")(running.run)
app.command("playground")(running.playground)
app.command("start")(running.start)
app.command("pair")(pairing.pair)
app.command("eval")(evaluating.evaluate)
app.command("calibrate")(calibrating.calibrate)
app.command("fit", hidden=True)(fitting.fit)
app.command("fit-sentences", hidden=True)(fitting.fit_sentences)
app.command("quality", hidden=True)(quality.quality)
app.command("doctor")(running.doctor)
app.command("health")(backing_up.health)
app.command("backup")(backing_up.backup)
app.command("restore")(backing_up.restore)
app.command("service")(backing_up.service)
