"""What a test sees of the world: messages, calls, and waiting for them."""

from collections import Counter

from bot.emulator.bell import Bell
from bot.emulator.calls import Call
from bot.emulator.methods import find_method
from bot.emulator.people import Json
from bot.emulator.room import Room, words_of
from bot.emulator.world import World


class Observing:
    """The onlooker's half of the server."""

    _world: World
    calls: list[Call]
    _call_bell: Bell
    # By proper name of the method.
    _call_counts: Counter[str]

    def rooms(self) -> list[Room]:
        """Return all chats, private ones first."""
        return [*self._world.private.values(), *self._world.groups.values()]

    def messages(self, room: Room, topic: int | None = None) -> list[Json]:
        """Return what stands in a chat, in order; topic 1 is a forum's General."""
        return room.messages(topic)

    async def wait_for_messages(
        self,
        room: Room,
        count: int,
        *,
        from_bot: bool = True,
        topic: int | None = None,
        timeout_s: float = 10,
    ) -> list[Json]:
        """Wait until so many messages stand in a chat; return all of them.

        Args:
            room: Where.
            count: How many in all, since the chat began.
            from_bot: Whether only bots' messages count; else only persons'.
            topic: Where in a forum.
            timeout_s: How long to wait.

        Raises:
            TimeoutError: Fewer arrived; the text says which.
        """

        def arrived() -> list[Json]:
            return [one for one in room.messages(topic) if one["from"]["is_bot"] == from_bot]

        if not await room.bell.until(lambda: len(arrived()) >= count, timeout_s=timeout_s):
            texts = [words_of(one)[:80] for one in arrived()]
            refused = [
                f"{call.method}: {call.description}" for call in self.calls[-5:] if not call.ok
            ]
            raise TimeoutError(
                f"waited {timeout_s} s for {count} messages in chat {room.id}, "
                f"{len(texts)} arrived: {texts}; refused among the last calls: {refused}"
            )
        return arrived()

    async def wait_for_call(
        self, method: str, *, count: int = 1, timeout_s: float = 10
    ) -> list[Call]:
        """Wait until a method was called so often; return all those calls.

        Raises:
            TimeoutError: Fewer came; the text says what came instead.
        """
        found = find_method(method)
        if found is None:
            raise LookupError(f"the emulator has no method {method}")
        name, counts = found[0], self._call_counts
        if not await self._call_bell.until(lambda: counts[name] >= count, timeout_s=timeout_s):
            raise TimeoutError(
                f"waited {timeout_s} s for {count} calls of {name}, {counts[name]} came; "
                f"the methods called were {sorted(counts)}"
            )
        return [call for call in self.calls if call.method == name]
