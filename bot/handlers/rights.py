"""Who is an admin of a group, as Telegram says at this moment."""

from telegram import ChatMember, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})


def is_admin(member: ChatMember) -> bool:
    """Whether a member is one of a group's admins."""
    return member.status in _ADMINS


async def is_group_admin(message: Message, person_id: int) -> bool:
    """Whether a person is an admin of the group that a message stands in; if in doubt, not."""
    if message.chat.type == ChatType.PRIVATE:
        return False
    try:
        return is_admin(await message.chat.get_member(person_id))
    except TelegramError:
        return False
