"""Every weight of ranking, of the bold sentence and of the gate, and where each comes from.

Fitted by `quoth fit` (`index.training`) to the 4,656 questions of 21 SQuAD articles, the gate also
to small talk and off-topic questions. How well they do on other articles, and how far to trust
those figures, stands in this package's README.
"""

# The first score, over all candidates: the hand-made rule R of RETRIEVAL.md.
FIRST = {
    "dense": 1.0,
    "sentence": 1.5,
    "lexical": 1.0,
    "coverage": 0.5,
    "sentence_coverage": 0.5,
}

# The score that orders the best by the first: pairwise logistic regression, 2026-11-21. `names`
# came later, for the gate, and is not fitted here yet.
SECOND = {
    "dense": 2.86,
    "sentence": 10.86,
    "lexical": 5.00,
    "coverage": -1.99,
    "sentence_coverage": 2.23,
    "phrases": 4.24,
    "late": 12.89,
    "sentence_late": 3.69,
    "names": 0.0,
}

# Which sentence of a passage is quoted: pairwise logistic regression, 2026-11-21, when
# `answer_type` was still yes or no.
SENTENCE = {
    "alone": 2.65,
    "in_context": 2.83,
    "local_coverage": 4.58,
    "late": 1.29,
    "answer_type": 1.72,
}

# The gate: log odds that the best match answers the question. Logistic regression over libraries
# of 1, 3, 10 and 40 articles, with the question's own article in the library or taken out,
# 2026-11-21.
GATE = {
    "dense": 8.06,
    "sentence": 9.13,
    "lexical": -7.30,
    "coverage": 3.29,
    "sentence_coverage": 4.65,
    "phrases": 2.84,
    "late": 4.54,
    "sentence_late": 2.12,
    "names": 1.16,
    "terms": 0.58,
    "passages": 0.0,
    "answer_type": 0.0,
    "personal": 0.0,
}
GATE_CONSTANT = -14.96

# A question in a language that the model does not read is found by its words; the weights of the
# vectors are those of RETRIEVAL.md, times 0.2.
FOREIGN_FIRST = {
    "dense": 0.2,
    "sentence": 0.3,
    "lexical": 1.0,
    "coverage": 0.5,
    "sentence_coverage": 0.5,
}
FOREIGN_SECOND = FOREIGN_FIRST | {"phrases": 0.5}
FOREIGN_SENTENCE = {"alone": 0.2, "local_coverage": 0.7}
FOREIGN_GATE = {"lexical": 4.0, "coverage": 4.0, "sentence_coverage": 4.0, "phrases": 2.0}
FOREIGN_GATE_CONSTANT = -6.0

# Below about even odds nothing is shown: silence beats a wrong answer.
FOUND_FROM, UNSURE_FROM = 1.5, -0.5
