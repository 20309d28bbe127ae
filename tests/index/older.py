"""Libraries as earlier formats of them were."""

import sqlite3
from contextlib import closing
from pathlib import Path

_FORMAT_3 = """
DROP TABLE changes;
DELETE FROM meta WHERE key IN ('documents', 'skipped', 'recorded_from');
UPDATE meta SET value = 'of another kind' WHERE key = 'seal';
PRAGMA user_version = 3;
"""
_FORMAT_1 = """
PRAGMA legacy_alter_table = ON;
DROP TABLE extracts;
DROP TABLE checksums;
DELETE FROM meta WHERE key = 'seal';
CREATE INDEX passages_by_id ON passages (id);
CREATE TABLE before (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, collection TEXT NOT NULL, title TEXT NOT NULL,
    date TEXT, text TEXT NOT NULL, digest TEXT NOT NULL, fingerprint TEXT NOT NULL,
    vectors TEXT NOT NULL, dropped TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO before SELECT id, path, collection, title, date, text, digest, fingerprint, vectors,
    dropped FROM documents;
DROP TABLE documents;
ALTER TABLE before RENAME TO documents;
PRAGMA user_version = 1;
"""


def as_format_1(path: Path) -> None:
    """Take from a library what came after format 1: checksums, extracts, sources and places."""
    as_format_3(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_FORMAT_1)


def as_format_3(path: Path) -> None:
    """Take from a library the record of what changed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_FORMAT_3)
