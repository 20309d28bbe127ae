"""Methods about the bot itself: its name, its commands, its descriptions."""

import json
import re

from bot.emulator.errors import BadRequest
from bot.emulator.people import Json
from bot.emulator.request import Request

_COMMAND_LIMIT = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_DESCRIPTION_LIMIT = 512
_SHORT_DESCRIPTION_LIMIT = 120


async def get_me(request: Request) -> Json:
    """Tell the bot who it is."""
    return request.bot.as_me()


async def set_my_commands(request: Request) -> bool:
    """Set the command menu for a scope and a language."""
    commands = request.params.get("commands")
    if not isinstance(commands, list):
        raise BadRequest("can't parse commands JSON object")
    if len(commands) > _COMMAND_LIMIT:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    request.bot.commands[_commands_key(request)] = [_command(one) for one in commands]
    return True


async def get_my_commands(request: Request) -> list[Json]:
    """Return the command menu of exactly that scope and language."""
    return request.bot.commands.get(_commands_key(request), [])


async def delete_my_commands(request: Request) -> bool:
    """Drop the command menu of a scope and a language."""
    request.bot.commands.pop(_commands_key(request), None)
    return True


async def set_my_description(request: Request) -> bool:
    """Set what an empty chat with the bot shows."""
    return _describe(request, "description", _DESCRIPTION_LIMIT)


async def get_my_description(request: Request) -> Json:
    """Return the description for a language."""
    return _described(request, "description")


async def set_my_short_description(request: Request) -> bool:
    """Set what the bot's profile shows."""
    return _describe(request, "short_description", _SHORT_DESCRIPTION_LIMIT)


async def get_my_short_description(request: Request) -> Json:
    """Return the short description for a language."""
    return _described(request, "short_description")


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise BadRequest("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise BadRequest("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _commands_key(request: Request) -> tuple[str, str]:
    scope = request.params.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise BadRequest("can't parse BotCommandScope")
    return json.dumps(scope, sort_keys=True), _language(request)


def _language(request: Request) -> str:
    language = request.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise BadRequest("invalid language code specified")
    return language


def _describe(request: Request, name: str, limit: int) -> bool:
    description = request.text(name)
    if len(description) > limit:
        raise BadRequest("description is too long")
    request.bot.descriptions[name, _language(request)] = description
    return True


def _described(request: Request, name: str) -> Json:
    known = request.bot.descriptions
    return {name: known.get((name, _language(request)), known.get((name, ""), ""))}
