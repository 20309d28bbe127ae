"""The sections of the settings: what can be set, its default, and what it means."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from config.secret import Secret
from config.section import Section, section, setting
from config.values import (
    as_address,
    as_flag,
    as_ids,
    as_path,
    as_permits,
    as_seconds,
    as_secret,
    as_text,
    as_whole,
    one_of,
)

TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"  # noqa: S105  # the name of a variable, not a token
_POSTGRES = ("postgresql://", "postgres://")
_SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "sample"
_MOST_PORT = 65535
Engine = Literal["onnx", "int8", "bf16", "torch"]
Kind = Literal["faiss", "milvus"]
Index = Literal["FLAT", "HNSW", "AUTOINDEX"]


def _milvus(value: Any) -> str:
    """The address of Milvus, without anything secret in it."""
    try:
        found = as_address(value)
    except ValueError:
        found = "@"
    if "@" in found:
        raise ValueError('such as "http://host:19530"; the token has a setting of its own')
    return found


def _postgres(value: Any) -> Secret:
    """The address of a database, with a password in it."""
    found = as_secret(value)
    if not found.get_secret_value().startswith(_POSTGRES):
        raise ValueError('an address starts with "postgresql://"')
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusSettings(Section):
    """Where the documents are."""

    folder: Path = setting(
        _SAMPLE, as_path, "Folder of your documents; a sub-folder is a collection"
    )
    watch: bool = setting(
        True, as_flag, "Whether a running bot follows that folder and takes up what changes"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings(Section):
    """What embeds passages and questions, and what orders the best of them anew."""

    name: str = setting(
        "all-MiniLM-L6-v2",
        as_text(least=1),
        "Embedding model: the bundled one, a folder, or a name on the model hub",
    )
    engine: Engine = setting(
        "onnx",
        one_of(*get_args(Engine)),
        "What runs it: `onnx`, or faster and less exact `int8`, `bf16`; or `torch`",
    )
    reranker: str | None = setting(
        None,
        as_text(least=1),
        "Cross-encoder that re-ranks the 20 best matches: a folder or a name; slower",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings(Section):
    """Where the nearest passages, and those with the right words, are looked for."""

    kind: Kind = setting(
        "faiss",
        one_of(*get_args(Kind)),
        "`faiss`, in memory; or `milvus`, a server for what outgrows one host",
    )
    address: str = setting(
        "http://127.0.0.1:19530", _milvus, "Where Milvus is; `https://…` speaks TLS"
    )
    token: Secret | None = setting(
        None, as_secret, "What Milvus takes: user and password with a colon between, or a key"
    )
    token_file: Path | None = setting(None, as_path, "A file that holds that token instead")
    certificate: Path | None = setting(
        None, as_path, "File (PEM) of the authority that signed Milvus' certificate, if your own"
    )
    timeout_s: float = setting(
        2.0, as_seconds(60), "Seconds that a question waits for Milvus before it is put back"
    )
    name: str = setting(
        "quoth",
        as_text(
            pattern=r"[A-Za-z_][A-Za-z0-9_]{0,99}",
            expected="expected letters without marks, digits and _, at most 100, no digit first",
        ),
        "How names of collections in Milvus begin; another one for each library",
    )
    index: Index = setting(
        "FLAT",
        one_of(*get_args(Index)),
        "Milvus' index over vectors: `FLAT`, exact; or `HNSW`, `AUTOINDEX`",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings(Section):
    """What `tls://` needs: files in PEM."""

    authority: Path | None = setting(
        None, as_path, "For a scheduler that speaks TLS: the certificate of who signed"
    )
    certificate: Path | None = setting(None, as_path, "This machine's own certificate")
    key: Path | None = setting(None, as_path, "The private key of that certificate")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedSettings(Section):
    """Other hosts that embed in bulk."""

    scheduler: str | None = setting(
        None,
        as_text(
            pattern=r"(tcp|tls)://.+:\d+", expected='such as "tcp://host:8786", or tls:// instead'
        ),
        "Address of a dask scheduler whose workers embed for `quoth index`, "
        "such as `tls://10.0.0.1:8786`",
    )
    tls: TlsSettings = section(TlsSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings(Section):
    """How Telegram pushes updates, for `quoth run --webhook`."""

    url: str | None = setting(
        None, as_text(), "Public https address that the proxy passes on; needed for `--webhook`"
    )
    host: str = setting("127.0.0.1", as_text(), "Address that the bot listens on for the proxy")
    port: int = setting(8090, as_whole(1, _MOST_PORT), "Port that the bot listens on")
    path: str = setting(
        "telegram",
        as_text(pattern="(?s)[^/].*", expected="expected a path without a slash before it"),
        "Path that the proxy passes pushes on to",
    )
    secret: Secret | None = setting(
        None, as_secret, "Secret that each push must bear; one is made and kept if none is set"
    )
    secret_file: Path | None = setting(None, as_path, "A file that holds that secret instead")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings(Section):
    """What replicas of the bot share, on several machines too."""

    address: Secret | None = setting(
        None,
        _postgres,
        "PostgreSQL that replicas share, as `postgresql:` and so on; "
        "files of one machine if not set",
    )
    address_file: Path | None = setting(None, as_path, "A file that holds that address instead")


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings(Section):
    """How Telegram is reached."""

    token: Secret | None = setting(
        None, as_secret, f"The bot's token from @BotFather; best set as `{TOKEN_VARIABLE}`"
    )
    token_file: Path | None = setting(None, as_path, "A file that holds the token instead")
    base_url: str = setting(
        "https://api.telegram.org/bot", as_address, "Bot API server, such as a self-hosted one"
    )
    base_file_url: str = setting(
        "https://api.telegram.org/file/bot", as_address, "The same server's address for files"
    )
    webhook: WebhookSettings = section(WebhookSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings(Section):
    """Who may ask, and who is asked when nothing is found."""

    is_open: bool = setting(True, as_flag, "Whether everybody may ask; else those below")
    allowed: frozenset[int] = setting(
        frozenset(), as_ids, "Ids of persons and groups that may ask, such as `17,-1004`"
    )
    admins: frozenset[int] = setting(
        frozenset(), as_ids, "Ids of persons who see everything and get reports"
    )
    restricted: dict[str, frozenset[int]] = setting(
        {}, as_permits, 'Collections for some only, as JSON: `{"board": [17, -1004]}`'
    )
    pairing: bool = setting(
        False, as_flag, "Whether a code from `quoth pair` lets a person in, too"
    )
    leave_groups: bool = setting(
        False, as_flag, "Whether the bot leaves groups that are not allowed to ask"
    )
    guests: bool = setting(
        False, as_flag, "Whether it answers mentions in chats that it is not in (guest mode)"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings(Section):
    """Where the playground, health and metrics are served."""

    host: str = setting(
        "127.0.0.1",
        as_text(least=1),
        "Address to listen on; one that others can reach needs `--expose`",
    )
    port: int | None = setting(
        None,
        as_whole(1, _MOST_PORT),
        "Port of the playground (8080 if not set); "
        "if set, `quoth run` serves health and metrics there",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaygroundSettings(Section):
    """What visitors of the playground may do."""

    uploads: bool | None = setting(
        None,
        as_flag,
        "Whether visitors may add documents; if not set, only while it is not exposed",
    )
    keep: bool = setting(
        False, as_flag, "Whether its questions and votes are kept in `playground.db`"
    )
    visitors: int = setting(50, as_whole(1, 1000), "How many may visit it at once")
