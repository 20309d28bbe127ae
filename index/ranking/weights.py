"""Every weight of ranking, of the bold sentence and of the gate, and where each comes from.

Fitted by `quoth fit` (`index.judging.training`) on 2026-11-21 to the 4,656 questions of 21 SQuAD
articles, the gate also to small talk and off-topic questions; those for other languages to the
Chinese, Vietnamese and Thai questions of XQuAD and to CMRC 2018. How well they do on other
articles, and how far to trust those figures, stands in this package's README.
"""

# The first score, over all candidates: the hand-made rule R of RETRIEVAL.md.
FIRST = {
    "dense": 1.0,
    "sentence": 1.5,
    "lexical": 1.0,
    "coverage": 0.5,
    "sentence_coverage": 0.5,
}

# The score that orders the best by the first: pairwise logistic regression.
SECOND = {
    "dense": 4.18,
    "sentence": 9.47,
    "lexical": 3.82,
    "coverage": -1.57,
    "sentence_coverage": 1.80,
    "phrases": 4.22,
    "late": 10.89,
    "sentence_late": 3.52,
    "names": 0.19,
    "best_sentence": 0.36,
}

# Which sentence of a passage is quoted: pairwise logistic regression.
SENTENCE = {
    "alone": 4.43,
    "in_context": 0.38,
    "local_coverage": 2.28,
    "with_previous": 2.80,
    "previous": -1.44,
    "late": 0.82,
    "sharp_late": -3.10,
    "nearest": 2.38,
    "is_first": -0.51,
    "answer_type": 1.47,
    "names": -0.39,
    "names_for_person": 1.11,
    "names_for_place": 1.42,
    "names_for_other": 0.61,
    "numbers_for_number": 0.80,
    "numbers_for_date": 1.38,
}

# The gate: log odds that the best match answers the question. Logistic regression over libraries
# of 1, 3, 10 and 40 articles, with the question's own article in the library or taken out.
# `passages` was fitted to -0.80 (constant -9.25). Half of it, equal at 2,067 passages, keeps the
# same 95 % of answerable questions at every size and refuses more in small libraries, where the
# questions that are not answered are on the topic. `no_contact` is set by hand: such an answer
# cannot be overlooked.
GATE = {
    "dense": 9.98,
    "sentence": 4.44,
    "lexical": -4.46,
    "coverage": 2.55,
    "sentence_coverage": 3.95,
    "phrases": 2.69,
    "late": 4.63,
    "sentence_late": 4.71,
    "names": 0.80,
    "terms": 0.29,
    "passages": -0.40,
    "answer_type": -0.12,
    "personal": -3.29,
    "no_contact": -6.0,
}
GATE_CONSTANT = -12.30

# For questions in a language that the model does not read. The first score is R with its vectors
# times 0.2 (RETRIEVAL.md); they are zero anyway where the script is unknown.
FOREIGN_FIRST = {
    "dense": 0.2,
    "sentence": 0.3,
    "lexical": 1.0,
    "coverage": 0.5,
    "sentence_coverage": 0.5,
}
FOREIGN_SECOND = {
    "dense": 4.94,
    "sentence": 3.77,
    "lexical": 49.22,
    "coverage": -18.93,
    "sentence_coverage": 9.69,
    "phrases": 2.63,
    "late": 4.24,
    "sentence_late": -0.89,
    "names": 3.20,
    "best_sentence": 0.0,
}
# Without what was fitted as well but means nothing in these languages: vectors of sentences, kinds
# of English questions.
FOREIGN_SENTENCE = {
    "local_coverage": 6.54,
    "with_previous": 7.86,
    "previous": -4.67,
    "late": 0.88,
    "sharp_late": -0.22,
    "nearest": 0.78,
    "is_first": -0.10,
}
FOREIGN_GATE = {
    "dense": 0.67,
    "sentence": -4.71,
    "lexical": 26.04,
    "coverage": -13.42,
    "sentence_coverage": 4.11,
    "phrases": 9.61,
    "late": 7.14,
    "sentence_late": -0.47,
    "names": 2.07,
    "terms": -1.46,
    "passages": -0.87,
    "answer_type": -0.24,
    "personal": 0.00,
}
FOREIGN_GATE_CONSTANT = -1.34

# Below about even odds nothing is shown: silence beats a wrong answer.
FOUND_FROM, UNSURE_FROM = 1.5, -0.5
