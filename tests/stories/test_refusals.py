"""Six situations in which there is no quote, and a text of its own for each."""

from bot import phrases
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under


async def test_who_asks_too_much_is_told_once_and_then_not_answered(stage: Stage) -> None:
    for _ in range(20):
        await stage.telegram.say(stage.private, stage.ann, QUESTION)
    for _ in range(5):
        await stage.telegram.say(stage.private, stage.ann, QUESTION)
    texts = [m["text"] for m in await stage.telegram.wait_for_messages(stage.private, 21)]
    assert sum(SENTENCE in text for text in texts) == 20
    assert texts.count(phrases.TOO_MANY) == 1

    # The same person is still heard elsewhere, and what was not answered stays so.
    message = await stage.ask(group(stage), f"/ask {QUESTION}")
    assert under(message, "bold") == [SENTENCE]
    assert len([m for m in stage.telegram.messages(stage.private) if m["from"]["is_bot"]]) == 21
