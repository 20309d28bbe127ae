"""What `quoth doctor` looks at."""

import asyncio
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.databases import make_database
from bot.errors import BotError, TokenMissing, TokenRefused
from bot.model import make_embedder
from bot.store import make_milvus
from config.errors import SettingsError
from config.settings import Settings
from corpus.errors import CorpusError
from corpus.read import Reading, read_folder
from index.dense.coded import search_line
from index.errors import ModelChanged, ModelUnusable, SearchError
from index.models.cross_encoder import CrossEncoderReranker
from index.models.graphs import Graphs
from index.models.model import BUNDLED, Role, find_model
from index.stored.footprint import footprint
from index.stored.library import Library


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: what was looked at, and what it is or what to do."""

    what: str
    says: str
    is_well: bool = True


def check_all(settings: Settings) -> Iterator[Finding]:
    """Look at everything, cheapest first."""
    yield _python()
    yield from _database(settings)
    yield _model(settings)
    yield from _engine(settings)
    if settings.model.reranker is not None:
        yield _reranker(settings)
    yield _documents(settings)
    yield _library(settings)
    if settings.store.kind == "milvus":
        yield _store(settings)
    yield from _thresholds(settings)
    yield from _telegram(settings)


def _python() -> Finding:
    is_well = sys.version_info >= (3, 11)
    says = platform.python_version() + ("" if is_well else "; Quoth needs 3.11 or newer")
    return Finding("Python", says, is_well)


def _model(settings: Settings) -> Finding:
    try:
        found = find_model(settings.model.name, may_download=False)
    except SearchError as error:
        return Finding("model", str(error), is_well=False)
    is_bundled = settings.model.name == BUNDLED
    checked = "its checksum is right" if is_bundled else f"in {found.folder}"
    return Finding("model", f"{found.identity}, {checked}")


def _engine(settings: Settings) -> Iterator[Finding]:
    """It is loaded, every byte of it: a graph is made and checked where there is none."""
    try:
        find_model(settings.model.name, may_download=False)
        Graphs(settings.home / "engines").forget_checks()
        choice = make_embedder(settings).choice
    except ModelUnusable:
        return  # what is wrong with the model is said already
    says = choice.engine.name
    if choice.reason:
        says += f", since {choice.reason}"
    elif choice.check:
        says += f"; checked when it was made: {choice.check}"
    # A graph that cannot be made costs time only; what was asked for and is not run costs more.
    is_well = not choice.reason or settings.model.engine == "onnx"
    yield Finding("engine", says, is_well)


def _reranker(settings: Settings) -> Finding:
    """It is loaded and asked: no published checksum says whether its files are whole."""
    try:
        name = settings.model.reranker or ""
        found = CrossEncoderReranker(find_model(name, Role.RERANKER, may_download=False))
        found.scores("Is it ready?", ["It is ready."])
    except SearchError as error:
        return Finding("re-ranker", str(error), is_well=False)
    return Finding("re-ranker", f"{found.identity}, loaded and asked; it orders the 20 best")


def _documents(settings: Settings) -> Finding:
    try:
        reading = _reading(settings)
    except CorpusError as error:
        return Finding("documents", str(error), is_well=False)
    skipped = f", {len(reading.skipped)} files skipped" if reading.skipped else ""
    return Finding("documents", f"{len(reading.files)} in {reading.folder}{skipped}")


def _reading(settings: Settings) -> Reading:
    try:
        # What the library knows need not be parsed again.
        with Library.open(settings.library_path) as library:
            return read_folder(settings.corpus.folder, library.extracts)
    except SearchError:
        return read_folder(settings.corpus.folder)


def _library(settings: Settings) -> Finding:
    try:
        with Library.open(settings.library_path) as library, library.reading():
            find_model(settings.model.name, may_download=False)
            identity = make_embedder(settings).identity
            if library.model != identity:
                raise ModelChanged(library.model or "none", identity)
            says = _size_of(library)
            folder = library.folder
    except SearchError as error:
        return Finding("library", str(error), is_well=False)
    if folder != str(settings.corpus.folder):
        says += f"; built from {folder}, while the settings name {settings.corpus.folder}"
    return Finding("library", says)


def _size_of(library: Library) -> str:
    found = footprint(library)
    beside = f", {_bytes(found.spilled_bytes)} beside it" if found.spilled_bytes else ""
    return (
        f"{found.passages} passages, version {library.version}, "
        f"{_bytes(found.bytes_a_passage)} a passage ({_bytes(found.file_bytes)}, "
        f"{_bytes(found.vector_bytes)} of it vectors; "
        f"some {_bytes(found.memory_bytes)} in memory{beside}); {search_line(library)}"
    )


def _bytes(count: float) -> str:
    """A count of bytes in the unit that suits it."""
    for unit in ("bytes", "KB", "MB"):
        if count < 999.5:
            return (
                f"{count:.0f} {unit}" if count >= 10 or unit == "bytes" else f"{count:.1f} {unit}"
            )
        count /= 1000
    return f"{count:.1f} GB"


def _store(settings: Settings) -> Finding:
    """It is asked; nothing is written."""
    from index.milvus.look import look

    try:
        milvus, kept = make_milvus(settings)
        found = look(settings.library_path, milvus, kept)
    except (SearchError, SettingsError) as error:
        return Finding("Milvus", str(error), is_well=False)
    return Finding("Milvus", str(found), found.is_well)


def _thresholds(settings: Settings) -> Iterator[Finding]:
    try:
        with Library.open(settings.library_path) as library:
            thresholds, is_calibrated = library.thresholds, library.is_calibrated
    except SearchError:
        return  # what is wrong with the library is said already
    says = "default; quoth calibrate fits them to your documents"
    if is_calibrated:
        says = (
            f"calibrated, shown from {thresholds.unsure_from:.2f}, "
            f"without doubt from {thresholds.found_from:.2f}"
        )
    yield Finding("verdict thresholds", says)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        database = make_database(settings, "doctor")
        if database is None:
            return
        with closing(database):
            encryption = database.encryption or "not encrypted"
            says = f"PostgreSQL {database.version} at {database.where}, {encryption}"
    except (BotError, SettingsError) as error:
        yield Finding("database", str(error), is_well=False)
    else:
        yield Finding("database", says)


def _telegram(settings: Settings) -> Iterator[Finding]:
    try:
        token = settings.bot_token()
    except SettingsError as error:
        yield Finding("token", str(error), is_well=False)
        return
    if token is None:
        yield Finding("token", str(TokenMissing()), is_well=False)
        return
    if not re.fullmatch(r"\d+:[\w-]{20,}", token.get_secret_value()):
        yield Finding("token", "it does not look like 123456:ABC…; copy it again", is_well=False)
        return
    yield Finding("token", "set, and of the right form")
    yield from asyncio.run(_ask_telegram(settings, token.get_secret_value()))


async def _ask_telegram(settings: Settings, token: str) -> list[Finding]:
    telegram = settings.telegram
    try:
        async with Bot(token, telegram.base_url, telegram.base_file_url) as bot:
            me, webhook = bot.bot, await bot.get_webhook_info()
    except InvalidToken:
        return [Finding("Telegram", str(TokenRefused()), is_well=False)]
    except TelegramError as error:
        says = f"{telegram.base_url} does not answer ({type(error).__name__}); is the network up?"
        return [Finding("Telegram", says, is_well=False)]
    privacy = "off: the bot sees every message of its groups"
    if not me.can_read_all_group_messages:
        privacy = "on: groups ask with /ask or a reply; for @mentions turn it off (/setprivacy)"
    inline = "on" if me.supports_inline_queries else "off; turn it on with BotFather, /setinline"
    hook = "none set, as polling needs"
    if webhook.url:
        hook = "one is set, so polling gets nothing. Remove it: call deleteWebhook for this bot"
    return [
        Finding("Telegram", f"the bot is @{me.username}"),
        Finding("privacy mode", privacy),
        Finding("inline mode", inline, is_well=bool(me.supports_inline_queries)),
        Finding("webhook", hook, is_well=not webhook.url),
    ]
