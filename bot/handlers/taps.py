"""Taps on the buttons under answers."""

import asyncio
import logging
from weakref import WeakValueDictionary

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card
from bot.chats.answers import KeptAnswer, collections_in, match_in, matches_in
from bot.chats.buttons import Action, Button
from bot.chats.memory import Chats
from bot.context import context_card
from bot.handlers.passing_on import pass_on
from bot.handlers.rights import is_group_admin
from bot.handlers.sending import edit, edit_keyboard, end_tap, send_document
from bot.keyboard import NO_PAGE, Keyboards, complaint_of
from bot.librarian import Librarian
from bot.quote import citation, page_card, private_card
from bot.speech import Speech
from bot.speeches import Speeches
from index.answer import Answer, Match, Verdict

_log = logging.getLogger(__name__)


class Taps:
    """Does what buttons say, for those who may tap them."""

    def __init__(self, librarian: Librarian, chats: Chats, access: Admission) -> None:
        self._librarian, self._chats, self._access = librarian, chats, access
        self._keyboards = Keyboards(chats.buttons)
        self._speeches = Speeches(chats)
        # Two taps under one message are done one after the other: the last edit is the truth.
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Any tap. A forged, foreign or outdated one changes nothing and shows nothing."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        # The library gives a message that is gone as one of the year 1970.
        if not isinstance(message, Message) or not message.is_accessible:
            await self._say(query, phrases.TOO_OLD)
            return
        place = (message.chat_id, message.message_id)
        async with self._turns.setdefault(place, asyncio.Lock()):
            button = await self._chats.run(self._chats.buttons.find, query.data or "")
            if button is None:
                await self._say(query, phrases.TOO_OLD)
            elif not (_is_under(message, button.answer) and self._may(query, message, button)):
                await self._say(query, phrases.NOT_FOR_YOU)
            else:
                await self._do(query, message, button, context)

    def _may(self, query: CallbackQuery, message: Message, button: Button) -> bool:
        """Whether who taps may ask there, and see every document that the answer is from."""
        person, chat = query.from_user.id, message.chat_id
        # Telegram shows nobody another's private chat; should it ever, nothing is done there.
        if message.chat.type == ChatType.PRIVATE and person != chat:
            return False
        hidden = self._access.hidden_from(person, chat)
        shown = collections_in(self._librarian.snapshot, button.answer)
        return self._access.may_ask(person, chat) and not shown & hidden

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
                await self._vote(query, message, button)
            case Action.COMPLAIN:
                page, complaint = complaint_of(button.argument)
                votes = self._chats.votes
                await self._chats.run(votes.explain, kept.id, query.from_user.id, complaint)
                await self._show(query, message, kept, page, toast=phrases.THANKS_FOR_VOTE)
            case Action.DELETE:
                await self._delete(query, message, kept)
            case Action.ASK_ADMIN:
                text = await pass_on(context.bot, self._chats, self._access, query.from_user, kept)
                if page == NO_PAGE:
                    await self._say(query, text)
                else:
                    await self._show(query, message, kept, page, toast=text)
            case Action.CONTEXT | Action.DOCUMENT:
                await self._open(query, message, button)
            case Action.MORE:
                await self._show(query, message, kept, self._next(kept, page))
            case Action.BACK | Action.CLOSEST:
                await self._show(query, message, kept, page)

    def _next(self, kept: KeptAnswer, page: int) -> int:
        """The page, or the first after it whose document is still what it was."""
        found = matches_in(self._librarian.snapshot, kept)
        # The last one tried is the page that is shown: there is no other left.
        others = [(page + step) % len(found) for step in range(len(found) - 1)]
        return next((number for number in others if found[number] is not None), page)

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
            await self._say(query, toast or phrases.CHANGED)
            return
        speech = await self._speeches.to(query.from_user)
        tally = await self._chats.run(self._chats.votes.tally, kept.id)
        keyboard = await self._chats.run(
            self._keyboards.private, kept, page, citation(match, speech), tally, speech
        )
        card = self._card(kept, found, page, speech)
        is_there = await edit(
            message.get_bot(), message.chat_id, message.message_id, card, keyboard
        )
        await self._chats.run(self._chats.answers.shows, kept.id, page)
        await self._say(query, toast if is_there else phrases.TOO_OLD)

    def _card(self, kept: KeptAnswer, found: list[Match | None], page: int, speech: Speech) -> Card:
        """The card of a kept answer's match; of the first one with what else was said."""
        match = found[page]
        if match is not None and (page or kept.verdict is Verdict.NOTHING):
            return page_card(match, speech)
        differing = kept.differing
        return private_card(
            Answer(
                kept.question,
                kept.verdict,
                tuple(one for one in found if one is not None),
                searched_for=kept.searched_for,
                differing=match_in(self._librarian.snapshot, differing) if differing else None,
            ),
            speech,
        )

    async def _open(self, query: CallbackQuery, message: Message, button: Button) -> None:
        """Show a quote's surroundings, or send its document."""
        kept, page = button.answer, button.argument
        found = matches_in(self._librarian.snapshot, kept)
        match = found[page] if page < len(found) else None
        if match is None:
            await self._say(query, phrases.CHANGED)
            return
        speech = await self._speeches.to(query.from_user)
        if button.action is Action.DOCUMENT:
            original = await self._librarian.original(match.document)
            await send_document(message, match, speech, original)
            await self._say(query)
            return
        keyboard = await self._chats.run(self._keyboards.back, kept, page, speech)
        card, bot = context_card(match, speech), message.get_bot()
        is_there = await edit(bot, message.chat_id, message.message_id, card, keyboard)
        await self._say(query, None if is_there else phrases.TOO_OLD)

    async def _vote(
        self,
        query: CallbackQuery,
        message: Message,
        button: Button,
    ) -> None:
        kept, page, votes = button.answer, button.argument, self._chats.votes
        is_good = button.action is Action.GOOD
        stands = await self._chats.run(
            votes.cast, kept.id, query.from_user.id, is_good=is_good, at=self._chats.now
        )
        toast = phrases.THANKS_FOR_VOTE if stands else phrases.VOTE_TAKEN_BACK
        if message.chat.type != ChatType.PRIVATE:
            tally = await self._chats.run(votes.tally, kept.id)
            row = await self._chats.run(self._keyboards.votes, kept, tally)
            # What stands above stays, in the language of whoever asked.
            above = message.reply_markup.inline_keyboard[:-1] if message.reply_markup else ()
            await edit_keyboard(message, InlineKeyboardMarkup([*above, row]))
            await self._say(query, toast)
        elif stands and not is_good:
            has_admins = bool(self._access.admins)
            speech = await self._speeches.to(query.from_user)
            keyboard = await self._chats.run(
                self._keyboards.complaints, kept, page, speech, has_admins=has_admins
            )
            await edit_keyboard(message, keyboard)
            await self._say(query, phrases.WHAT_WAS_WRONG)
        else:
            await self._show(query, message, kept, page, toast=toast)

    async def _delete(self, query: CallbackQuery, message: Message, kept: KeptAnswer) -> None:
        """For the one who asked, and for the group's admins."""
        person = query.from_user.id
        if person != kept.asker_id and not await is_group_admin(message, person):
            await self._say(query, phrases.NOT_FOR_YOU)
            return
        try:
            await message.delete()
        except BadRequest:
            # Telegram lets bots delete for two days, and edit for ever.
            speech = await self._speeches.under(message)
            card = Card(speech(phrases.DELETED))
            await edit(message.get_bot(), message.chat_id, message.message_id, card, None)
        await self._chats.run(self._chats.answers.forget, kept.id)
        await self._say(query)

    async def _say(self, query: CallbackQuery, text: str | None = None) -> None:
        """End a tap, with a line for the one who tapped."""
        speech = await self._speeches.to(query.from_user)
        await end_tap(query, None if text is None else speech(text))


def _is_under(message: Message, answer: KeptAnswer) -> bool:
    """Whether the button was tapped where it was put."""
    is_here = message.chat_id == answer.chat_id
    return is_here and answer.message_id in {None, message.message_id}
