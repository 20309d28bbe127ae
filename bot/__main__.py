"""The door of the command line: `quoth`, or `python -m bot`."""

import sys


def main() -> None:
    """Run a command; what goes wrong is one clear line on stderr and exit code 2."""
    from bot.cli import app  # errors of the import itself are defects, and shown as such

    try:
        app()
    except Exception as error:
        if not _is_for_operator(error):
            raise
        print(f"quoth: {error}", file=sys.stderr)
        sys.exit(2)


def _is_for_operator(error: Exception) -> bool:
    """Whether the error says itself what to do; imported late, so that `--help` is quick."""
    from bot.errors import BotError
    from config.settings import SettingsError
    from corpus.errors import CorpusError
    from index.errors import SearchError

    return isinstance(error, BotError | SettingsError | CorpusError | SearchError)


if __name__ == "__main__":
    main()
