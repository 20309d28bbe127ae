"""What parsers raise over a damaged file, as a reason to skip it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError

from lxml import etree

from corpus.formats.extract import Refused

# Those that a parser means, and those that it falls over.
_OF_DAMAGE: tuple[type[Exception], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, TypeError, ValueError, ExpatError, zlib.error),
)


@contextmanager
def reading_markup() -> Iterator[None]:
    """Reading what lxml parsed: it decodes names and texts only when they are asked for.

    Raises:
        Refused: one of them cannot be decoded, or written again.
    """
    try:
        yield
    except (UnicodeDecodeError, etree.LxmlError) as error:
        raise Refused(f"it is damaged ({type(error).__name__})") from error


@contextmanager
def parsing(*others: type[Exception]) -> Iterator[None]:
    """Calls of another's parser: what they raise means that the file is damaged.

    Args:
        others: errors of that parser's own.

    Raises:
        Refused: they raised something.
    """
    meant = (*_OF_DAMAGE, *others)
    try:
        yield
    except RecursionError as error:
        raise Refused("it is nested too deeply") from error
    except meant as error:
        raise Refused(f"it is damaged ({type(error).__name__})") from error
