"""The sections of the settings: what can be set, its default, and what it means."""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator

TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"  # noqa: S105  # the name of a variable, not a token
_POSTGRES = ("postgresql://", "postgres://")
_SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "sample"


def _ids(value: object) -> object:
    """Ids from the environment stand in one text, with commas or spaces between them."""
    if not isinstance(value, str):
        return value
    try:
        return [int(word) for word in value.replace(",", " ").split()]
    except ValueError:
        raise ValueError("ids are whole numbers, with commas between them") from None


def _permits(value: object) -> object:
    """Permits from the environment are JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise ValueError('expected JSON such as {"board": [17, -1004]}') from None


Ids = Annotated[frozenset[int], BeforeValidator(_ids)]
Permits = Annotated[dict[str, frozenset[int]], BeforeValidator(_permits)]


class Section(BaseModel):
    """Settings that belong together; nothing else may stand among them."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusSettings(Section):
    """Where the documents are."""

    folder: Path = Field(
        _SAMPLE, description="Folder of your documents; a sub-folder is a collection"
    )
    watch: bool = Field(
        True, description="Whether a running bot follows that folder and takes up what changes"
    )


class ModelSettings(Section):
    """What embeds passages and questions, and what orders the best of them anew."""

    name: str = Field(
        "all-MiniLM-L6-v2",
        min_length=1,
        description="Embedding model: the bundled one, a folder, or a name on the model hub",
    )
    engine: Literal["onnx", "int8", "bf16", "torch"] = Field(
        "onnx",
        description="What runs it: `onnx`, or faster and less exact `int8`, `bf16`; or `torch`",
    )
    reranker: str | None = Field(
        None,
        min_length=1,
        description="Cross-encoder that re-ranks the 20 best matches: a folder or a name; slower",
    )


class StoreSettings(Section):
    """Where the nearest passages, and those with the right words, are looked for."""

    kind: Literal["faiss", "milvus"] = Field(
        "faiss", description="`faiss`, in memory; or `milvus`, a server for what outgrows one host"
    )
    address: str = Field(
        "http://127.0.0.1:19530", description="Where Milvus is; `https://…` speaks TLS"
    )
    token: SecretStr | None = Field(
        None, description="What Milvus takes: user and password with a colon between, or a key"
    )
    token_file: Path | None = Field(None, description="A file that holds that token instead")
    certificate: Path | None = Field(
        None, description="File (PEM) of the authority that signed Milvus' certificate, if your own"
    )
    timeout_s: float = Field(
        2.0,
        gt=0,
        le=60,
        description="Seconds that a question waits for Milvus before it is put back",
    )
    name: str = Field(
        "quoth",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$",
        description="How names of collections in Milvus begin; another one for each library",
    )
    index: Literal["FLAT", "HNSW", "AUTOINDEX"] = Field(
        "FLAT", description="Milvus' index over vectors: `FLAT`, exact; or `HNSW`, `AUTOINDEX`"
    )

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or "@" in value:
            raise ValueError('such as "http://host:19530"; the token has a setting of its own')
        return value.rstrip("/")


class TlsSettings(Section):
    """What `tls://` needs: files in PEM."""

    authority: Path | None = Field(
        None, description="For a scheduler that speaks TLS: the certificate of who signed"
    )
    certificate: Path | None = Field(None, description="This machine's own certificate")
    key: Path | None = Field(None, description="The private key of that certificate")


class EmbedSettings(Section):
    """Other hosts that embed in bulk."""

    scheduler: str | None = Field(
        None,
        pattern=r"^(tcp|tls)://.+:\d+$",
        description="Address of a dask scheduler whose workers embed for `quoth index`, "
        "such as `tls://10.0.0.1:8786`",
    )
    tls: TlsSettings = TlsSettings()


class WebhookSettings(Section):
    """How Telegram pushes updates, for `quoth run --webhook`."""

    url: str | None = Field(
        None, description="Public https address that the proxy passes on; needed for `--webhook`"
    )
    host: str = Field("127.0.0.1", description="Address that the bot listens on for the proxy")
    port: int = Field(8090, ge=1, le=65535, description="Port that the bot listens on")
    path: str = Field(
        "telegram", pattern="^[^/]", description="Path that the proxy passes pushes on to"
    )
    secret: SecretStr | None = Field(
        None, description="Secret that each push must bear; one is made and kept if none is set"
    )
    secret_file: Path | None = Field(None, description="A file that holds that secret instead")


class DatabaseSettings(Section):
    """What replicas of the bot share, on several machines too."""

    address: SecretStr | None = Field(
        None,
        description="PostgreSQL that replicas share, as `postgresql:` and so on; "
        "files of one machine if not set",
    )
    address_file: Path | None = Field(None, description="A file that holds that address instead")

    @field_validator("address")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(_POSTGRES):
            raise ValueError('an address starts with "postgresql://"')
        return value


class TelegramSettings(Section):
    """How Telegram is reached."""

    token: SecretStr | None = Field(
        None, description=f"The bot's token from @BotFather; best set as `{TOKEN_VARIABLE}`"
    )
    token_file: Path | None = Field(None, description="A file that holds the token instead")
    base_url: str = Field(
        "https://api.telegram.org/bot", description="Bot API server, such as a self-hosted one"
    )
    base_file_url: str = Field(
        "https://api.telegram.org/file/bot", description="The same server's address for files"
    )
    webhook: WebhookSettings = WebhookSettings()

    @field_validator("base_url", "base_file_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError('an address starts with "http://" or "https://"')
        return value.rstrip("/")


class AccessSettings(Section):
    """Who may ask, and who is asked when nothing is found."""

    is_open: bool = Field(True, description="Whether everybody may ask; else those below")
    allowed: Ids = Field(
        frozenset(), description="Ids of persons and groups that may ask, such as `17,-1004`"
    )
    admins: Ids = Field(
        frozenset(), description="Ids of persons who see everything and get reports"
    )
    restricted: Permits = Field(
        {}, description='Collections for some only, as JSON: `{"board": [17, -1004]}`'
    )
    pairing: bool = Field(
        False, description="Whether a code from `quoth pair` lets a person in, too"
    )
    leave_groups: bool = Field(
        False, description="Whether the bot leaves groups that are not allowed to ask"
    )
    guests: bool = Field(
        False, description="Whether it answers mentions in chats that it is not in (guest mode)"
    )


class WebSettings(Section):
    """Where the playground, health and metrics are served."""

    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address to listen on; one that others can reach needs `--expose`",
    )
    port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port of the playground (8080 if not set); "
        "if set, `quoth run` serves health and metrics there",
    )


class PlaygroundSettings(Section):
    """What visitors of the playground may do."""

    uploads: bool | None = Field(
        None,
        description="Whether visitors may add documents; if not set, only while it is not exposed",
    )
    keep: bool = Field(
        False, description="Whether its questions and votes are kept in `playground.db`"
    )
    visitors: int = Field(50, ge=1, le=1000, description="How many may visit it at once")
