"""What is said instead of a quote."""

from bot import phrases
from bot.languages import cannot_compare
from index.answer import Answer, Reason
from index.snapshot import Snapshot


def refusal(answer: Answer, snapshot: Snapshot, *, is_private: bool) -> str:
    """Say that nothing was found, or why nothing could be. The answer must be NOTHING."""
    if not snapshot.documents:
        return phrases.NO_DOCUMENTS
    if answer.reason is Reason.LANGUAGE:
        return cannot_compare(answer.question.language, snapshot.languages)
    if is_private:
        scope = answer.question.collections
        searched = [d for d in snapshot.documents if scope is None or d.collection in scope]
        count = phrases.documents(len(searched))
        return phrases.NOTHING_PRIVATE.format(documents=count)
    return phrases.NOTHING_GROUP
