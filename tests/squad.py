"""Small files in SQuAD format: two articles, about one of which nothing is asked."""

import json
from collections.abc import Mapping
from pathlib import Path

MILL = "The mill was founded in 1788 by Anna Brandt. It ground rye and barley."
FERRY = "The ferry was built in 1931 by the Halden shipyard. A ticket costs 3 crowns."
ORCHARD = "The orchard holds 412 apple trees. Volunteers harvest the apples in September."

Questions = Mapping[str, str]
"""Answers by question."""


def write_squad(path: Path, articles: Mapping[str, Mapping[str, Questions]]) -> Path:
    """Write a file in SQuAD format: titles to contexts to questions to answers."""
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {"question": question, "answers": [{"text": answer}]}
                        for question, answer in questions.items()
                    ],
                }
                for context, questions in contexts.items()
            ],
        }
        for title, contexts in articles.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def write_data(data: Path) -> Path:
    """A folder as `quoth quality` takes it: passages, questions about them, and small talk."""
    write_squad(
        data / "passages.json",
        {
            "Mill": {MILL: {"What did the mill grind?": "rye and barley"}},
            "Ferry": {FERRY: {}, ORCHARD: {}},
        },
    )
    write_squad(
        data / "asked.json",
        {
            "The old mill": {MILL: {"Who founded the mill?": "Anna Brandt"}},
            "The ferry": {
                FERRY: {
                    "When was the ferry built?": "1931",
                    "How much is a ticket for the ferry?": "3 crowns",
                },
                "Nobody kept this paragraph.": {"What was kept?": "Nobody"},
            },
        },
    )
    lines = [{"question": "hello"}, {"question": "tell me a joke", "answer": None}]
    (data / "talk.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return data
