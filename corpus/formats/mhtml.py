"""Web pages that a browser saved as one file (.mhtml)."""

from email import message_from_bytes
from email.message import Message
from email.policy import default

from corpus.formats.extract import Extract, Refused
from corpus.formats.web import read_page

_MOST_PARTS = 5000


def extract(data: bytes) -> Extract:
    """Read the page, which is the first part that is HTML; its address is in the headers."""
    message = message_from_bytes(data, policy=default)
    address = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    for count, part in enumerate(message.walk()):
        if count > _MOST_PARTS:
            break
        if part.get_content_type() == "text/html":
            own = address or part.get("Content-Location")
            return read_page(_payload(part), None if own is None else str(own))
    raise Refused("it holds no page")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise Refused("it is damaged: its page cannot be unpacked")
    return payload
