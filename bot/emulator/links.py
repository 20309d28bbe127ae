"""Which addresses Telegram accepts behind a link or a button."""

import re
from urllib.parse import urlsplit

_SCHEMES = frozenset({"http", "https", "ton", "tonsite"})
_HOST = re.compile(r"[^\s/?#@:.]+(\.[^\s/?#@:.]+)+", re.ASCII)
_PERSON = re.compile(r"tg://user\?id=([1-9][0-9]*)", re.IGNORECASE)
# Without a scheme, "host:80/x" is a host and a port, not a scheme named "host".
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def linked_person_id(url: str) -> int | None:
    """Return the person that a ``tg://user?id=…`` link names, if it is one."""
    match = _PERSON.fullmatch(url)
    return int(match[1]) if match else None


def checked_url(url: str) -> str | None:
    """Return the address as Telegram would store it, or ``None`` where it would refuse."""
    if not url or re.search(r"\s", url):
        return None
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() == "tg":
        return url
    full = url if scheme else f"http://{url}"
    try:
        parts = urlsplit(full)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or not has_port:
        return None
    if not _HOST.fullmatch(parts.hostname or ""):
        return None
    return full if parts.path or parts.query or parts.fragment else f"{full}/"
