-- What members said, to which words. The newest answer counts; none is ever changed.
CREATE TABLE consent_answer (
  -- in the order in which they came
  id       INTEGER PRIMARY KEY,
  member   BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  purpose  TEXT NOT NULL,
  granted  INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  -- as shown, and in which language
  words    TEXT NOT NULL,
  language TEXT NOT NULL,
  at       INTEGER NOT NULL
);
CREATE INDEX consent_answer_newest ON consent_answer (member, purpose, id, granted);
