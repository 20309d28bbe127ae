"""`quoth run`, `quoth start` and `quoth doctor`: the bot, the first run, and what may be wrong."""

import sys

import typer


def run() -> None:
    """Run the Telegram bot until it is stopped (Ctrl-C or SIGTERM).

    The library is built from the configured folder if there is none yet.
    """
    from bot.cli.indexing import build
    from bot.serve import serve
    from bot.wiring import has_library, make_access, make_chats, make_librarian, make_server
    from config.settings import load_settings

    settings = load_settings()
    server = make_server(settings)
    if not has_library(settings):
        build(settings)
    serve(server, make_librarian(settings), make_chats(settings), make_access(settings))


def start() -> None:
    """Do what a first run needs: build the library, then the bot, or a chat without a token.

    This is what `make run` calls.
    """
    from bot.cli.asking import converse
    from bot.cli.indexing import build
    from config.settings import load_settings

    settings = load_settings()
    build(settings)
    if settings.bot_token() is not None:
        run()
        return
    if sys.stdin.isatty():
        print(
            "\nNo bot token is set, so here is a chat in the terminal. To go live in Telegram: "
            "get a token from @BotFather, then\n  TELEGRAM_BOT_TOKEN=… make run"
        )
    converse(settings)


def doctor() -> None:
    """Check Python, model, library and Telegram; each line is ok or says what to do."""
    from bot.cli.checks import check_all
    from config.settings import load_settings

    is_well = True
    for finding in check_all(load_settings()):
        is_well = is_well and finding.is_well
        print(f"{'ok  ' if finding.is_well else 'FIX '} {finding.what}: {finding.says}")
    if not is_well:
        raise typer.Exit(1)
