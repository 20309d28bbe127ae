"""Questions that ask the same are one gap, whatever order they are read in."""

from itertools import permutations

from bot.chats.gaps import Gap
from bot.gap_groups import grouped
from index.answer import Question
from index.embedder import HashingEmbedder

TEXTS = (
    "When was the lighthouse lit?",
    "Who pays the keeper?",
    "When was the lighthouse lit first?",
    "When was the lighthouse lit up?",
)
GAPS = [Gap(n, 100 + n, 1, 1, Question(text)) for n, text in enumerate(TEXTS)]


def test_groups_come_largest_first_and_do_not_depend_on_the_order_of_reading() -> None:
    for order in permutations(GAPS):
        vectors = HashingEmbedder().embed_documents([gap.question.text for gap in order])
        groups = grouped(order, vectors)
        assert [[gap.id for gap in group.gaps] for group in groups] == [[3, 2, 0], [1]]


def test_the_same_text_is_one_gap_even_where_the_model_knows_nothing_of_it() -> None:
    gaps = [Gap(n, n, 1, 1, Question("ມື້ໃດ")) for n in range(2)]
    vectors = HashingEmbedder().embed_documents(["a", "b"]) * 0
    assert len(grouped(gaps, vectors)) == 1
