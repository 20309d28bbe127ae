-- Updates of Telegram, from before they are confirmed until two days after they are answered.
CREATE TABLE updates (
    seq INTEGER PRIMARY KEY,         -- the order of arrival
    id INTEGER NOT NULL UNIQUE,      -- Telegram's update_id
    at REAL NOT NULL,                -- when it was stored, Unix seconds
    until REAL NOT NULL,             -- when it is not worth an answer any more
    kind TEXT NOT NULL,              -- message, callback_query, …
    state TEXT NOT NULL,             -- waiting, held, done, expired, unsure, aside
    -- What follows is erased once the state is neither waiting nor held.
    person INTEGER,                  -- whose turn it takes
    lane TEXT,                       -- of one lane, one at a time
    room INTEGER,                    -- the group, null for private chats
    body TEXT,                       -- the update as JSON
    owner TEXT,                      -- the process that holds it
    not_before REAL NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,  -- how often a process died over it
    sends INTEGER NOT NULL DEFAULT 0,    -- how often an answer was begun that may have come through
    is_answered INTEGER NOT NULL DEFAULT 0,  -- whether Telegram said that an answer is there
    faults INTEGER NOT NULL DEFAULT 0    -- how often it was put back
);
CREATE INDEX updates_open ON updates (state, lane, seq) WHERE state IN ('waiting', 'held');
CREATE INDEX updates_by_age ON updates (at)
