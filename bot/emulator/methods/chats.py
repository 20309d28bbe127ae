"""Methods that tell about chats and their members."""

from bot.emulator.errors import BadRequest
from bot.emulator.membership import administrators_of, member_json
from bot.emulator.people import Json
from bot.emulator.request import Request

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_chat(request: Request) -> Json:
    """Tell what a chat is."""
    room = request.world.room_for(request.bot, request.chat_id)
    return {
        **room.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


async def get_chat_member(request: Request) -> Json:
    """Tell what somebody is in a chat."""
    room = request.world.writable_room(request.bot, request.chat_id)
    user_id = request.whole("user_id")
    users = {person.id: person.as_user() for person in request.world.people.values()}
    users |= {bot.id: bot.as_user() for bot in request.world.bots.values()}
    if user_id not in users:
        raise BadRequest("PARTICIPANT_ID_INVALID")
    return member_json(users[user_id], room.status_of(user_id))


async def get_chat_administrators(request: Request) -> list[Json]:
    """List who may run a group."""
    room = request.world.writable_room(request.bot, request.chat_id)
    if room.is_private:
        raise BadRequest("there are no administrators in the private chat")
    return administrators_of(room, with_bots=request.flag("return_bots"))


async def leave_chat(request: Request) -> bool:
    """Leave a group."""
    room = request.world.writable_room(request.bot, request.chat_id)
    if room.is_private:
        raise BadRequest("chat member status can't be changed in private chats")
    room.barred[request.bot.id] = "left"
    request.world.tell_membership(room, request.bot, request.bot.as_user(), ("member", "left"))
    return True
