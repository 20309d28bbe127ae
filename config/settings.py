"""The one settings object: flag > environment > quoth.toml > default."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import SettingsError
from config.secret import Secret
from config.section import Problem, Section, read_section, section, setting
from config.sections import (
    TOKEN_VARIABLE,
    AccessSettings,
    CorpusSettings,
    DatabaseSettings,
    EmbedSettings,
    ModelSettings,
    PlaygroundSettings,
    StoreSettings,
    TelegramSettings,
    WebSettings,
)
from config.sources import merged, read_environment, read_toml
from config.values import as_path

TOML = Path("quoth.toml")
_PREFIX = "QUOTH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Section):
    """Everything that can be set; frozen, so that what is printed is what runs."""

    home: Path = setting(Path("var"), as_path, "Folder for everything that Quoth writes")
    corpus: CorpusSettings = section(CorpusSettings)
    model: ModelSettings = section(ModelSettings)
    embed: EmbedSettings = section(EmbedSettings)
    database: DatabaseSettings = section(DatabaseSettings)
    store: StoreSettings = section(StoreSettings)
    telegram: TelegramSettings = section(TelegramSettings)
    access: AccessSettings = section(AccessSettings)
    web: WebSettings = section(WebSettings)
    playground: PlaygroundSettings = section(PlaygroundSettings)

    @property
    def library_path(self) -> Path:
        """Where the library is kept."""
        return self.home / "library.db"

    @property
    def chats_path(self) -> Path:
        """Where answers, votes and chat settings are kept."""
        return self.home / "chats.db"

    @property
    def added_path(self) -> Path:
        """Where documents that were added by hand are kept; a sub-folder is a collection."""
        return self.home / "added"

    @property
    def pending_path(self) -> Path:
        """Where files that admins sent wait until they are confirmed."""
        return self.home / "pending"

    @property
    def inbox_path(self) -> Path:
        """Where updates are kept until they are answered."""
        return self.home / "inbox.db"

    def bot_token(self) -> Secret | None:
        """The token from the environment, quoth.toml or its file; None when none is set.

        Raises:
            SettingsError: the file that is named cannot be read or is empty.
        """
        if token := os.environ.get(TOKEN_VARIABLE, "").strip():
            return Secret(token)
        telegram = self.telegram
        return _secret(telegram.token, telegram.token_file, "token", "the bot's token")

    def store_token(self) -> Secret | None:
        """The token for Milvus, from the settings or its file; None when none is set.

        Raises:
            SettingsError: the file that is named cannot be read or is empty.
        """
        store = self.store
        return _secret(store.token, store.token_file, "token", "the token for Milvus")

    def webhook_secret(self) -> Secret | None:
        """The secret of pushes, from the settings or its file; None when none is set.

        Raises:
            SettingsError: the file that is named cannot be read or is empty.
        """
        webhook = self.telegram.webhook
        return _secret(webhook.secret, webhook.secret_file, "secret", "the secret")

    def database_address(self) -> Secret | None:
        """The address of the server database, or its file's; None when none is set.

        Raises:
            SettingsError: the file that is named cannot be read or is empty.
        """
        database, what = self.database, "the database's address"
        return _secret(database.address, database.address_file, "address", what)


def _secret(given: Secret | None, path: Path | None, kind: str, what: str) -> Secret | None:
    """A secret of the settings, or of the file that they name."""
    if given is not None or path is None:
        return given
    try:
        secret = path.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Cannot read the {kind} file {path}: {error}") from error
    if not secret:
        raise SettingsError(f"The {kind} file {path} is empty. Put {what} there")
    return Secret(secret)


def load_settings(**flags: Any) -> Settings:
    """Read the settings from all their places; flags that are None do not count.

    Raises:
        SettingsError: a value is wrong, or quoth.toml is no TOML.
    """
    given = {key: value for key, value in flags.items() if value is not None}
    environment = read_environment(os.environ, _PREFIX, Settings)
    problems: list[Problem] = []
    settings = read_section(Settings, merged(read_toml(TOML), environment, given), problems)
    if problems:
        raise SettingsError("\n".join(_complaint(problem, given) for problem in problems))
    return settings


def _masked(value: str, variable: str) -> str:
    """The value as it may be printed: whatever has to do with a token stays hidden."""
    if "DATABASE" in variable:
        return "…"
    is_secret = (
        "TOKEN" in variable or "SECRET" in variable or ("TELEGRAM" in variable and ":" in value)
    )
    if is_secret and "://" not in value:
        return "…"
    # An address may hold a password, though none of ours should.
    return re.sub(r"//[^/@]*@", "//…@", value)


def _complaint(problem: Problem, flags: dict[str, Any]) -> str:
    parts = problem.place
    variable = _PREFIX + "__".join(parts).upper()
    if parts[0] in flags:
        origin = "on the command line"
    elif any(name.upper() == variable for name in os.environ):
        origin = f"in the environment ({variable})"
    else:
        origin = f"in {TOML}"
    value = _masked(repr(problem.value), variable)
    return f"Setting {'.'.join(parts)} = {value} {origin}: {problem.reason}"
