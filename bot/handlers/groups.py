"""The bot in a group: being added, becoming a supergroup, and answering unasked if wanted."""

import logging

from telegram import Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from bot import phrases
from bot.admission import Admission
from bot.card import Card
from bot.chats.memory import Chats
from bot.handlers.questions import AUTO
from bot.handlers.rights import is_admin, is_group_admin
from bot.handlers.sending import reply
from bot.hearing import topic_of
from bot.scope import TITLE
from bot.speeches import Speeches

_log = logging.getLogger(__name__)
_HINTED = "privacy_hint"
_GONE = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


class Groups:
    """What happens to the bot in groups."""

    def __init__(self, chats: Chats, access: Admission) -> None:
        self._chats, self._access = chats, access
        self._speeches = Speeches(chats)

    async def on_membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was added, promoted or removed."""
        change = update.my_chat_member
        if change is None or change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
            return
        is_there, options = change.new_chat_member.status not in _GONE, self._chats.options
        title = (change.chat.title or "") if is_there else None
        await self._chats.run(options.set, TITLE, title, change.chat.id)
        if is_there and change.old_chat_member.status in _GONE:
            await self._greet(change, context)

    async def on_migration(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup, which has another id; what was set goes along."""
        message = update.message
        if message is None:
            return
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        await self._chats.run(self._chats.options.migrate, old, new)
        named = {id_ for permitted in self._access.restricted.values() for id_ in permitted}
        if old in self._access.allowed | named:
            _log.warning("Group %d is %d now: change its id in QUOTH_ACCESS__…", old, new)

    async def on_auto(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/auto on` or `off`, by an admin of the group, for the chat or the topic."""
        message = update.message
        if message is None:
            return
        wanted = " ".join(context.args or []).lower()
        if wanted not in {"on", "off"}:
            said = phrases.AUTO_HOW
        elif not await self._may_set(message):
            said = phrases.AUTO_ADMINS_ONLY
        else:
            topic = topic_of(message)
            await self._chats.run(self._chats.options.set, AUTO, wanted, message.chat_id, topic)
            said = phrases.AUTO_OFF if wanted == "off" else await _on(message.chat, context)
        speech = await self._speeches.under(message)
        await reply(context.bot, message, Card(speech(said)))

    async def _greet(self, change: ChatMemberUpdated, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Leave where the bot may not answer; say once where it does not hear everything."""
        chat = change.chat
        if self._access.leaves_groups and not self._access.may_ask(chat.id, chat.id):
            _log.info("Left chat %d: it is not in QUOTH_ACCESS__ALLOWED", chat.id)
            await context.bot.leave_chat(chat.id)
            return
        if await _hears_all(change.new_chat_member, context):
            return
        if await self._chats.run(self._chats.options.claim, _HINTED, chat.id):
            # In the language of the person who added it.
            speech = await self._speeches.to(change.from_user)
            await context.bot.send_message(chat.id, speech(phrases.PRIVACY_HINT))

    async def _may_set(self, message: Message) -> bool:
        """Whether the sender is an admin here. Anonymous ones share one id: they are nobody."""
        sender = message.from_user
        if sender is None or message.sender_chat is not None:
            return False
        return await is_group_admin(message, sender.id)


async def _on(chat: Chat, context: ContextTypes.DEFAULT_TYPE) -> str:
    own = await chat.get_member(context.bot.id)
    return phrases.AUTO_ON if await _hears_all(own, context) else phrases.AUTO_DEAF


async def _hears_all(own: ChatMember, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Whether Telegram shows the bot every message: privacy mode is off, or it is an admin."""
    # Asked anew, since the owner may have changed it after the bot started.
    me = await context.bot.get_me()
    return is_admin(own) or bool(me.can_read_all_group_messages)
