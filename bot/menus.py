"""The command menus: what Telegram offers to whoever types "/", by kind of chat and language."""

import logging
from collections.abc import Collection

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot import phrases
from bot.speech import DEFAULT, LANGUAGES, speech_in

_log = logging.getLogger(__name__)
# Names and what they do, in English.
Menu = tuple[tuple[str, str], ...]
# A group's language is for its admins; what is kept about somebody is asked in private.
_NOT_IN_GROUPS = frozenset({"language", "privacy"})


async def register_menus(bot: Bot, admins: Collection[int]) -> None:
    """Set each menu in each language; English is for those who use another one."""
    try:
        for language in LANGUAGES:
            for scope, menu in _menus(admins):
                await bot.set_my_commands(
                    commands(menu, language),
                    scope=scope,
                    language_code=None if language == DEFAULT else language,
                )
    except TelegramError as error:
        # A menu is a convenience; answering does not wait for it.
        _log.warning("The command menu could not be registered: %s", error)


def commands(menu: Menu, language: str) -> list[BotCommand]:
    """Commands with what they do, in a language."""
    speech = speech_in(language)
    return [BotCommand(name, speech(what)) for name, what in menu]


def group_menu() -> Menu:
    """What groups are offered."""
    return tuple(one for one in phrases.COMMANDS if one[0] not in _NOT_IN_GROUPS)


def _menus(admins: Collection[int]) -> list[tuple[BotCommandScope, Menu]]:
    group = group_menu()
    language = tuple(one for one in phrases.COMMANDS if one[0] == "language")
    group_admin = (*group, *language, *phrases.GROUP_ADMIN_COMMANDS)
    return [
        (BotCommandScopeAllPrivateChats(), phrases.COMMANDS),
        (BotCommandScopeAllGroupChats(), group),
        (BotCommandScopeAllChatAdministrators(), group_admin),
        *(
            (BotCommandScopeChat(admin), (*phrases.COMMANDS, *phrases.ADMIN_COMMANDS))
            for admin in sorted(admins)
        ),
    ]
