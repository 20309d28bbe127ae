-- Answers that were sent, what their buttons do, what people said about them, and settings.
CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,             -- Unix seconds
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    asker_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    question_message_id INTEGER,     -- in chat_id; null for inline
    message_id INTEGER,              -- of the answer, once it is sent
    verdict TEXT NOT NULL,
    searched_for TEXT,
    differing TEXT,                  -- JSON: a KeptMatch with another figure, or null
    scope TEXT,                      -- JSON: the collections it was asked of, null for all
    matches TEXT NOT NULL,           -- JSON: bot.chats.answers.KeptMatch
    preferred TEXT,                  -- the document that was searched first, for a follow-up
    shown INTEGER                    -- which of the matches the message shows; null for none
) WITHOUT ROWID;
CREATE INDEX answers_by_message ON answers (chat_id, message_id);
CREATE INDEX answers_by_question ON answers (chat_id, question_message_id);
CREATE INDEX answers_by_age ON answers (at);
CREATE TABLE buttons (
    id TEXT PRIMARY KEY,
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    action TEXT NOT NULL,
    argument INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX buttons_by_answer ON buttons (answer_id);
CREATE TABLE votes (
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL,
    is_good INTEGER NOT NULL,
    reason TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (answer_id, person_id)
) WITHOUT ROWID;
CREATE TABLE gaps (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    scope TEXT,
    answered_at INTEGER              -- when a newer library was seen to answer it
);
CREATE INDEX gaps_by_person ON gaps (person_id);
CREATE TABLE settings (
    chat_id INTEGER NOT NULL,        -- a person's id for what is theirs
    thread_id INTEGER NOT NULL,      -- 0: the chat as a whole
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (chat_id, thread_id, name)
) WITHOUT ROWID;
CREATE TABLE allowed (
    person_id INTEGER NOT NULL,
    collection TEXT NOT NULL,        -- '*': all
    at INTEGER NOT NULL,
    PRIMARY KEY (person_id, collection)
) WITHOUT ROWID;
CREATE TABLE events (
    at INTEGER NOT NULL,
    name TEXT NOT NULL,              -- asked, answered, inline, chosen, …
    verdict TEXT,
    took_ms REAL
);
CREATE INDEX events_by_age ON events (at);
