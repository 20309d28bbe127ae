"""Texts of others on the terminal: nothing in them steers it."""

_PICTURES = {code: chr(0x2400 + code) for code in range(32)}
_PICTURES |= dict.fromkeys(range(0x7F, 0xA0), "\N{REPLACEMENT CHARACTER}")
_IN_LINES = {code: sign for code, sign in _PICTURES.items() if chr(code) not in "\n\t"}


def visible(text: str) -> str:
    """The text with control characters drawn."""
    return text.translate(_IN_LINES)


def in_one_line(text: str) -> str:
    """The same of a name, in which ends of lines and tabs are drawn, too."""
    return text.translate(_PICTURES)
