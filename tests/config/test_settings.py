"""A setting comes from the nearest place that names it; what is wrong is named with its place."""

import os
from dataclasses import FrozenInstanceError, asdict
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.settings import Settings, load_settings

TOKEN = "123456:AAverySecretTokenOfTheTests"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a quoth.toml, and an environment without settings."""
    for name in [*os.environ]:
        if name.upper().startswith("QUOTH_") or name == "TELEGRAM_BOT_TOKEN":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_toml(text: str) -> None:
    Path("quoth.toml").write_text(text, encoding="utf-8")


def complaint(**flags: object) -> str:
    """What is said of settings that are wrong."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**flags)
    return str(caught.value)


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.home == Path("var")
    assert settings.library_path == Path("var/library.db")
    assert settings.model.name == "all-MiniLM-L6-v2"
    assert sorted(path.suffix for path in settings.corpus.folder.iterdir())[0] == ".md"
    assert settings.telegram.base_url == "https://api.telegram.org/bot"
    assert settings.bot_token() is None


def test_flag_beats_environment_beats_file_beats_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().home == Path("var")
    write_toml('home = "from-file"')
    assert load_settings().home == Path("from-file")
    monkeypatch.setenv("QUOTH_HOME", "from-environment")
    assert load_settings().home == Path("from-environment")
    assert load_settings(home=Path("from-flag")).home == Path("from-flag")
    assert load_settings(home=None).home == Path("from-environment")


def test_the_keys_of_one_section_may_come_from_several_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_toml('[telegram]\nbase_url = "http://file/bot"\nbase_file_url = "http://file/file"\n')
    monkeypatch.setenv("QUOTH_TELEGRAM__BASE_URL", "http://environment/bot/")
    telegram = load_settings().telegram
    assert telegram.base_url == "http://environment/bot"
    assert telegram.base_file_url == "http://file/file"


def test_an_empty_variable_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    write_toml('[model]\nname = "from-file"')
    monkeypatch.setenv("QUOTH_MODEL__NAME", "")
    assert load_settings().model.name == "from-file"


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()
    with pytest.raises(FrozenInstanceError):
        settings.home = Path("elsewhere")  # type: ignore[misc]  # because that is the test
    with pytest.raises(FrozenInstanceError):
        settings.model.name = "other"  # type: ignore[misc]  # because that is the test
    assert settings == Settings()


def test_a_wrong_value_in_the_file_is_named_with_key_value_and_place() -> None:
    write_toml("[model]\nname = 5\n")
    said = complaint()
    assert "model.name = 5" in said
    assert "in quoth.toml" in said


def test_a_wrong_value_in_the_environment_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUOTH_TELEGRAM__BASE_URL", "ftp://somewhere")
    said = complaint()
    assert "telegram.base_url = 'ftp://somewhere'" in said
    assert "in the environment (QUOTH_TELEGRAM__BASE_URL)" in said
    assert '"http://" or "https://"' in said


def test_a_wrong_flag_is_named_as_one() -> None:
    assert "home = 5 on the command line" in complaint(home=5)


def test_every_wrong_value_is_named() -> None:
    write_toml('home = 5\n[model]\nname = ""\n')
    lines = complaint().splitlines()
    assert len(lines) == 2
    assert "home = 5" in lines[0]
    assert "model.name = ''" in lines[1]


@pytest.mark.parametrize("text", ['[corpus]\nfoldr = "x"', 'corpus.foldr = "x"'])
def test_an_unknown_nested_key_in_the_file_is_refused(text: str) -> None:
    write_toml(text)
    assert complaint() == "Setting corpus.foldr = 'x' in quoth.toml: no such setting"


def test_an_unknown_nested_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_CORPUS__FOLDR", "x")
    said = complaint()
    assert "corpus.foldr = 'x' in the environment (QUOTH_CORPUS__FOLDR): no such setting" in said


def test_an_unknown_section_in_the_file_is_refused() -> None:
    write_toml('[modle]\nname = "x"\n')
    assert "modle" in complaint()
    assert "no such setting" in complaint()


def test_a_section_given_as_a_plain_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_CORPUS", "documents")
    assert "QUOTH_CORPUS" in complaint()


def test_a_file_that_is_no_toml_is_refused() -> None:
    write_toml("home = [\n")
    assert complaint().startswith("quoth.toml is not valid TOML")
    Path("quoth.toml").write_bytes(b'home = "\xff"')
    assert complaint().startswith("quoth.toml is not valid TOML")


@pytest.mark.parametrize("variable", ["TELEGRAM_BOT_TOKEN", "QUOTH_TELEGRAM__TOKEN"])
def test_the_token_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, TOKEN)
    token = load_settings().bot_token()
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_the_token_of_the_environment_beats_the_one_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_toml('[telegram]\ntoken = "1:file"')
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n")
    token = load_settings().bot_token()
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_the_token_is_read_from_its_file(place: Path) -> None:
    (place / "token").write_text(f"{TOKEN}\n")
    write_toml(f'[telegram]\ntoken_file = "{place / "token"}"')
    token = load_settings().bot_token()
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_token_file_that_is_missing_empty_or_binary_is_named(place: Path) -> None:
    path = place / "token"
    write_toml(f'[telegram]\ntoken_file = "{path}"')
    settings = load_settings()
    with pytest.raises(SettingsError, match="Cannot read the token file") as caught:
        settings.bot_token()
    assert str(path) in str(caught.value)
    path.write_text(" \n")
    with pytest.raises(SettingsError, match="is empty"):
        settings.bot_token()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="Cannot read the token file"):
        settings.bot_token()


@pytest.mark.parametrize("variable", ["TELEGRAM_BOT_TOKEN", "QUOTH_TELEGRAM__TOKEN"])
def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, TOKEN)
    settings = load_settings()
    shown = [settings, settings.telegram, settings.bot_token(), asdict(settings)]
    texts = [form(thing) for thing in shown for form in (repr, str)]
    assert not any(TOKEN in text for text in texts)


@pytest.mark.parametrize(
    "text",
    [f'[telegram]\ntoken = ["{TOKEN}"]', f'token = "{TOKEN}"', f'[telegram.token]\nx = "{TOKEN}"'],
)
def test_a_token_in_the_wrong_form_is_not_shown_in_the_error(text: str) -> None:
    write_toml(text)
    assert TOKEN not in complaint()


@pytest.mark.parametrize(
    "text",
    [
        f'[telegram]\nbot_token = "{TOKEN}"',
        f'telegram = "{TOKEN}"',
        f'telegram_bot_token = "{TOKEN}"',
    ],
)
def test_a_token_under_a_wrong_key_is_not_shown_in_the_error(text: str) -> None:
    write_toml(text)
    assert TOKEN not in complaint()


def test_ids_in_the_environment_are_numbers_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_ACCESS__ADMINS", "17, -1004")
    monkeypatch.setenv("QUOTH_ACCESS__RESTRICTED", '{"board": [17]}')
    access = load_settings().access
    assert access.admins == {17, -1004}
    assert access.restricted == {"board": {17}}
    monkeypatch.setenv("QUOTH_ACCESS__ADMINS", "@ann")
    with pytest.raises(SettingsError, match=r"QUOTH_ACCESS__ADMINS.*whole numbers"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("QUOTH_WEB__PORT", "0", "a whole number from 1 to 65535"),
        ("QUOTH_WEB__PORT", "8080.5", "a whole number from 1 to 65535"),
        ("QUOTH_CORPUS__WATCH", "perhaps", "expected true or false"),
        ("QUOTH_MODEL__ENGINE", "ONNX", "expected one of onnx, int8, bf16, torch"),
        ("QUOTH_STORE__TIMEOUT_S", "inf", "above 0, up to 60"),
        ("QUOTH_STORE__NAME", "my-quoth", "expected letters"),
        ("QUOTH_EMBED__SCHEDULER", "http://host:8786", "tcp://host:8786"),
        ("QUOTH_TELEGRAM__WEBHOOK__PATH", "/telegram", "without a slash before it"),
        ("QUOTH_ACCESS__RESTRICTED", "[17]", "expected JSON such as"),
        ("QUOTH_ACCESS__RESTRICTED", '{"board": ["ann"]}', "whole numbers"),
    ],
)
def test_a_value_that_cannot_be_is_told_what_could(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    found = complaint()
    assert f"({variable})" in found
    assert said in found


def test_values_are_what_their_words_say(monkeypatch: pytest.MonkeyPatch) -> None:
    write_toml("[web]\nport = 9000\n[store]\ntimeout_s = 3\n[playground]\nuploads = false\n")
    monkeypatch.setenv("QUOTH_CORPUS__WATCH", "Off")
    monkeypatch.setenv("QUOTH_PLAYGROUND__VISITORS", " 7 ")
    settings = load_settings()
    assert (settings.web.port, settings.playground.visitors) == (9000, 7)
    assert settings.store.timeout_s == 3.0
    assert (settings.corpus.watch, settings.playground.uploads) == (False, False)
    assert load_settings(web={"port": None}).web.port is None
    assert "number = None" in complaint(playground={"number": None})
    assert "visitors = None" in complaint(playground={"visitors": None})
    assert "visitors = True" in complaint(playground={"visitors": True})


def test_a_secret_is_equal_to_itself_alone() -> None:
    one, same, other = (load_settings(telegram={"token": token}) for token in ("1:a", "1:a", "1:b"))
    assert one == same
    assert one != other
    assert hash(one.telegram.token) == hash(same.telegram.token)


def test_a_section_may_be_given_as_json_and_single_settings_of_it_hold_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_toml('[telegram]\nbase_file_url = "http://file/file"\n')
    monkeypatch.setenv("QUOTH_TELEGRAM", '{"base_url": "http://all/bot", "token": "1:all"}')
    monkeypatch.setenv("quoth_telegram__base_url", "http://one/bot")
    monkeypatch.setenv("QUOTH_TELEGRAM__WEBHOOK__PORT", "8443")
    monkeypatch.setenv("QUOTH_OTHER__THING", "of another program")
    telegram = load_settings().telegram
    assert telegram.base_url == "http://one/bot"
    assert telegram.base_file_url == "http://file/file"
    assert telegram.webhook.port == 8443
    assert telegram.token is not None
    assert telegram.token.get_secret_value() == "1:all"


def test_the_address_of_the_database_is_read_from_its_file_and_never_shown(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "postgresql://quoth:a-password@db.example.org/quoth?sslmode=verify-full"
    path = place / "address"
    path.write_text(f"{address}\n")
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS_FILE", str(path))
    found = load_settings().database_address()
    assert found is not None
    assert found.get_secret_value() == address
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS", address)
    assert "a-password" not in repr(load_settings())
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS", "mysql://quoth:a-password@db.example.org/quoth")
    with pytest.raises(SettingsError, match='starts with "postgresql://"') as caught:
        load_settings()
    assert "a-password" not in str(caught.value)


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(store={"address": "http://root:geheim@host:19530"})
    assert "geheim" not in str(caught.value)
    assert "//…@host:19530" in str(caught.value)


def test_the_token_for_milvus_is_read_from_its_file_and_shown_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("root:geheim\n", "utf-8")
    settings = load_settings(store={"token_file": path})
    token = settings.store_token()
    assert token is not None
    assert token.get_secret_value() == "root:geheim"
    assert "geheim" not in repr(load_settings(store={"token": "root:geheim"}))
