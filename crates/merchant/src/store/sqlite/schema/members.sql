-- Members. A deleted one leaves no row.
CREATE TABLE member (
  id       BLOB PRIMARY KEY NOT NULL,
  number   TEXT NOT NULL UNIQUE,
  email    TEXT UNIQUE,
  phone    TEXT UNIQUE,
  name     TEXT,
  -- MM-DD
  birthday TEXT,
  language TEXT NOT NULL,
  joined   INTEGER NOT NULL
) WITHOUT ROWID;
