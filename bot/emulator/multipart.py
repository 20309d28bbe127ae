"""Reading the bodies of forms: urlencoded and multipart."""

import re
from urllib.parse import parse_qsl

from bot.emulator.errors import BadRequest
from bot.emulator.people import UploadedFile

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_PARAMETER = re.compile(r'(\w+\*?)="((?:[^"\\]|\\.)*)"')


def read_urlencoded(body: bytes) -> dict[str, str]:
    """Return the fields of an urlencoded form; of several with one name the last."""
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def read_multipart(
    body: bytes, content_type: str
) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    """Return the fields and the files of a multipart form.

    Raises:
        BadRequest: The body is not what its type says.
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise BadRequest("can't parse multipart form: no boundary")
    fields: dict[str, str] = {}
    files: dict[str, UploadedFile] = {}
    delimiter = b"\r\n--" + boundary[1].encode()
    first, *parts = (b"\r\n" + body).split(delimiter)
    if first.strip() or not parts or not parts[-1].startswith(b"--"):
        raise BadRequest("can't parse multipart form: no closing boundary")
    for part in parts[:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        headers = _headers(head)
        said = dict(_PARAMETER.findall(headers.get("content-disposition", "")))
        name = _unescaped(said.get("name", ""))
        if "filename" in said:
            mime_type = headers.get("content-type", "application/octet-stream")
            files[name] = UploadedFile(_unescaped(said["filename"]), content, mime_type)
        else:
            fields[name] = content.decode(errors="replace")
    return fields, files


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode(errors="replace").strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _unescaped(value: str) -> str:
    # Browsers and httpx write a quote in a file name as %22.
    return value.replace("%22", '"').replace('\\"', '"')
