-- The library: documents, their passages, and one blob of vectors for each text and model.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT,
    text TEXT NOT NULL,
    digest TEXT NOT NULL,
    fingerprint TEXT NOT NULL,  -- of all that its passages and vectors depend on
    vectors TEXT NOT NULL,      -- vectors.key
    dropped TEXT NOT NULL,      -- JSON: [[line, text, reason], …]
    author TEXT,
    source_url TEXT,
    original TEXT NOT NULL DEFAULT '',      -- SHA-256 of the file, where the text is not the file
    unit TEXT NOT NULL DEFAULT 'line',      -- what places count: corpus.document.Unit
    marks TEXT NOT NULL DEFAULT '[]'        -- JSON: [[start, number], …]
) WITHOUT ROWID;
CREATE TABLE passages (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    page INTEGER,
    sentences TEXT NOT NULL,    -- JSON: [[start, end], …]
    PRIMARY KEY (document_id, position)
) WITHOUT ROWID;
CREATE TABLE checksums (        -- SHA-256 of a document's row and of those of its passages
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    checksum TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE changes (          -- which documents a version changed: see index.record
    version INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (version, path)
) WITHOUT ROWID;
CREATE TABLE vectors (
    key TEXT PRIMARY KEY,       -- of the texts and the model
    data BLOB NOT NULL,         -- index.vectors.DocumentVectors
    checksum TEXT NOT NULL      -- SHA-256 of data
) WITHOUT ROWID;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE extracts (
    key TEXT PRIMARY KEY,       -- of a file's content and its reader
    data BLOB NOT NULL          -- packed by zlib: see corpus.shelf
) WITHOUT ROWID;
