"""A real python-telegram-bot application against the emulator."""

import sys
from asyncio import create_subprocess_exec, subprocess, wait_for
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.emulator.calls import Fault
from bot.emulator.http import serve
from bot.emulator.people import UploadedFile
from bot.emulator.server import TelegramServer
from bot.emulator.transport import InProcessRequest

from .conftest import TOKEN

Context = ContextTypes.DEFAULT_TYPE
App = Application[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    text = message.text or "a file"
    button = InlineKeyboardButton("Again", callback_data="again")
    await message.reply_text(
        f"echo {text}",
        entities=[MessageEntity(MessageEntity.BOLD, 0, 4)],
        reply_markup=InlineKeyboardMarkup([[button]]),
        do_quote=True,
    )


async def tapped(update: Update, context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.edit_message_text("tapped")
    await update.callback_query.answer("done")


async def asked(update: Update, context: Context) -> None:
    assert update.inline_query is not None
    content = InputTextMessageContent(f"found {update.inline_query.query}")
    await update.inline_query.answer([InlineQueryResultArticle("1", "Title", content)])


@asynccontextmanager
async def running(builder: Any) -> AsyncIterator[App]:
    app: App = builder.build()
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, echo))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(InlineQueryHandler(asked))
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling(timeout=5)
        yield app
        await app.updater.stop()
        await app.stop()


@pytest.fixture(params=["http", "in process"])
async def app(request: pytest.FixtureRequest, judged: TelegramServer) -> AsyncIterator[App]:
    judged.add_bot(TOKEN, "quoth_bot")
    builder = ApplicationBuilder().token(TOKEN)
    if request.param == "in process":
        builder = builder.request(InProcessRequest(judged))
        builder = builder.get_updates_request(InProcessRequest(judged))
        async with running(builder) as application:
            yield application
        return
    async with serve(judged) as address:
        builder = builder.base_url(address.base_url).base_file_url(address.base_file_url)
        async with running(builder) as application:
            yield application


async def test_an_answer_arrives_in_the_topic_of_the_question(
    app: App, judged: TelegramServer
) -> None:
    ann = judged.add_person("Ann")
    forum = judged.add_group("Forum", [ann], forum=True)
    judged.add_topic(forum, "Elsewhere")
    topic = judged.add_topic(forum, "History")
    question = await judged.say(forum, ann, "/ask@quoth_bot 😀?", topic=topic)
    [answer] = await judged.wait_for_messages(forum, 1, topic=topic)
    assert answer["text"] == "echo /ask@quoth_bot 😀?"
    assert answer["entities"][0] == {"type": "bold", "offset": 0, "length": 4}
    assert answer["reply_to_message"]["message_id"] == question["message_id"]


async def test_taps_and_inline_queries_are_answered(app: App, judged: TelegramServer) -> None:
    ann = judged.add_person("Ann")
    chat = judged.private_chat(ann)
    await judged.say(chat, ann, "hello")
    [answer] = await judged.wait_for_messages(chat, 1)
    assert (await judged.press(ann, answer))["text"] == "done"
    assert judged.messages(chat)[-1]["text"] == "tapped"
    inline = await judged.ask_inline(ann, "who?")
    chosen = await judged.choose(ann, inline, 0, chat)
    assert chosen["text"] == "found who?"


async def test_files_travel_both_ways(app: App, judged: TelegramServer) -> None:
    ann = judged.add_person("Ann")
    chat = judged.private_chat(ann)
    said = await judged.send_file(chat, ann, UploadedFile("notes.txt", b"some notes"))
    found = await app.bot.get_file(said["document"]["file_id"])
    assert bytes(await found.download_as_bytearray()) == b"some notes"
    sent = await app.bot.send_document(chat.id, b"other notes", filename="other.txt")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("other.txt", 11)


async def test_the_errors_of_python_telegram_bot_are_the_right_ones(
    app: App, judged: TelegramServer
) -> None:
    ann = judged.add_person("Ann")
    chat = judged.private_chat(ann)
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await app.bot.send_message(chat.id, " ")
    group = judged.add_group("Friends", [ann], kind="group")
    upgraded = judged.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await app.bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == upgraded.id
    judged.block(ann)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await app.bot.send_message(chat.id, "x")


async def test_a_dropped_call_is_a_network_error(app: App, judged: TelegramServer) -> None:
    judged.before_call = lambda call: Fault(drop=True) if call.method == "getChat" else None
    with pytest.raises(NetworkError):
        await app.bot.get_chat(1)


async def test_a_lone_surrogate_never_leaves_the_bot(app: App, judged: TelegramServer) -> None:
    chat = judged.private_chat(judged.add_person("Ann"))
    with pytest.raises(NetworkError):
        await app.bot.send_message(chat.id, "\ud800")


async def test_commands_members_and_chats_read_as_they_were_set(
    app: App, judged: TelegramServer
) -> None:
    ann = judged.add_person("Ann")
    group = judged.add_group("Friends", [ann])
    await app.bot.set_my_commands([("ask", "Ask a question")])
    await app.bot.set_my_commands([("ask", "提问")], language_code="zh")
    assert [one.description for one in await app.bot.get_my_commands()] == ["Ask a question"]
    assert [one.description for one in await app.bot.get_my_commands(language_code="zh")] == [
        "提问"
    ]
    assert await app.bot.delete_my_commands()
    assert await app.bot.get_my_commands() == ()
    assert await app.bot.set_my_description("Quotes, never invents.")
    assert (await app.bot.get_my_description()).description == "Quotes, never invents."
    assert await app.bot.set_my_short_description("Quotes.")
    assert (await app.bot.get_chat(group.id)).title == "Friends"
    assert (await app.bot.get_chat_member(group.id, ann.id)).status == "creator"
    admins = await app.bot.get_chat_administrators(group.id)
    assert [one.user.id for one in admins] == [ann.id]
    await app.bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await app.bot.send_message(group.id, "x")


async def test_the_emulator_runs_from_a_shell_until_its_input_ends() -> None:
    process = await create_subprocess_exec(
        sys.executable,
        *("-m", "bot.emulator", "--port", "0", "--token", TOKEN),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    output, _ = await wait_for(process.communicate(b"hello\n"), 10)
    assert output.startswith(b"Bot API at http://127.0.0.1:")
    assert process.returncode == 0
