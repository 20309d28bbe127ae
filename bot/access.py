"""Who may ask, who may see what, and who is an admin: numeric ids only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask and see what.

    Args:
        is_open: whether everybody may ask.
        allowed: persons and chats that may where it is not open.
        admins: persons who see everything and are told what is asked of them.
        restricted: for each collection that is not for all, the persons and chats that may see it.
        takes_codes: whether one can come in by a code.
        leaves_groups: whether the bot leaves groups that may not ask.
        hears_guests: whether it answers in chats that it is not in.
    """

    is_open: bool = True
    allowed: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    restricted: Mapping[str, frozenset[int]] = field(default_factory=dict)
    takes_codes: bool = False
    leaves_groups: bool = False
    hears_guests: bool = False

    def with_guests(self, guests: Iterable[tuple[int, str]]) -> "Access":
        """The same rules, with persons who came in by a code.

        Each may ask; who came for a restricted collection may see that one too.
        """
        persons = list(guests) if self.takes_codes else []
        restricted = {
            name: permitted | {person for person, wanted in persons if wanted == name}
            for name, permitted in self.restricted.items()
        }
        allowed = self.allowed | {person for person, _ in persons}
        return replace(self, allowed=allowed, restricted=restricted)

    def may_ask(self, person_id: int, chat_id: int) -> bool:
        """Whether somebody may ask in a chat."""
        return self.is_open or bool({person_id, chat_id} & (self.allowed | self.admins))

    def hidden_from(self, person_id: int, chat_id: int) -> frozenset[str]:
        """The collections that somebody must not see there.

        In a group everybody reads the answer, so the group counts, not the person.
        """
        if person_id == chat_id and person_id in self.admins:
            return frozenset()
        return frozenset(
            name for name, permitted in self.restricted.items() if chat_id not in permitted
        )
