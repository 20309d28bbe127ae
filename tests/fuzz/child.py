"""The process that tries one target, so that it may crash: limits itself, then begins."""

import logging
import os
import resource
import sys
import time
import warnings
from pathlib import Path

_MOST_BYTES = 4 * 1024**3
_PARSERS = ("corpus", "mammoth", "pptx", "trafilatura", "email", "charset_normalizer")


def main(name: str, seconds: float, start: int, work: Path, out: Path) -> None:
    """Try a target for some seconds.

    Args:
        name: of the target.
        seconds: how long.
        start: the seed.
        work: where to say what is being tried.
        out: where findings go.
    """
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    # What parsers say of broken files. Errors are heard where they count (`house`).
    logging.getLogger().addHandler(logging.NullHandler())
    # Imported as late as this, because atheris follows what is imported within `traced`.
    from tests.fuzz.engine import Engine, traced
    from tests.fuzz.finding import Findings
    from tests.fuzz.targets import READERS, target_of
    from tests.fuzz.watch import Watch

    with traced(_PARSERS if name in READERS else ()):
        target = target_of(name)
        opened = target.opened()
    with opened as check:
        watch = Watch(work)
        until = time.monotonic() + seconds
        Engine(check, Findings(out), watch, until, start).run(target.inputs)
        watch.write()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
