"""What is overheard in a group: questions that persons put to everybody."""

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, User

from bot.hearing import overhear

GROUP = Chat(-7, "supergroup")
ANN = User(1, "Ann", is_bot=False)
BOT = User(2, "Bot", is_bot=True)
# All anonymous admins write by this one.
ANONYMOUS = User(1087968824, "Group", is_bot=True)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def message(sender: User = ANN, chat: Chat = GROUP, **more: object) -> Message:
    fields = {"text": "When does the museum open?"} | more
    return Message(1, NOW, chat, from_user=sender, **fields)  # type: ignore[arg-type]  # because the fields are of several types


def test_a_question_of_a_person_or_an_anonymous_admin_is_overheard() -> None:
    assert overhear(message()) is not None
    assert overhear(message(ANONYMOUS, sender_chat=GROUP)) is not None


@pytest.mark.parametrize(
    "unheard",
    [
        message(BOT),
        message(via_bot=BOT),
        message(ANONYMOUS, sender_chat=Chat(-9, "channel")),
        message(chat=Chat(1, "private")),
        message(text="It opens at ten."),
        message(text="how are you?"),
        message(text="??"),
    ],
)
def test_bots_channels_statements_and_chatter_are_not(unheard: Message) -> None:
    assert overhear(unheard) is None
