"""Web pages that a browser saved as one file (.mhtml)."""

from email import message_from_bytes
from email.message import Message
from email.policy import default

from corpus.formats.damage import parsing
from corpus.formats.extract import Extract, Refused
from corpus.formats.web import read_page

_MOST_PARTS = 5000


def extract(data: bytes) -> Extract:
    """Read the page, which is the first part that is HTML; its address is in the headers."""
    with parsing():
        page, address, encoding = _page(data)
    return read_page(page, address, encoding)


def _page(data: bytes) -> tuple[bytes, str | None, str | None]:
    message = message_from_bytes(data, policy=default)
    address = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    for count, part in enumerate(message.walk()):
        if count > _MOST_PARTS:
            break
        if part.get_content_type() == "text/html":
            own = address or part.get("Content-Location")
            return _payload(part), None if own is None else str(own), part.get_content_charset()
    raise Refused("it holds no page")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise Refused("it is damaged: its page cannot be unpacked")
    return payload
