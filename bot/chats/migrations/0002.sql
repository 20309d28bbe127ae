-- Codes that let somebody in, and wrong guesses at them.
CREATE TABLE codes (
    hash TEXT PRIMARY KEY,           -- SHA-256 of the code; the code itself is not kept
    collection TEXT NOT NULL,        -- as in allowed
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE guesses (
    person_id INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX guesses_by_person ON guesses (person_id, at);
