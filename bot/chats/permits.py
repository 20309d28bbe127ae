"""Who came in by a code: one-time codes, guesses at them, and the persons they let in."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from bot.chats.tables import Tables

CODE_MINUTES = 15
EVERYTHING = "*"
# Without the letters and digits that are taken for one another.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HALF = 5
_FORM = re.compile(rf"[{_ALPHABET}]{{{_HALF}}}-?[{_ALPHABET}]{{{_HALF}}}")
_MOST_GUESSES, _GUESSED_WITHIN_S = 5, 3600


@dataclass(frozen=True, slots=True)
class Permit:
    """That a person may ask; with a restricted collection, that they may see it too."""

    person_id: int
    collection: str
    at: int


class Permits:
    """The codes that are open, and those who used one."""

    def __init__(self, store: Tables) -> None:
        self._store = store

    def issue(self, collection: str, at: int) -> str:
        """A fresh code, for one person and a quarter of an hour."""
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF))
        code = f"{letters[:_HALF]}-{letters[_HALF:]}"
        self._store.execute("DELETE FROM codes WHERE expires_at <= ?", (at,))
        self._store.execute(
            "INSERT INTO codes VALUES (?, ?, ?)", (_hash(code), collection, at + CODE_MINUTES * 60)
        )
        return code

    def redeem(self, code: str, person_id: int, at: int) -> bool:
        """Let a person in, if the code is right and they did not guess too often."""
        with self._store.transaction():
            self._store.execute("DELETE FROM guesses WHERE at <= ?", (at - _GUESSED_WITHIN_S,))
            guesses = self._store.execute(
                "SELECT count(*) FROM guesses WHERE person_id = ?", (person_id,)
            ).fetchone()[0]
            if guesses >= _MOST_GUESSES:
                return False
            row = self._store.execute(
                "DELETE FROM codes WHERE hash = ? AND expires_at > ? RETURNING collection",
                (_hash(code), at),
            ).fetchone()
            if row is None:
                self._store.execute("INSERT INTO guesses VALUES (?, ?)", (person_id, at))
                return False
            self._store.execute(
                "INSERT INTO allowed VALUES (?, ?, ?) "
                "ON CONFLICT (person_id, collection) DO UPDATE SET at = excluded.at",
                (person_id, row[0], at),
            )
        return True

    def revoke(self, person_id: int) -> bool:
        """Take everything back that codes gave a person; whether there was anything."""
        gone = self._store.execute("DELETE FROM allowed WHERE person_id = ?", (person_id,))
        return gone.rowcount > 0

    def prune(self, at: int) -> None:
        """Forget codes that are over, and guesses that no longer count."""
        self._store.execute("DELETE FROM codes WHERE expires_at <= ?", (at,))
        self._store.execute("DELETE FROM guesses WHERE at <= ?", (at - _GUESSED_WITHIN_S,))

    def all(self) -> list[Permit]:
        """Who came in by a code, in order of id."""
        rows = self._store.execute(
            "SELECT person_id, collection, at FROM allowed ORDER BY person_id, collection"
        )
        return [Permit(*row) for row in rows]


def is_code(words: str) -> bool:
    """Whether a text has the form of a code."""
    return _FORM.fullmatch(words.strip().upper()) is not None


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
