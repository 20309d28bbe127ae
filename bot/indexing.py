"""The library from its folder, with progress and a summary: `quoth index`, in little time.

Each module that is imported costs time: `bot.cli` and what it reads options with are not needed.
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.progress import Part, Progress
from bot.updating import Watchers, make_crew, prepare_codes, update_library
from bot.visible import in_one_line
from config.settings import Settings
from corpus.skipped import Skipped
from index.update import Report

# Of anything that a summary lists.
_MOST_SHOWN, _MOST_REASONS = 5, 10
# What shells call a command that was ended by Ctrl-C.
_INTERRUPTED = 130


def build(settings: Settings, folder: Path | None = None, *, show: bool = False) -> None:
    """Update the library and print what was done."""
    progress = Progress("Embedding")
    reading, splitting = progress.part("Reading"), progress.part("Splitting")
    try:
        with progress:
            watchers = Watchers(progress, reading, splitting, progress.part("Writing to Milvus"))
            report = update_library(settings, watchers, folder=folder, crew=make_crew(settings))
    except KeyboardInterrupt:
        _print_stopped(reading, progress.own)
        sys.exit(_INTERRUPTED)
    _print_summary(report)
    if how := prepare_codes(settings):
        print(f"Search: {how}.")
    if show:
        _print_list(report)


def _print_stopped(reading: Part, embedding: Part) -> None:
    """How far it came, and that nothing is lost."""
    if embedding.expected:
        how_far = f"Embedded {embedding.done:,} of {embedding.expected:,} texts"
    else:
        how_far = f"Read {reading.done:,} of {reading.expected:,} files"
    print(
        f"Stopped. {how_far}; what is done is kept, and the library is as it was.\n"
        "Go on with the same command.",
        file=sys.stderr,
    )


def _print_summary(report: Report) -> None:
    counts = [
        f"{len(found)} {what}"
        for what, found in (
            ("new", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
            ("unchanged", report.unchanged),
        )
        if found
    ]
    documents = len(report.documents)
    passages = _count(report.passages, "passage")
    print(f"{_count(documents, 'document')} ({', '.join(counts)}), {passages}.")
    texts = _count(report.embedded_texts, "text")
    print(f"Embedded {_count(report.embedded_documents, 'document')} ({texts}).")
    _print_skipped(report.skipped)
    _print_assumed(report.assumed)
    for path, warning in report.warnings[:_MOST_SHOWN]:
        _say(f"{path}: {warning}")
    if len(report.warnings) > _MOST_SHOWN:
        print(f"and {len(report.warnings) - _MOST_SHOWN} more warnings (quoth index --list)")
    if report.dropped_lines:
        print(f"Left out {report.dropped_lines} lines of page furniture (quoth index --list).")


def _print_skipped(skipped: Sequence[Skipped]) -> None:
    """A few by name; many by reason, the commonest first, each with an example."""
    if not skipped:
        return
    print(f"Skipped {len(skipped)} files:")
    if len(skipped) <= _MOST_SHOWN:
        for one in skipped:
            _say(f"  {one.path}: {one.reason}")
        return
    reasons = Counter(_without_names(one.reason) for one in skipped)
    examples = {_without_names(one.reason): one.path for one in reversed(skipped)}
    common = sorted(reasons, key=lambda reason: (-reasons[reason], reason))
    for reason in common[:_MOST_REASONS]:
        _say(f"  {_with_others(examples[reason], reasons[reason])}: {reason}")
    rest = sum(reasons[reason] for reason in common[_MOST_REASONS:])
    print(f"  {f'and {rest} for other reasons ' if rest else ''}(quoth index --list names all)")


def _without_names(reason: str) -> str:
    """A reason as many files share it."""
    reason = re.sub(r"^(added, but )?the same text as .*", r"\1the same text as another", reason)
    return re.sub(r"^(not a format that is read) \(.*\)$", r"\1", reason)


def _print_assumed(assumed: Sequence[tuple[str, str]]) -> None:
    """A few by name; many by encoding, each with an example."""
    if len(assumed) <= _MOST_SHOWN:
        for path, encoding in assumed:
            _say(f"{path} is not UTF-8; read as {encoding}")
        return
    counts = Counter(encoding for _, encoding in assumed)
    examples = {encoding: path for path, encoding in reversed(assumed)}
    for encoding in sorted(counts, key=lambda encoding: (-counts[encoding], encoding)):
        named = _with_others(examples[encoding], counts[encoding])
        verb = "are" if counts[encoding] > 1 else "is"
        _say(f"{named} {verb} not UTF-8; read as {encoding}")


def _with_others(path: str, count: int) -> str:
    return f"{path} and {count - 1} more" if count > 1 else path


def _print_list(report: Report) -> None:
    for path, warning in report.warnings:
        _say("warning", path, warning)
    for skipped in report.skipped:
        _say("skipped", skipped.path, skipped.reason)
    for document in report.documents:
        for line in document.dropped:
            _say("dropped", f"{document.path}:{line.line}", line.reason, line.text)


def _say(*columns: str) -> None:
    print("\t".join(map(in_one_line, columns)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
