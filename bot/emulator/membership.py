"""Who is what in a chat, as the Bot API writes it."""

from bot.emulator.people import Json
from bot.emulator.room import Room

_RIGHTS = (
    "is_anonymous",
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_GRANTED = frozenset({"can_manage_chat", "can_delete_messages", "can_invite_users"})


def member_json(user: Json, status: str) -> Json:
    """Return the ``ChatMember`` of a user with that status."""
    if status == "creator":
        return {"status": status, "user": user, "is_anonymous": False}
    if status == "administrator":
        return {"status": status, "user": user, **{name: name in _GRANTED for name in _RIGHTS}}
    if status == "kicked":
        return {"status": status, "user": user, "until_date": 0}
    return {"status": status, "user": user}


def administrators_of(room: Room, *, with_bots: bool) -> list[Json]:
    """Return the creator and the administrators, in order of id."""
    users = {person.id: person.as_user() for person in room.members.values()}
    if with_bots:
        users |= {bot.id: bot.as_user() for bot in room.bots.values()}
    ranked = [(user_id, room.status_of(user_id)) for user_id in sorted(users)]
    return [
        member_json(users[user_id], status)
        for user_id, status in ranked
        if status in ("creator", "administrator")
    ]
