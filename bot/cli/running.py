"""`quoth run`, `playground`, `start` and `doctor`: the bot, the page, and what may be wrong."""

import logging
import select
import socket
import sys
from io import BufferedReader
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.librarian import Librarian
    from bot.playground.app import Rules
    from config.settings import Settings

_PLAYGROUND_PORT, _MORE_PORTS = 8080, 9
# How long a program that pipes questions in may take to write the first one.
_PIPE_S = 0.5


_EXPOSE = typer.Option("--expose", help="Let others reach the web pages on QUOTH_WEB__HOST.")
_WEBHOOK = typer.Option("--webhook", help="Let Telegram push updates, through your proxy.")
_PORT = typer.Option(min=1, max=65535, help="Port of the page; QUOTH_WEB__PORT, else 8080.")


def run(
    expose: Annotated[bool, _EXPOSE] = False, webhook: Annotated[bool, _WEBHOOK] = False
) -> None:
    """Run the Telegram bot until it is stopped (Ctrl-C or SIGTERM).

    The library is built from the configured folder if there is none yet. With QUOTH_WEB__PORT
    set, /healthz, /readyz and /metrics are served there.
    """
    from bot.indexing import build
    from bot.serve import Service, Web, serve
    from bot.updating import has_library
    from bot.web.metrics import Metrics
    from bot.wiring import (
        make_access,
        make_chats,
        make_door,
        make_inbox,
        make_librarian,
        make_live,
        make_reception,
        make_server,
    )
    from config.settings import load_settings

    settings = load_settings()
    server, database = make_server(settings), settings.database_address()
    door = make_door(settings) if webhook else None
    metrics = Metrics()
    port = settings.web.port
    web = None if port is None else Web(_listener(settings, port, is_exposed=expose), metrics)
    if not has_library(settings):
        build(settings)
    librarian = make_librarian(settings, observe=metrics.observe)
    chats, inbox = make_chats(settings), make_inbox(settings)
    serve(
        Service(
            server,
            librarian,
            chats,
            make_access(settings),
            inbox,
            web=web,
            door=door,
            reception=make_reception(settings, chats),
            live=make_live(settings),
            secrets=() if database is None else (database.get_secret_value(),),
        )
    )


def playground(
    port: Annotated[int | None, _PORT] = None, expose: Annotated[bool, _EXPOSE] = False
) -> None:
    """Try the bot in the browser, without a token: the same bot, in a small Telegram of its own.

    Nothing that is said there is kept, unless QUOTH_PLAYGROUND__KEEP is set.
    """
    from bot.indexing import build
    from bot.updating import has_library
    from config.settings import load_settings

    settings = load_settings(web=None if port is None else {"port": port})
    page = _page(settings, is_exposed=expose)
    if not has_library(settings):
        build(settings)
    _play(settings, page)


def start() -> None:
    """Do what a first run needs: build the library, then the bot, or without a token the page.

    This is what `make run` calls. Questions that are piped in are answered in the terminal.
    """
    from bot.cli.asking import converse
    from bot.indexing import build
    from config.settings import load_settings

    settings = load_settings()
    build(settings)
    if settings.bot_token() is not None:
        run()
    elif _is_piped():
        converse(settings)
    else:
        _play(settings, _page(settings, is_exposed=False))


def _page(settings: "Settings", *, is_exposed: bool) -> tuple[socket.socket, "Rules"]:
    """Where the page is served and what its visitors may do, before anything takes long."""
    from bot.wiring import make_rules

    rules = make_rules(settings, is_exposed=is_exposed)
    return _listener(settings, settings.web.port, is_exposed=is_exposed), rules


def _play(settings: "Settings", page: tuple[socket.socket, "Rules"]) -> None:
    from bot.logs import configure_logging
    from bot.playground.serve import Opening, serve_playground
    from bot.web.metrics import Metrics
    from bot.wiring import make_desk, make_librarian, make_live, make_playground_chats

    configure_logging(logging.WARNING)
    listener, rules = page
    metrics = Metrics()
    librarian = make_librarian(settings, observe=metrics.observe)
    url = f"http://{settings.web.host}:{listener.getsockname()[1]}"
    serve_playground(
        Opening(rules, make_desk(settings), metrics, make_live(settings)),
        librarian,
        make_playground_chats(settings),
        listener,
        lambda: _announce(url, settings, librarian),
    )


def _announce(url: str, settings: "Settings", librarian: "Librarian") -> None:
    snapshot = librarian.snapshot
    print(
        f"\nAsk in the browser: {url}\n"
        f"  {len(snapshot.documents)} documents, {len(snapshot.passages)} passages "
        f"from {settings.corpus.folder}, model {settings.model.name}\n"
        "  Your own documents: QUOTH_CORPUS__FOLDER=~/documents make run\n"
        "To go live in Telegram, get a token from @BotFather, then\n"
        "  TELEGRAM_BOT_TOKEN=… make run\n"
        "Ctrl-C ends it.",
        flush=True,
    )


def _listener(settings: "Settings", port: int | None, *, is_exposed: bool) -> socket.socket:
    """Where the web pages are served; without a port of the operator's, the first free one."""
    from bot.errors import AddressUnusable, Exposed
    from bot.serving import is_loopback, listen

    host = settings.web.host
    if not is_exposed and not is_loopback(host):
        raise Exposed(host)
    if port is not None:
        return listen(host, port)
    for other in range(_PLAYGROUND_PORT, _PLAYGROUND_PORT + _MORE_PORTS):
        try:
            return listen(host, other)
        except AddressUnusable:
            print(f"Port {other} is taken; trying the next one.", file=sys.stderr)
    return listen(host, _PLAYGROUND_PORT + _MORE_PORTS)


def _is_piped() -> bool:
    """Whether questions come through stdin: something is there to be read, and it is no person."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return False
    try:
        waiting, _, _ = select.select([sys.stdin], [], [], _PIPE_S)
    except (OSError, ValueError):
        return False  # no descriptor that can be waited for, as under Windows
    stdin = sys.stdin.buffer
    # What has ended without a word, as /dev/null has, is ready to be read, too.
    return bool(waiting) and isinstance(stdin, BufferedReader) and bool(stdin.peek(1))


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
