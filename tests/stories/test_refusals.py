"""Six situations in which there is no quote, and a text of its own for each."""

from pathlib import Path

from bot import phrases
from bot.languages import cannot_compare
from tests.conftest import build_library, write_corpus
from tests.stories.conftest import Stage, until
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


async def test_edits_count_as_questions(stage: Stage) -> None:
    for _ in range(20):
        await stage.telegram.say(stage.private, stage.ann, QUESTION)
    await stage.telegram.wait_for_messages(stage.private, 20)
    asked = stage.telegram.messages(stage.private)[0]["message_id"]
    await until_kept(stage, asked)
    await stage.telegram.edit(stage.private, asked, "When does the mill museum close?")
    messages = await stage.telegram.wait_for_messages(stage.private, 21)
    assert messages[-1]["text"] == phrases.TOO_MANY
    assert [call for call in stage.telegram.calls if call.method == "editMessageText"] == []


async def until_kept(stage: Stage, message_id: int) -> None:
    """Wait until the answer to a message can be edited."""
    answers = stage.chats.answers

    async def is_kept() -> bool:
        kept = await stage.chats.run(answers.to_message, stage.private.id, message_id)
        return kept is not None and kept.message_id is not None

    await until(is_kept)


async def test_each_situation_has_a_text_of_its_own(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    nothing = await stage.ask(stage.private, "What is the capital of France?")
    assert nothing["text"] == phrases.NOTHING_PRIVATE.format(documents="3 documents")
    answer = await stage.ask(stage.private, QUESTION)
    write_corpus(folder, {"mill.md": "# The old mill\n\nNobody knows who founded it.\n"})
    build_library(folder, library_path)
    await stage.librarian.refresh()
    changed = await stage.telegram.press(stage.ann, answer, label="Context")
    assert changed["text"] == phrases.CHANGED

    options = stage.chats.options
    await stage.chats.run(options.set, "collections", '["removed"]', stage.private.id)
    assert (await stage.ask(stage.private, QUESTION))["text"] == phrases.NO_DOCUMENTS

    unread = cannot_compare("th", frozenset({"en"}))
    texts = (phrases.NO_DOCUMENTS, phrases.NO_ACCESS, phrases.CHANGED, phrases.TOO_MANY, unread)
    assert len({phrases.NOTHING_PRIVATE, *texts}) == 6
