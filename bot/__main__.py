"""The door of the command line: `quoth`, or `python -m bot`."""

import os
import sys

from bot.cli import app
from bot.errors import BotError
from config.errors import SettingsError
from corpus.errors import CorpusError
from index.errors import SearchError


def main() -> None:
    """Run a command; what the operator can mend is one clear line on stderr and exit code 2."""
    # Search multiplies small matrices: on a busy machine several threads would take three times as
    # long, waiting for each other. numpy reads this when it is loaded, with the first command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except (BotError, SettingsError, CorpusError, SearchError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
