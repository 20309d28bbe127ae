"""Floods: so many questions a minute, one notice, then silence until it is calm again."""

from bot.floods import Admitted, Floods

YES, NOTICE, SILENCE = Admitted


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_twenty_questions_pass_then_one_notice_then_silence() -> None:
    floods = Floods(Clock())
    said = [floods.admit(1, 1) for _ in range(24)]
    assert said == [YES] * 20 + [NOTICE] + [SILENCE] * 3


def test_a_question_passes_every_three_seconds_without_a_second_notice() -> None:
    clock = Clock()
    floods = Floods(clock)
    for _ in range(21):
        floods.admit(1, 1)
    clock.now_s = 3.0
    assert [floods.admit(1, 1) for _ in range(2)] == [YES, SILENCE]


def test_after_a_calm_minute_a_new_flood_is_told_of_anew() -> None:
    clock = Clock()
    floods = Floods(clock)
    for _ in range(22):
        floods.admit(1, 1)
    clock.now_s = 63.0
    assert [floods.admit(1, 1) for _ in range(22)] == [YES] * 20 + [NOTICE, SILENCE]


def test_one_person_or_chat_takes_nothing_from_another() -> None:
    floods = Floods(Clock())
    for _ in range(21):
        floods.admit(1, 1)
    assert floods.admit(2, 1) is YES
    assert floods.admit(1, 2) is YES
