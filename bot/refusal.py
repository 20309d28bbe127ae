"""What is said instead of a quote."""

from bot import phrases
from bot.languages import cannot_compare
from bot.speech import ENGLISH, Speech
from index.answer import Answer, Reason
from index.snapshot import Snapshot


def refusal(
    answer: Answer, snapshot: Snapshot, speech: Speech = ENGLISH, *, is_private: bool
) -> str:
    """Say that nothing was found, or why nothing could be. The answer must be NOTHING."""
    scope = answer.question.collections
    searched = [one for one in snapshot.documents if scope is None or one.collection in scope]
    if not searched:
        return speech(phrases.NO_DOCUMENTS)
    if answer.reason is Reason.LANGUAGE:
        return cannot_compare(answer.question.language, snapshot.languages(scope), speech)
    if is_private:
        count = speech.documents(len(searched))
        return speech(phrases.NOTHING_PRIVATE, documents=count)
    return speech(phrases.NOTHING_GROUP)
