"""Taps on the buttons under answers."""

import io
import logging

from telegram import CallbackQuery, InlineKeyboardMarkup, InputFile, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot import phrases
from bot.access import Access
from bot.chats.answers import Action, Button, KeptAnswer, match_in, matches_in
from bot.chats.memory import Chats
from bot.context import context_card
from bot.handlers.sending import edit
from bot.keyboard import COMPLAINTS, Keyboards
from bot.librarian import Librarian
from bot.quote import Card, citation, page_card, plain_card, private_card
from index.answer import Answer, Match, Verdict

_log = logging.getLogger(__name__)


class Taps:
    """Does what buttons say, for those who may tap them."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Access) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._keyboards = Keyboards(chats.buttons)

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Any tap. A forged, foreign or outdated one changes nothing and shows nothing."""
        query = update.callback_query
        if query is None:
            return
        button = await self._chats.run(self._chats.buttons.find, query.data or "")
        message = query.message
        if button is None or not isinstance(message, Message):
            await say(query, phrases.TOO_OLD)
            return
        if not self._is_under(message, button.answer) or not self._may_see(query, button.answer):
            await say(query, phrases.NOT_FOR_YOU)
            return
        await self._do(query, message, button, context)

    def _is_under(self, message: Message, answer: KeptAnswer) -> bool:
        """Whether the button was tapped where it was put."""
        is_here = message.chat_id == answer.chat_id
        return is_here and answer.message_id in {None, message.message_id}

    def _may_see(self, query: CallbackQuery, answer: KeptAnswer) -> bool:
        return self._access.may_see(query.from_user.id, answer.question.collections)

    async def _do(
        self,
        query: CallbackQuery,
        message: Message,
        button: Button,
        context: ContextTypes.DEFAULT_TYPE,
    ) -> None:
        kept, page = button.answer, button.argument
        match button.action:
            case Action.GOOD | Action.BAD:
                await self._vote(query, message, button, context)
            case Action.COMPLAIN:
                complaint = COMPLAINTS[page]
                await self._chats.run(
                    self._chats.votes.explain, kept.id, query.from_user.id, complaint
                )
                await self._show(query, message, kept, 0, toast=phrases.THANKS_FOR_VOTE)
            case Action.DELETE:
                await self._delete(query, message, kept)
            case Action.ASK_ADMIN:
                await self._ask_admin(query, kept, context)
            case Action.CONTEXT | Action.DOCUMENT:
                await self._open(query, message, button)
            case Action.BACK | Action.MORE | Action.CLOSEST:
                await self._show(query, message, kept, page)

    async def _show(
        self,
        query: CallbackQuery,
        message: Message,
        kept: KeptAnswer,
        page: int,
        *,
        toast: str | None = None,
    ) -> None:
        """Turn the message into the card of a match."""
        found = matches_in(self._librarian.snapshot, kept)
        match = found[page] if page < len(found) else None
        if match is None:
            await say(query, phrases.CHANGED)
            return
        tally = await self._chats.run(self._chats.votes.tally, kept.id)
        keyboard = await self._chats.run(
            self._keyboards.private, kept, page, citation(match), tally
        )
        card = self._card(kept, found, page)
        await edit(message.get_bot(), message.chat_id, message.message_id, card, keyboard)
        await say(query, toast)

    def _card(self, kept: KeptAnswer, found: list[Match | None], page: int) -> Card:
        """The card of a kept answer's match; of the first one with what else was said."""
        match = found[page]
        if match is not None and (page or kept.verdict is Verdict.NOTHING):
            return page_card(match)
        differing = kept.differing
        return private_card(
            Answer(
                kept.question,
                kept.verdict,
                tuple(one for one in found if one is not None),
                searched_for=kept.searched_for,
                differing=match_in(self._librarian.snapshot, differing) if differing else None,
            )
        )

    async def _open(self, query: CallbackQuery, message: Message, button: Button) -> None:
        """Show a quote's surroundings, or send its document."""
        kept, page = button.answer, button.argument
        found = matches_in(self._librarian.snapshot, kept)
        match = found[page] if page < len(found) else None
        if match is None:
            await say(query, phrases.CHANGED)
            return
        if button.action is Action.CONTEXT:
            keyboard = await self._chats.run(self._keyboards.back, kept, page)
            card = context_card(match)
            await edit(message.get_bot(), message.chat_id, message.message_id, card, keyboard)
            await say(query)
            return
        document = match.document
        file = InputFile(io.BytesIO(document.text.encode()), document.path.rsplit("/", 1)[-1])
        caption = plain_card(f"{document.title[:200]} · {phrases.LINE.format(line=match.line)}")
        await message.reply_document(
            file, caption=caption.text, caption_entities=caption.entities, do_quote=True
        )
        await say(query)

    async def _vote(
        self,
        query: CallbackQuery,
        message: Message,
        button: Button,
        context: ContextTypes.DEFAULT_TYPE,
    ) -> None:
        kept, person = button.answer, query.from_user.id
        is_good = button.action is Action.GOOD
        votes = self._chats.votes
        stands = await self._chats.run(
            votes.cast, kept.id, person, is_good=is_good, at=self._chats.now
        )
        tally = await self._chats.run(votes.tally, kept.id)
        if message.chat.type != ChatType.PRIVATE:
            username = context.bot.username
            keyboard = await self._chats.run(self._keyboards.group, kept, username, tally)
            await _put(message, keyboard)
        elif stands and not is_good:
            keyboard = await self._chats.run(
                self._keyboards.complaints,
                kept,
                button.argument,
                has_admins=bool(self._access.admins),
            )
            await _put(message, keyboard)
        else:
            await self._show(query, message, kept, button.argument)
            return
        await say(query, phrases.THANKS_FOR_VOTE if stands else phrases.VOTE_TAKEN_BACK)

    async def _delete(self, query: CallbackQuery, message: Message, kept: KeptAnswer) -> None:
        """For the one who asked, and for the group's admins."""
        person = query.from_user.id
        if person != kept.asker_id and not await _is_group_admin(message, person):
            await say(query, phrases.NOT_FOR_YOU)
            return
        try:
            await message.delete()
        except BadRequest:
            await say(query, phrases.TOO_OLD)
            return
        await self._chats.run(self._chats.answers.forget, kept.id)
        await say(query)

    async def _ask_admin(
        self,
        query: CallbackQuery,
        kept: KeptAnswer,
        context: ContextTypes.DEFAULT_TYPE,
    ) -> None:
        """Hand a question to the admins, once."""
        name = f"told_admin:{kept.id}"
        options = self._chats.options
        if await self._chats.run(options.get, name, kept.chat_id):
            await say(query, phrases.ADMIN_KNOWS)
            return
        text = phrases.FOR_ADMIN.format(
            name=query.from_user.full_name, id=query.from_user.id, question=kept.question.text
        )
        told = 0
        for admin in sorted(self._access.admins):
            try:
                await context.bot.send_message(admin, plain_card(text).text)
                told += 1
            except TelegramError as error:
                _log.warning("Admin %d cannot be reached: %s", admin, type(error).__name__)
        if told:
            await self._chats.run(options.set, name, "1", kept.chat_id)
        await say(query, phrases.ADMIN_TOLD if told else phrases.ADMIN_AWAY)


async def say(query: CallbackQuery, text: str | None = None) -> None:
    """End a tap, with a line that shows for a moment; too late is as good as never."""
    try:
        await query.answer(text)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise


async def _put(message: Message, keyboard: InlineKeyboardMarkup) -> None:
    try:
        await message.edit_reply_markup(keyboard)
    except BadRequest as error:
        if "not modified" not in str(error).lower():
            raise


async def _is_group_admin(message: Message, person_id: int) -> bool:
    if message.chat.type == ChatType.PRIVATE:
        return False
    try:
        member = await message.chat.get_member(person_id)
    except TelegramError:
        return False
    return member.status in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}
