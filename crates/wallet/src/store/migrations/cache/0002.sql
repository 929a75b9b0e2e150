-- What connected shops sent. id is the connection's.

CREATE TABLE shop_cursor (
    connection BLOB NOT NULL PRIMARY KEY,
    -- Where the records stand; NULL before everything was read once.
    state      TEXT,
    -- What to ask with next; NULL: ask for everything.
    next       TEXT,
    -- In which language words were asked for; NULL: the member's own.
    language   TEXT,
    -- Everything is being read: what is older than the generation goes at the end.
    reading    INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    -- The tile: what is found in the records, as JSON.
    summary    TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE shop_record (
    connection BLOB NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    record     TEXT NOT NULL,
    -- When it happened, for what has a time; 0 for the rest.
    at         INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    -- Folded words for the search.
    words      TEXT NOT NULL,
    PRIMARY KEY (connection, kind, id)
) STRICT;
CREATE INDEX shop_record_at ON shop_record (kind, at);
