"""A question that the documents did not answer well, passed on to the admins."""

import logging

from telegram import Bot, LinkPreviewOptions, User
from telegram.error import TelegramError

from bot import phrases
from bot.admission import Admission
from bot.card import plain_card
from bot.chats.answers import KeptAnswer
from bot.chats.memory import Chats
from bot.excerpt import shortened
from bot.speeches import Speeches

_log = logging.getLogger(__name__)
# UTF-16 units: with the name, far from what a message may hold.
_QUESTION_UNITS = 3000


async def pass_on(bot: Bot, chats: Chats, access: Admission, asker: User, kept: KeptAnswer) -> str:
    """Tell every admin, once, what somebody asks; return what to say to who asked."""
    name = f"told_admin:{kept.id}"
    if await chats.run(chats.options.get, name, kept.chat_id):
        return phrases.ADMIN_KNOWS
    question = shortened(kept.question.text, _QUESTION_UNITS)
    speeches, told = Speeches(chats), 0
    for admin in sorted(access.admins):
        speech = await speeches.of(admin, None)
        card = plain_card(
            speech(phrases.FOR_ADMIN, name=asker.full_name, id=asker.id, question=question)
        )
        try:
            await bot.send_message(
                admin,
                card.text,
                entities=card.entities,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            told += 1
        except TelegramError as error:
            _log.warning("Admin %d cannot be reached: %s", admin, type(error).__name__)
    if not told:
        return phrases.ADMIN_AWAY
    await chats.run(chats.options.set, name, "1", kept.chat_id)
    return phrases.ADMIN_TOLD
