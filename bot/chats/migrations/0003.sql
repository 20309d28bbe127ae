-- What each table should add up to: bot.chats.seals.
CREATE TABLE seals (
    name TEXT PRIMARY KEY,           -- of the table
    seal INTEGER NOT NULL
) WITHOUT ROWID;
