"""An update as the inbox takes it: whose turn it is, what it waits behind, how long it lasts."""

from dataclasses import dataclass

from telegram import Update

# How long an update is worth an answer, as on Telegram's own side (TELEGRAM.md).
_MESSAGE_S = 86_400
LIVES_S = {
    "callback_query": 150,
    "guest_message": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
_NO_KIND = "nothing"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that came.

    Args:
        id: Telegram's `update_id`.
        kind: what it holds, such as "message".
        person: who takes their turn with it; the chat where it is from nobody.
        lane: what comes in one lane is handled in order, one by one.
        room: the group that it comes from, None outside of groups.
        body: the update as JSON.
    """

    id: int
    kind: str
    person: int
    lane: str
    room: int | None
    body: str


def arrival_of(update: Update) -> Arrival:
    """Sort an update in.

    A person's messages in one chat are a lane, so that an edit comes after what it edits. A tap or
    an inline query waits for nothing: a newer query takes the place of the older one.

    Raises:
        TypeError: a text or the id of the chat is something else.
    """
    user, chat, kind = update.effective_user, update.effective_chat, kind_of(update)
    chat_id = chat.id if chat is not None else 0
    person = user.id if user is not None else chat_id
    is_message = kind not in (*LIVES_S, _NO_KIND)
    message = update.effective_message
    if message is not None and not isinstance(message.text or message.caption or "", str):
        raise TypeError("the text is none")
    return Arrival(
        id=update.update_id,
        kind=kind,
        person=person,
        lane=f"{chat_id}:{person}" if is_message else f"update {update.update_id}",
        room=chat_id if is_message and chat_id < 0 else None,
        body=update.to_json(),
    )


def kind_of(update: Update) -> str:
    """The name of the one thing that an update holds."""
    return next(
        (str(one) for one in Update.ALL_TYPES if getattr(update, one) is not None), _NO_KIND
    )


def lives_s(kind: str) -> int:
    """How long an update of a kind is worth an answer."""
    return LIVES_S.get(kind, _MESSAGE_S)


def check(arrival: Arrival) -> None:
    """Make sure that an arrival can be stored: python-telegram-bot takes any value for an id.

    Raises:
        ValueError: it cannot.
    """
    numbers = (arrival.id, arrival.person, arrival.room or 0)
    if not all(isinstance(one, int) and -(2**63) <= one < 2**63 for one in numbers):
        raise ValueError("an id is no whole number of 64 bits")
