"""Counts and durations for Prometheus; numbers only, no texts and no persons."""

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from index.answer import Answer, Verdict
from index.snapshot import Snapshot

# Seconds; a search on a small server takes some hundredths.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What is counted while the bot runs; each has a registry of its own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._answers = Counter(
            "quoth_searches",
            "Questions that were searched for",
            ["verdict"],
            registry=self.registry,
        )
        for verdict in Verdict:
            self._answers.labels(verdict.value.lower())
        self._seconds = Histogram(
            "quoth_search_seconds",
            "How long a question waited and was searched for",
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def observe(self, answer: Answer, took_s: float) -> None:
        """Count a search."""
        self._answers.labels(answer.verdict.value.lower()).inc()
        self._seconds.observe(took_s)

    def watch(self, snapshot: Callable[[], Snapshot]) -> None:
        """Show the size of the library that is served."""
        self.gauge("quoth_library_version", "Version of the library", lambda: snapshot().version)
        self.gauge("quoth_documents", "Documents served", lambda: len(snapshot().documents))
        self.gauge("quoth_passages", "Passages served", lambda: len(snapshot().passages))

    def gauge(self, name: str, what: str, value: Callable[[], float]) -> None:
        """Show a value that is looked up whenever it is asked for."""
        Gauge(name, what, registry=self.registry).set_function(value)

    def text(self) -> bytes:
        """All of it in Prometheus' format."""
        return generate_latest(self.registry)
