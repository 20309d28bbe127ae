"""The door of the command line: `quoth`, or `python -m bot`."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import BotError
from config.errors import SettingsError
from corpus.errors import CorpusError
from index.errors import SearchError

_JSON = "--json"
# What shells call a command that was ended by Ctrl-C.
_INTERRUPTED = 130


def main() -> None:
    """Run a command; what the operator can mend is one clear line on stderr and exit code 2."""
    # Search multiplies small matrices: on a busy machine several threads would take three times as
    # long, waiting for each other. numpy reads this when it is loaded, with the first command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        _run(sys.argv[1:])
    except (BotError, SettingsError, CorpusError, SearchError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # Who reads it has seen enough, and Python would say so once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        # Else Python would look, at its end, for rings in all that is left: .05 s, for nothing.
        gc.freeze()


def _run(given: Sequence[str]) -> None:
    if _is_plain_question(given):
        gc.disable()  # nor is there anything to collect on the way to one answer
        from bot.asking import ask_once

        words = [word for word in given[1:] if word != _JSON]
        ask_once(" ".join(words), as_json=_JSON in given)
        return
    if _is_plain_index(given):
        from bot.indexing import build
        from config.settings import load_settings

        build(load_settings(), *map(Path, given[1:]))
        return
    from bot.cli import app

    app()


def _is_plain_question(given: Sequence[str]) -> bool:
    """Whether there is nothing to read but `ask`, words and `--json`: typer alone takes 0.1 s."""
    if given[:1] != ["ask"]:
        return False
    rest = [word for word in given[1:] if word != _JSON]
    return bool(rest) and not any(word.startswith("-") for word in rest)


def _is_plain_index(given: Sequence[str]) -> bool:
    """Whether there is nothing to read but `index` and a folder, or none."""
    if given[:1] != ["index"] or len(given) > 2:
        return False
    return all(folder.strip() and not folder.startswith("-") for folder in given[1:])


if __name__ == "__main__":
    main()
