"""What Telegram would turn into a link, a mention or a command, so that a quote does nothing."""

import re

from corpus.document import Span

# Wider than Telegram's own rules on purpose: a harmless word set as code costs nothing, a quote
# that pings people or links out does.
_ALIVE = re.compile(
    r"""
      (?:[a-z][a-z0-9+.\-]*://|mailto:|tel:|tg:)\S+    # addresses with a scheme
    | [^\s@<>()]+@[\w\-]+(?:\.[\w\-]+)+                # mail addresses
    | [@\#$/][\w]+(?:@\w+)?                            # mentions, hashtags, cashtags, commands
    | (?:[\w\-]+\.)+[^\W\d_]{2,}(?:[:/?\#]\S*)?        # host names
    | \b\d{1,3}(?:\.\d{1,3}){3}\b(?:[:/]\S*)?          # addresses of machines
    | \+?\d[\d\ \-()]{8,}\d                            # telephone and card numbers
    """,
    re.IGNORECASE | re.VERBOSE,
)


def inert_ranges(text: str) -> list[Span]:
    """The ranges that must be set as code, in which Telegram looks for nothing, in order."""
    return [Span(*found.span()) for found in _ALIVE.finditer(text)]
