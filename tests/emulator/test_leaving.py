"""Persons who vanish, and what is bounded in an emulator that runs for long."""

from bot.emulator.people import UploadedFile
from bot.emulator.server import TelegramServer


async def test_who_vanishes_takes_chats_and_files_along() -> None:
    server = TelegramServer()
    server.add_bot("1:x", "quoth_bot")
    ann, ben = server.add_person("Ann"), server.add_person("Ben")
    room, group = server.private_chat(ann), server.add_group("Club", [ann, ben])
    bens = server.private_chat(ben)
    sent = await server.send_file(room, ann, UploadedFile("a.txt", b"text"))
    kept = await server.send_file(bens, ben, UploadedFile("b.txt", b"text"))

    server.remove(ann)

    assert server.rooms() == [bens]
    assert group not in server.rooms()
    assert server.file_with_id(sent["document"]["file_id"]) is None
    assert server.file_with_id(kept["document"]["file_id"]) is not None


def test_ids_are_never_used_twice() -> None:
    server = TelegramServer()
    server.add_bot("1:x", "quoth_bot")
    ann = server.add_person("Ann")
    group = server.add_group("Club", [ann])
    server.remove(ann)

    again = server.add_person("Ann")

    assert again.id != ann.id
    assert server.add_group("Club", [again]).id != group.id


async def test_only_the_last_calls_are_remembered() -> None:
    server = TelegramServer(calls_kept=3)
    server.add_bot("1:x", "quoth_bot")
    for _ in range(10):
        await server.call("1:x", "getMe", {})

    assert [call.method for call in server.calls] == ["getMe"] * 3
    assert len(await server.wait_for_call("getMe", count=10)) == 3


async def test_typing_is_remembered_with_its_topic() -> None:
    server = TelegramServer(clock=lambda: 7.0)
    server.add_bot("1:x", "quoth_bot")
    ann = server.add_person("Ann")
    forum = server.add_group("Forum", [ann], forum=True)
    topic = server.add_topic(forum, "History")

    for thread in (None, topic):
        where = {} if thread is None else {"message_thread_id": thread}
        reply = await server.call(
            "1:x", "sendChatAction", {"chat_id": forum.id, "action": "typing", **where}
        )
        assert reply.payload["ok"]

    assert forum.typing == {1: 7.0, topic: 7.0}


async def test_queries_are_forgotten_when_nobody_can_speak_of_them() -> None:
    now = [0.0]
    server = TelegramServer(clock=lambda: now[0])
    bot = server.add_bot("1:x", "quoth_bot")
    ann = server.add_person("Ann")
    queries = server._world.queries
    old = queries.open("inline_query", bot, ann, "old")
    now[0] = 3000.0
    recent = queries.open("inline_query", bot, ann, "recent")
    now[0] = 4000.0
    newest = queries.open("inline_query", bot, ann, "newest")

    assert [queries.find(one.id) for one in (old, recent, newest)] == [None, recent, newest]
    assert len({old.id, recent.id, newest.id}) == 3
