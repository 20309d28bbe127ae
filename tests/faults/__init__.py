"""The fault tests: one module a row of the table "Reliability targets", short and in full.

A row is `async def row(size: Size) -> Outcome` in a module of its own, which `ROWS` names. The
test run takes each in its short form, `python -m tests.faults` in full.
"""

import importlib
from collections.abc import Callable, Coroutine
from typing import Any, cast

from tests.faults.outcome import Outcome, Size

Row = Callable[[Size], Coroutine[Any, Any, Outcome]]

# In the order of the table.
ROWS: tuple[str, ...] = (
    "kill_polling",
    "kill_webhook",
    "sigterm",
    "sustained",
    "burst",
    "api_faults",
    "polling_faults",
    "poison",
    "replicas",
    "replicas_postgres",
    "postgres_restart",
    "frozen_replica",
    "chat_errors",
    "fairness",
    "index_swap",
    "damaged_files",
    "disk_full",
    "interrupted_index",
    "hostile_files",
)


def row_of(name: str) -> Row:
    """The row of a module of this package."""
    module = importlib.import_module(f"tests.faults.{name}")
    # Because a module found by its name has no types.
    return cast("Row", module.row)
