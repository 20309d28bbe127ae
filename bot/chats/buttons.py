"""The buttons under answers: opaque ids that lead back to what they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chats.answers import Answers, KeptAnswer, new_id
from bot.chats.tables import Tables


class Action(StrEnum):
    """What a button does."""

    CONTEXT = "context"
    BACK = "back"
    DOCUMENT = "document"
    MORE = "more"
    GOOD = "good"
    BAD = "bad"
    COMPLAIN = "complain"
    DELETE = "delete"
    CLOSEST = "closest"
    ASK_ADMIN = "ask_admin"


@dataclass(frozen=True, slots=True)
class Button:
    """What a tap on a button means."""

    answer: KeptAnswer
    action: Action
    argument: int


class Buttons:
    """The buttons under answers."""

    def __init__(self, store: Tables, answers: Answers) -> None:
        self._store, self._answers = store, answers

    def make(self, answer_id: str, wanted: Sequence[tuple[Action, int]]) -> list[str]:
        """Callback data for actions on an answer; the same action keeps its id."""
        ids = []
        with self._store.transaction():
            for action, argument in wanted:
                row = self._store.execute(
                    "SELECT id FROM buttons WHERE answer_id = ? AND action = ? AND argument = ?",
                    (answer_id, action.value, argument),
                ).fetchone()
                button_id = new_id() if row is None else str(row[0])
                if row is None:
                    self._store.execute(
                        "INSERT INTO buttons VALUES (?, ?, ?, ?)",
                        (button_id, answer_id, action.value, argument),
                    )
                ids.append(button_id)
        return ids

    def find(self, data: str) -> Button | None:
        """What a tap with this data means; None if it is forged or its answer is forgotten."""
        row = self._store.execute(
            "SELECT answer_id, action, argument FROM buttons WHERE id = ?", (data,)
        ).fetchone()
        answer = None if row is None else self._answers.get(row[0])
        return None if answer is None else Button(answer, Action(row[1]), row[2])
