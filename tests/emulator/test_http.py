import asyncio
import json
import time

import httpx
import pytest

from bot.emulator.calls import Call, Fault
from bot.emulator.http import serve
from bot.emulator.people import BotAccount, Person, UploadedFile
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer

from .conftest import TOKEN, Api

pytestmark = pytest.mark.usefixtures("bot")
SEND = f"/bot{TOKEN}/sendMessage"


async def test_a_method_takes_query_form_json_and_multipart(
    client: httpx.AsyncClient, chat: Room, server: TelegramServer
) -> None:
    markup = {"inline_keyboard": [[{"text": "é", "callback_data": "d"}]]}
    form = {"chat_id": str(chat.id), "text": "a & é", "reply_markup": json.dumps(markup)}
    for answer in (
        await client.get(SEND, params=form),
        await client.post(SEND, params=form),
        await client.post(SEND, data=form),
        await client.post(SEND, json={**form, "chat_id": chat.id, "reply_markup": markup}),
        await client.post(SEND, data=form, files={"unused": ("x.txt", b"x")}),
    ):
        result = answer.json()["result"]
        assert (result["text"], result["reply_markup"]) == ("a & é", markup)
    assert len(server.messages(chat)) == 5


async def test_method_names_ignore_case(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/bot{TOKEN}/GETme")).json()["result"]["username"] == "quoth_bot"


async def test_a_wrong_token_is_unauthorized(client: httpx.AsyncClient) -> None:
    answer = await client.post("/bot1:wrong/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_an_unknown_method_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"/bot{TOKEN}/makeCoffee")
    assert (answer.status_code, answer.json()["description"]) == (
        404,
        "Not Found: method not found",
    )


async def test_a_body_that_is_no_json_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.post(SEND, content=b"{", headers=headers)
    assert answer.json()["description"] == "Bad Request: can't parse request JSON object"


async def test_an_uploaded_document_can_be_fetched_again(
    client: httpx.AsyncClient, chat: Room
) -> None:
    content = bytes(range(256)) + b"\r\n--boundary\r\n"
    files = {"document": ('na"me.txt', content, "text/plain")}
    form = {"chat_id": str(chat.id), "caption": "line 16"}
    sent = (await client.post(f"/bot{TOKEN}/sendDocument", data=form, files=files)).json()
    document = sent["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ('na"me.txt', len(content))
    assert sent["result"]["caption"] == "line 16"
    known = {"file_id": document["file_id"]}
    found = (await client.post(f"/bot{TOKEN}/getFile", data=known)).json()["result"]
    assert (await client.get(f"/file/bot{TOKEN}/{found['file_path']}")).content == content
    again = {"chat_id": str(chat.id), "document": document["file_id"]}
    resent = (await client.post(f"/bot{TOKEN}/sendDocument", data=again)).json()["result"]
    assert resent["document"] == document


async def test_a_photo_has_sizes(client: httpx.AsyncClient, chat: Room) -> None:
    form = {"chat_id": str(chat.id)}
    files = {"photo": ("x.png", b"png")}
    sent = (await client.post(f"/bot{TOKEN}/sendPhoto", data=form, files=files)).json()
    assert sent["result"]["photo"][0]["file_size"] == 3


async def test_a_file_over_20_mb_is_too_big(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    upload = UploadedFile("book.pdf", b"%PDF")
    for size_bytes, is_small in ((20 * 1024 * 1024, True), (20 * 1024 * 1024 + 1, False)):
        said = await server.send_file(chat, ann, upload, size_bytes=size_bytes)
        file_id = said["document"]["file_id"]
        answer = await api.call("getFile", file_id=file_id)
        assert answer["ok"] is is_small
    assert answer["description"] == "Bad Request: file is too big"


async def test_a_wrong_file_id_is_refused(api: Api, client: httpx.AsyncClient, chat: Room) -> None:
    assert (
        await api.refused("getFile", file_id="nonsense")
        == "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    assert (await client.get(f"/file/bot{TOKEN}/documents/file_9.txt")).status_code == 404


async def test_a_caption_over_1024_is_too_long(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    said = await server.send_file(chat, ann, UploadedFile("a.txt", b"a"))
    params = {"chat_id": chat.id, "document": said["document"]["file_id"]}
    refusal = "400 Bad Request: message caption is too long"
    assert await api.refused("sendDocument", **params, caption="a" * 1025) == refusal


async def test_a_fault_takes_the_place_of_the_call(
    client: httpx.AsyncClient, server: TelegramServer, chat: Room
) -> None:
    def refuse(call: Call) -> Fault | None:
        return Fault(429, "Too Many Requests: retry after 3", {"retry_after": 3})

    server.before_call = refuse
    answer = await client.post(SEND, json={"chat_id": chat.id, "text": "x"})
    assert answer.status_code == 429
    assert answer.json()["parameters"] == {"retry_after": 3}
    assert server.messages(chat) == []
    assert [(call.method, call.ok, call.status) for call in server.calls] == [
        ("sendMessage", False, 429)
    ]


async def test_a_fault_may_answer_anything_at_all(
    client: httpx.AsyncClient, server: TelegramServer
) -> None:
    server.before_call = lambda _: Fault(502, raw_body=b"<html>Bad Gateway</html>")
    answer = await client.post(f"/bot{TOKEN}/getMe")
    assert (answer.status_code, answer.content) == (502, b"<html>Bad Gateway</html>")


async def test_a_dropped_call_is_a_broken_connection(server: TelegramServer) -> None:
    server.before_call = lambda _: Fault(drop=True)
    async with serve(server) as address, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{address.base_url}{TOKEN}/getMe")


async def test_serving_stops_at_once_though_a_poll_is_open(server: TelegramServer) -> None:
    async with httpx.AsyncClient() as client:
        async with serve(server) as address:
            url = f"{address.base_url}{TOKEN}/getUpdates"
            poll = asyncio.create_task(client.post(url, json={"timeout": 50}, timeout=60))
            await asyncio.sleep(0.1)
            started = time.monotonic()
        assert time.monotonic() - started < 1
        assert (await poll).json() == {"ok": True, "result": []}


async def test_a_poller_who_hangs_up_does_not_swallow_updates(
    server: TelegramServer, chat: Room, ann: Person, bot: BotAccount
) -> None:
    async with serve(server) as address, httpx.AsyncClient() as client:
        url = f"{address.base_url}{TOKEN}/getUpdates"
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, json={"timeout": 50}, timeout=0.1)
        await server.say(chat, ann, "hello")
        updates = (await client.post(url, json={"timeout": 5})).json()["result"]
    assert [one["message"]["text"] for one in updates] == ["hello"]
