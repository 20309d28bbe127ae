import pytest

from bot.emulator.server import TelegramServer
from bot.emulator.spec import ApiSpec, SpecViolation

from .conftest import TOKEN, Clock


@pytest.mark.parametrize(
    ("params", "violation"),
    [
        ({"text": "x"}, "sendMessage: chat_id is missing"),
        ({"chat_id": 1, "text": "x", "colour": "red"}, "sendMessage: there is no parameter colour"),
        ({"chat_id": 1, "text": 5}, "sendMessage.text: 5 is not a String"),
        (
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
            "sendMessage.entities[0]: MessageEntity without length",
        ),
        (
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": 1}]]}},
            "sendMessage.reply_markup.inline_keyboard[0][0].text: 1 is not a String",
        ),
    ],
)
def test_a_request_outside_the_specification_is_named(
    spec: ApiSpec, params: dict[str, object], violation: str
) -> None:
    with pytest.raises(SpecViolation) as caught:
        spec.check_params("sendMessage", params)
    assert str(caught.value) == violation


def test_a_form_may_carry_structures_as_text(spec: ApiSpec) -> None:
    spec.check_params(
        "sendMessage",
        {
            "chat_id": "1",
            "text": "x",
            "disable_notification": "true",
            "entities": '[{"type": "bold", "offset": 0, "length": 1}]',
        },
    )


def test_a_result_of_the_wrong_type_is_named(spec: ApiSpec) -> None:
    with pytest.raises(SpecViolation, match="deleteMessage result: 'yes' is not a Boolean"):
        spec.check_result("deleteMessage", "yes")
    with pytest.raises(SpecViolation, match="Update has no field surprise"):
        spec.check_object("Update", {"update_id": 1, "surprise": {}})


async def test_the_server_collects_violations_and_goes_on(spec: ApiSpec, clock: Clock) -> None:
    server = TelegramServer(clock=clock, spec=spec)
    server.add_bot(TOKEN, "quoth_bot")
    reply = await server.call(TOKEN, "getMe", {"colour": "red"})
    assert reply.payload["ok"]
    assert server.violations == ["getMe: there is no parameter colour"]
