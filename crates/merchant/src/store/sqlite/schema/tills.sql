-- Tills and web shops, by the hash of their keys, and who stands at a till.
CREATE TABLE till (
  id       BLOB PRIMARY KEY NOT NULL,
  name     TEXT NOT NULL UNIQUE,
  -- till, web_shop
  kind     TEXT NOT NULL,
  key_hash BLOB NOT NULL UNIQUE,
  created  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE visit (
  id       BLOB PRIMARY KEY NOT NULL,
  till     BLOB NOT NULL REFERENCES till ON DELETE CASCADE,
  member   BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  -- rotating, static, told
  strength TEXT NOT NULL,
  until    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_until ON visit (until);
CREATE INDEX visit_member ON visit (member);
CREATE INDEX visit_till ON visit (till);
