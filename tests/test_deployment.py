"""The Dockerfile, the compose file and the systemd unit hold what keeps a server safe."""

import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
TEXTS = (
    "Dockerfile",
    "compose.yaml",
    "compose.milvus.yaml",
    ".dockerignore",
    "bot/deploy/quoth.service",
)


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, comments left out and lines joined."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    found = [line.split(maxsplit=1) for line in text.replace("\\\n", " ").splitlines() if line]
    return [(name, rest) for name, rest in found]


def unit() -> dict[str, list[str]]:
    """The settings of the systemd unit; some are there more than once."""
    lines = files("bot").joinpath("deploy", "quoth.service").read_text("utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def compose(name: str = "compose.yaml") -> dict[str, Any]:
    """A compose file; services with what they share."""
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return found


@pytest.mark.parametrize("service", ["polling", "webhook", "replica-1", "replica-2"])
def test_every_setting_of_a_container_is_one_of_ours(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = compose()["services"][service]["environment"]
    assert environment
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    settings = load_settings()

    assert str(settings.telegram.token_file) == "/run/secrets/token"
    if service != "polling":
        webhook = settings.telegram.webhook
        assert webhook.url is not None
        assert webhook.url.endswith(f"/{webhook.path}")
        before = compose()["services"]["proxy" if service == "webhook" else "balancer"]
        assert str(webhook.port) in str(before["command"])
        assert str(webhook.secret_file) == "/run/secrets/webhook"


def test_base_images_are_pinned() -> None:
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert bases
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", base) for base in bases)
    assert len(set(bases)) == 1
    proxy = compose()["services"]["proxy"]["image"]
    assert re.fullmatch(r"caddy:\d+\.\d+\.\d+-alpine", proxy)


def test_the_image_runs_as_nobody_special_with_a_health_check() -> None:
    last = dict(instructions())  # the last of each name
    names = [name for name, _ in instructions()]
    assert last["USER"] == "10001:10001"
    assert names.index("USER") > max(n for n, name in enumerate(names) if name in ("RUN", "COPY"))
    assert last["HEALTHCHECK"].endswith('CMD ["quoth", "health"]')
    assert last["ENTRYPOINT"] == '["quoth"]'
    assert last["VOLUME"] == "/var/lib/quoth"
    assert "QUOTH_HOME=/var/lib/quoth" in last["ENV"]


def test_the_image_installs_what_is_pinned_and_copies_all_packages() -> None:
    runs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert any('-c constraints.txt ".[${EXTRAS}]"' in run for run in runs)
    assert ("ARG", "EXTRAS=formats,postgres") in instructions()
    copied = {rest.split()[0] for name, rest in instructions() if name == "COPY"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {package.rstrip("*") for package in packages} <= copied
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"
    sent = {line[1:] for line in ignored if line.startswith("!")}
    assert {
        one for name, rest in instructions() if name == "COPY" for one in rest.split()[:-1]
    } <= {
        *sent,
        "--from=build",
        "/opt/quoth",
    }


def test_no_file_of_the_deployment_holds_or_hands_on_a_token() -> None:
    for name in TEXTS:
        text = (ROOT / name).read_text("utf-8")
        assert "TELEGRAM_BOT_TOKEN" not in text, name
        assert "QUOTH_TELEGRAM__TOKEN=" not in text, name
        assert "QUOTH_TELEGRAM__TOKEN:" not in text, name
        assert not re.search(r"\d{3,}:[\w-]{20,}", text), name
    for service in ("polling", "webhook"):
        found = compose()["services"][service]
        assert found["environment"]["QUOTH_TELEGRAM__TOKEN_FILE"] == "/run/secrets/token"
        assert "token" in found["secrets"]


@pytest.mark.parametrize(
    "service",
    ["polling", "webhook", "proxy", "replica-1", "replica-2", "balancer", "database"],
)
def test_every_container_is_shut_in(service: str) -> None:
    found = compose()["services"][service]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert "cap_add" not in found
    assert "privileged" not in found
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["restart"] == "unless-stopped"
    assert found["tmpfs"][0].startswith("/tmp:")
    assert {"mem_limit", "pids_limit"} <= found.keys()


def test_polling_opens_no_port_and_the_webhooks_bot_listens_for_its_proxy_only() -> None:
    services = compose()["services"]
    assert services["polling"]["command"] == ["run"]
    assert services["polling"]["profiles"] == ["polling"]
    assert "ports" not in services["polling"]
    assert services["webhook"]["command"] == ["run", "--webhook"]
    assert services["webhook"]["profiles"] == services["proxy"]["profiles"] == ["webhook"]
    assert services["proxy"]["network_mode"] == "service:webhook"
    port = services["webhook"]["environment"]["QUOTH_TELEGRAM__WEBHOOK__PORT"]
    assert f"--to=127.0.0.1:{port}" in services["proxy"]["command"]
    assert all(not published.endswith(f":{port}") for published in services["webhook"]["ports"])
    for service in ("polling", "webhook"):
        assert services[service]["user"] == "10001:10001"
        assert "./documents:/documents:ro" in services[service]["volumes"]


def test_replicas_share_a_database_and_a_door_and_nothing_else() -> None:
    services = compose()["services"]
    replicas = [services["replica-1"], services["replica-2"]]
    homes = {one["volumes"][0] for one in replicas}
    assert len(homes) == 2
    for one in replicas:
        assert one["command"] == ["run", "--webhook"]
        assert one["profiles"] == ["replicas"]
        assert one["user"] == "10001:10001"
        assert one["environment"]["QUOTH_DATABASE__ADDRESS_FILE"] == "/run/secrets/database"
        assert {"token", "webhook", "database"} == {*one["secrets"]}
        assert "ports" not in one
    assert "ports" not in services["database"]
    assert services["database"]["environment"]["POSTGRES_PASSWORD_FILE"].startswith("/run/secrets/")
    to = [part for part in services["balancer"]["command"] if part.startswith("--to=")]
    assert to == ["--to=replica-1:8443", "--to=replica-2:8443"]
    assert services["balancer"]["image"] == services["proxy"]["image"]
    assert re.fullmatch(r"postgres:\d+\.\d+-[a-z]+", services["database"]["image"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("CapabilityBoundingSet", ""),
        ("RestrictNamespaces", "yes"),
        ("RestrictSUIDSGID", "yes"),
        ("UMask", "0077"),
        ("StateDirectoryMode", "0700"),
        ("KillSignal", "SIGTERM"),
        ("Restart", "always"),
        ("LoadCredential", "token:/etc/quoth/token"),
    ],
)
def test_the_unit_is_shut_in(name: str, value: str) -> None:
    assert unit()[name] == [value]


def test_the_unit_reads_the_token_from_its_credential() -> None:
    found = unit()
    assert "QUOTH_TELEGRAM__TOKEN_FILE=%d/token" in found["Environment"]
    assert found["ExecStart"] == ["/opt/quoth/bin/quoth run"]
    assert "~@privileged" in found["SystemCallFilter"]


def test_the_unit_comes_with_the_package_and_is_printed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "deploy/*" in project["tool"]["setuptools"]["package-data"]["bot"]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "service"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == (ROOT / "bot" / "deploy" / "quoth.service").read_text("utf-8")


BOTS = ("polling", "webhook", "replica-1", "replica-2")


@pytest.mark.parametrize("service", BOTS)
def test_milvus_is_for_every_bot_of_the_compose_file(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = compose("compose.milvus.yaml")["services"][service]
    assert service in compose()["services"]
    for name, value in found["environment"].items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.store.kind == "milvus"
    assert settings.store.address.removeprefix("http://").split(":")[0] in found["depends_on"]
    assert str(settings.store.token_file) == "/run/secrets/milvus"
    assert found["secrets"] == ["milvus"]
    extras = found["build"]["args"]["EXTRAS"].split(",")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "milvus" in extras
    assert set(extras) <= project["project"]["optional-dependencies"].keys()


def test_milvus_wants_a_password_and_is_reached_by_bots_alone() -> None:
    found = compose("compose.milvus.yaml")
    parts = {name: one for name, one in found["services"].items() if name not in BOTS}
    assert parts.keys() == {"milvus", "etcd", "minio"}
    for name, part in parts.items():
        assert "ports" not in part, name
        assert part["networks"] == ["store"], name
        assert part["cap_drop"] == ["ALL"], name
        assert "mem_limit" in part, name
        assert re.fullmatch(r"[\w./-]+:(v\d+\.\d+\.\d+|RELEASE\.[\dTZ-]+)", part["image"]), name
    assert found["networks"]["store"] == {"internal": True}
    environment = parts["milvus"]["environment"]
    assert environment["COMMON_SECURITY_AUTHORIZATIONENABLED"] == "true"
    # Without them, compose says which one is missing, and starts nothing.
    for name in ("COMMON_SECURITY_DEFAULTROOTPASSWORD", "MINIO_SECRET_ACCESS_KEY"):
        assert re.fullmatch(r"\$\{[A-Z]+_PASSWORD:\?.+\}", environment[name]), name
