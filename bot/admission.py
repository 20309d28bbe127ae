"""Who may ask at this moment: the rules of the settings, and who came in by a code."""

from collections.abc import Mapping

from bot.access import Access
from bot.chats.memory import Chats


class Admission:
    """The access that holds now; `refresh` takes up what was allowed or revoked meanwhile.

    It is refreshed before each update is handled, so that `quoth pair --revoke` in another
    process works at once.
    """

    def __init__(self, access: Access, chats: Chats) -> None:
        self._settings, self._chats = access, chats
        self._access = access

    async def refresh(self) -> None:
        """Read who came in by a code."""
        permits = await self._chats.run(self._chats.permits.all)
        guests = [(permit.person_id, permit.collection) for permit in permits]
        self._access = self._settings.with_guests(guests)

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask."""
        return self._access.is_open

    @property
    def takes_codes(self) -> bool:
        """Whether one can come in by a code."""
        return self._access.takes_codes

    @property
    def leaves_groups(self) -> bool:
        """Whether the bot leaves groups that may not ask."""
        return self._access.leaves_groups

    @property
    def hears_guests(self) -> bool:
        """Whether the bot answers in chats that it is not in."""
        return self._access.hears_guests

    @property
    def admins(self) -> frozenset[int]:
        """Persons who see everything and are told what is asked of them."""
        return self._access.admins

    @property
    def allowed(self) -> frozenset[int]:
        """Persons and chats that may ask where it is not open."""
        return self._access.allowed

    @property
    def restricted(self) -> Mapping[str, frozenset[int]]:
        """The collections that are not for all, with those who may see them."""
        return self._access.restricted

    def may_ask(self, person_id: int, chat_id: int) -> bool:
        """Whether somebody may ask in a chat."""
        return self._access.may_ask(person_id, chat_id)

    def hidden_from(self, person_id: int, chat_id: int) -> frozenset[str]:
        """The collections that somebody must not see there."""
        return self._access.hidden_from(person_id, chat_id)
