"""An update as any JSON: it is set aside with a reason, or can be stored and read again."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from hypothesis import strategies as st
from telegram import Update
from telegram.error import TelegramError

from bot.inbox.arrival import arrival_of, check
from bot.inbox.store import SEEN_S, InboxStore
from bot.sql.sqlite import SqliteDatabase
from bot.transport import QuietRequest, id_of, problem_with
from tests.fuzz.target import Check, Target

_ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
_CHAT = {"id": 7, "type": "private", "first_name": "Ann"}
_GROUP = {"id": -1001, "type": "supergroup", "title": "Reading", "is_forum": True}
_TEXT = {
    "message_id": 3,
    "date": 1700000000,
    "chat": _CHAT,
    "from": _ANN,
    "text": "/start @quoth_bot Who built the ferry?",
    "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
}
_IN_GROUP = {
    **_TEXT,
    "chat": _GROUP,
    "message_thread_id": 5,
    "is_topic_message": True,
    "reply_to_message": _TEXT,
    "reply_markup": {"inline_keyboard": [[{"text": "More", "callback_data": "x"}]]},
}
_FILE = {
    "message_id": 4,
    "date": 1700000000,
    "chat": _CHAT,
    "from": _ANN,
    "caption": "mine",
    "document": {"file_id": "a", "file_unique_id": "b", "file_name": "a.pdf", "file_size": 9},
}
_TEMPLATES: tuple[dict[str, Any], ...] = (
    {"update_id": 1, "message": _TEXT},
    {"update_id": 1, "message": _IN_GROUP},
    {"update_id": 1, "message": _FILE},
    {"update_id": 1, "edited_message": {**_TEXT, "edit_date": 1700000001}},
    {
        "update_id": 1,
        "callback_query": {
            "id": "1",
            "from": _ANN,
            "chat_instance": "1",
            "data": "x",
            "message": _IN_GROUP,
        },
    },
    {"update_id": 1, "inline_query": {"id": "1", "from": _ANN, "query": "ferry", "offset": ""}},
    {"update_id": 1, "chosen_inline_result": {"result_id": "1", "from": _ANN, "query": "x"}},
    {
        "update_id": 1,
        "my_chat_member": {
            "chat": _GROUP,
            "from": _ANN,
            "date": 1700000000,
            "old_chat_member": {"status": "left", "user": _ANN},
            "new_chat_member": {"status": "member", "user": _ANN},
        },
    },
)
_TEXTS = st.text(st.characters(), max_size=20)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    _TEXTS,
    st.sampled_from([2**63, -(2**63) - 1, 10**400, "", "\ud800", "\x00", [], {}, 1e308, 10**12]),
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def _updates(draw: st.DrawFn) -> Any:
    """Any JSON, or an update in which one to three places hold something else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(_JSON)
    update = copy.deepcopy(draw(st.sampled_from(_TEMPLATES)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(update))
        holder, key = draw(st.sampled_from(places))
        if isinstance(holder, dict) and draw(st.integers(0, 4)) == 0:
            holder[draw(st.sampled_from(_NAMES))] = draw(_JSON)
        else:
            holder[key] = draw(_JSON)
    return update


_NAMES = (
    *Update.ALL_TYPES,
    *"message_id date chat from text entities caption reply_to_message quote".split(),
    *"forward_origin reply_markup via_bot sender_chat new_chat_members photo poll".split(),
    *"migrate_to_chat_id pinned_message guest_query_id inline_message_id data id type".split(),
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


@contextmanager
def _storing() -> Iterator[Check]:
    now = [1_700_000_000.0]
    store = InboxStore(SqliteDatabase(None), lambda: now[0])

    def check_update(raw: Any) -> None:
        reason = problem_with(raw)
        with suppress(TelegramError):
            QuietRequest.parse_json_payload(json.dumps(raw).encode())
        if reason is not None:
            assert reason.isprintable()
            return
        number = id_of(raw)
        update = Update.de_json(raw, None)
        arrival = arrival_of(update)
        check(arrival)
        # An id is kept for two days, and would keep the next one out.
        now[0] += SEEN_S + 1
        store.prune()
        store.put([arrival])
        (held,) = store.claim("me", 1, is_idle=True)
        store.end(held.seq)
        assert (held.id, held.kind) == (number, arrival.kind)
        # It is read again when its turn comes.
        again = json.loads(held.body)
        assert problem_with(again) is None
        assert Update.de_json(again, None).update_id == number

    yield check_update
    store.close()


UPDATE = Target("update", _storing, _updates())
