"""The playground's door: no path, header or body that anybody may send ends in a 500."""

import json
from typing import Any

import httpx
from hypothesis import strategies as st

from bot.inbox.inbox import Inbox
from tests.fuzz.house import at_home
from tests.fuzz.target import Target
from tests.playground.house import HOST, House

_PATHS = (
    "/",
    "/static/",
    "/api/visit",
    "/api/visit/end",
    "/api/documents",
    "/api/documents?name={text}&collection={text}",
    "/api/documents/{text}",
    "/api/insight",
    "/api/inline",
    "/api/inline/{text}/choices",
    "/api/chats/{chat}/messages",
    "/api/chats/{chat}/messages/1",
    "/api/chats/{chat}/messages/{text}",
    "/api/chats/{chat}/messages/99999999999999999999",
    "/api/chats/{chat}/messages/1/taps",
    "/api/chats/{chat}/messages/2/taps",
    "/api/chats/{chat}/messages/99999999999999999999/finding",
    "/api/chats/{chat}/messages/2/finding",
    "/api/chats/{chat}/messages/2/files/{text}",
    "/healthz",
    "/readyz",
    "/metrics",
)
_TEXTS = st.text(st.characters(), max_size=40)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    _TEXTS,
    st.sampled_from(["{you}", "{chat}", "Who founded the mill?", "\ud800", " \x00 ", "x" * 5000]),
)
_BODIES = st.one_of(
    _TEXTS,
    st.dictionaries(
        st.sampled_from("as text data query offset chat index topic reply_to language".split()),
        _LEAVES | st.lists(_LEAVES, max_size=2) | st.dictionaries(_TEXTS, _LEAVES, max_size=2),
    ),
    st.fixed_dictionaries(
        {"as": st.just("{you}"), "text": _TEXTS, "data": _TEXTS, "query": _TEXTS}
    ),
    st.integers(1, 3000).map(lambda depth: "[" * depth),
)
_HEADERS = st.dictionaries(
    st.sampled_from("accept-language content-type range cookie origin if-none-match host".split()),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
    max_size=3,
)


async def _knock(house: House, inbox: Inbox, value: Any) -> None:
    transport = httpx.ASGITransport(house.application)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as http:
        visit = (await http.get("/api/visit")).json()
        names = {"{you}": visit["you"][0]["id"], "{chat}": visit["chats"][0]["id"]}
        try:
            for method, path, text, headers, body in value:
                await _call(http, names, (method, path, text, headers, body))
        finally:
            await http.post("/api/visit/end")


async def _call(http: httpx.AsyncClient, names: dict[str, int], call: Any) -> None:
    method, path, text, headers, body = call
    where = path.replace("{chat}", str(names["{chat}"]))
    url = httpx.URL(HOST).copy_with(raw_path=_raw(where, text))
    # A header that no client could send is no finding.
    sent = {name: content.encode("latin-1") for name, content in headers.items()}
    request = http.build_request(method, url, headers=sent, content=_content(body, names))
    answer = await http.send(request)
    assert answer.status_code < 500 or answer.status_code in (503, 504), answer.text


def _raw(path: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02x}" for byte in raw)
    return path.replace("{text}", quoted or "a").encode()


def _content(body: Any, names: dict[str, int]) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    meant = {
        key: names.get(found, found) if isinstance(found, str) else found
        for key, found in body.items()
    }
    return json.dumps(meant).encode()


_CALLS = st.tuples(
    st.sampled_from("GET POST PUT DELETE HEAD OPTIONS".split()),
    st.sampled_from(_PATHS),
    _TEXTS,
    _HEADERS,
    _BODIES,
)
# What comes to something more often than not.
_SENSIBLE: st.SearchStrategy[Any] = st.tuples(
    st.just("POST"),
    st.sampled_from([path for path in _PATHS if "chats" in path or "inline" in path]),
    _TEXTS,
    st.just({}),
    _BODIES,
)
DOOR = Target("door", lambda: at_home(_knock), st.lists(_CALLS | _SENSIBLE, min_size=1, max_size=4))
