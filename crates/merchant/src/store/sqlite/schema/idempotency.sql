-- Answers to requests with a key.
CREATE TABLE answer (
  -- a member, a till or a web shop
  asker   BLOB NOT NULL,
  route   TEXT NOT NULL,
  key     TEXT NOT NULL,
  -- SHA-256
  request BLOB NOT NULL,
  status  INTEGER NOT NULL,
  body    BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (asker, route, key)
);
CREATE INDEX answer_at ON answer (at);
