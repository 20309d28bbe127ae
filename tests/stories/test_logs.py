"""What the bot logs: neither its token nor what people wrote, at any level."""

import asyncio
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator

import pytest
from telegram.error import InvalidToken

from bot.errors import TokenRefused
from bot.logs import configure_logging
from tests.stories.conftest import TOKEN, Stage

SECRET = "canary-webhook-secret-5f2d"
WORDS = "zebra marmalade"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written at DEBUG."""
    root, hook, raises = logging.getLogger(), sys.excepthook, logging.raiseExceptions
    level, handlers = root.level, root.handlers[:]
    stream = io.StringIO()
    root.handlers = []
    configure_logging(logging.DEBUG, secrets=[SECRET], stream=stream)
    yield stream
    root.handlers, sys.excepthook, logging.raiseExceptions = handlers, hook, raises
    root.setLevel(level)
    logging.captureWarnings(capture=False)


async def test_a_talk_at_debug_leaves_no_token_and_no_question(
    log: io.StringIO, stage: Stage
) -> None:
    await stage.ask(stage.private, f"{WORDS}?")
    card = await stage.ask(stage.private, f"Who founded the mill in 1788, {WORDS}?")
    await stage.telegram.press(stage.ann, card)
    await stage.telegram.ask_inline(stage.ann, f"mill {WORDS}")
    logging.getLogger("bot.test").debug("all was asked")
    written = log.getvalue()
    assert "all was asked" in written
    assert TOKEN not in written
    assert "zebra" not in written
    assert "Anna Brandt" not in written


@pytest.mark.parametrize("name", ["telegram.ext.Updater", "httpx", "bot.app", "anything"])
def test_tokens_and_secrets_are_left_out_of_every_loggers_lines(
    log: io.StringIO, name: str
) -> None:
    logging.getLogger(name).error("refused: /bot%s/getMe with %s", TOKEN, SECRET)
    assert "refused: /bot<token>/getMe with <secret>" in log.getvalue()


def test_tokens_and_secrets_are_left_out_of_tracebacks(log: io.StringIO) -> None:
    try:
        try:
            raise InvalidToken(f"The token `{TOKEN}` was rejected")
        except InvalidToken as error:
            raise TokenRefused from error
    except TokenRefused:
        logging.getLogger("bot.serve").exception("ended")
    written = log.getvalue()
    assert "The token `<token>` was rejected" in written
    assert "bot.errors.TokenRefused: Telegram refuses" in written
    assert TOKEN not in written


def test_a_foreign_error_is_named_without_what_it_says(log: io.StringIO) -> None:
    try:
        json.loads(f'"{WORDS}')
        raise AssertionError
    except ValueError as error:
        try:
            raise KeyError(WORDS) from error
        except KeyError:
            logging.getLogger("bot.app").exception("update 17 failed")
    written = log.getvalue()
    assert "update 17 failed" in written
    assert "test_logs.py" in written
    assert "json.decoder.JSONDecodeError\n" in written
    assert "\nKeyError\n" in written
    assert "zebra" not in written


async def test_a_task_that_failed_unseen_is_told_without_its_error(log: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(WORDS)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    assert "Task exception was never retrieved" in log.getvalue()
    assert "zebra" not in log.getvalue()


def test_an_error_that_nobody_catches_is_logged_without_what_it_says(log: io.StringIO) -> None:
    sys.excepthook(ValueError, ValueError(WORDS), None)
    assert "It ends by ValueError" in log.getvalue()
    assert "zebra" not in log.getvalue()


def test_a_line_that_cannot_be_formatted_shows_its_arguments_nowhere(
    log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot.app").error("%d questions", WORDS)
    assert "zebra" not in log.getvalue() + "".join(capfd.readouterr())


def test_warnings_are_logged_without_the_token(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"bot{TOKEN} is slow", stacklevel=1)
    assert "bot<token> is slow" in log.getvalue()
