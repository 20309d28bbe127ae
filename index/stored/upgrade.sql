-- From format 2 to 3: what other formats' readers find.
ALTER TABLE documents ADD COLUMN author TEXT;
ALTER TABLE documents ADD COLUMN source_url TEXT;
ALTER TABLE documents ADD COLUMN original TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN unit TEXT NOT NULL DEFAULT 'line';
ALTER TABLE documents ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';
CREATE TABLE extracts (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
