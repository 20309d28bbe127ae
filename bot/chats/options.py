"""What was set for a chat, a topic or a person, and what they were told already."""

from bot.chats.tables import Tables

WHOLE_CHAT = 0


class Options:
    """Named values of chats and topics; a topic without one has its chat's."""

    def __init__(self, store: Tables) -> None:
        self._store = store

    def get(self, name: str, chat_id: int, thread_id: int | None = None) -> str | None:
        """The value for a topic, else for its chat; None if nothing was set."""
        row = self._store.execute(
            "SELECT value FROM settings WHERE name = ? AND chat_id = ? AND thread_id IN (?, ?) "
            "ORDER BY thread_id DESC LIMIT 1",
            (name, chat_id, thread_id or WHOLE_CHAT, WHOLE_CHAT),
        ).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str | None, chat_id: int, thread_id: int | None = None) -> None:
        """Set a value for a chat or topic; None takes it back."""
        place = (chat_id, thread_id or WHOLE_CHAT, name)
        if value is None:
            self._store.execute(
                "DELETE FROM settings WHERE chat_id = ? AND thread_id = ? AND name = ?", place
            )
            return
        self._store.execute(
            "INSERT INTO settings VALUES (?, ?, ?, ?) "
            "ON CONFLICT (chat_id, thread_id, name) DO UPDATE SET value = excluded.value",
            (*place, value),
        )

    def claim(self, name: str, chat_id: int) -> bool:
        """Set a mark for a chat; whether it was not set before."""
        made = self._store.execute(
            "INSERT INTO settings VALUES (?, ?, ?, '1') ON CONFLICT DO NOTHING",
            (chat_id, WHOLE_CHAT, name),
        )
        return made.rowcount > 0

    def all(self, name: str) -> list[tuple[int, int, str]]:
        """Where a value is set: chat, topic (0: the whole chat), value."""
        rows = self._store.execute(
            "SELECT chat_id, thread_id, value FROM settings WHERE name = ? "
            "ORDER BY chat_id, thread_id",
            (name,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Take what was set along when a group becomes a supergroup.

        Not the answers: their messages stay in the old chat, and the new one counts its own.
        """
        chats = (new_chat_id, old_chat_id)
        with self._store.transaction():
            self._store.execute(
                "DELETE FROM settings WHERE chat_id = ? AND EXISTS (SELECT 1 FROM settings AS old "
                "WHERE old.chat_id = ? AND old.thread_id = settings.thread_id "
                "AND old.name = settings.name)",
                chats,
            )
            self._store.execute("UPDATE settings SET chat_id = ? WHERE chat_id = ?", chats)
            self._store.execute("UPDATE gaps SET chat_id = ? WHERE chat_id = ?", chats)
