"""The door of the command line: `quoth`, or `python -m bot`."""

import sys

from bot.cli import app
from bot.errors import BotError
from config.errors import SettingsError
from corpus.errors import CorpusError
from index.errors import SearchError


def main() -> None:
    """Run a command; what the operator can mend is one clear line on stderr and exit code 2."""
    try:
        app()
    except (BotError, SettingsError, CorpusError, SearchError) as error:
        print(f"quoth: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
