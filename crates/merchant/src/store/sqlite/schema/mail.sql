-- Offers that a member is to hear of by mail. Neither address nor text is kept.
CREATE TABLE mail (
  id      BLOB PRIMARY KEY NOT NULL,
  member  BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  offer   BLOB NOT NULL REFERENCES offer ON DELETE CASCADE,
  created INTEGER NOT NULL,
  due     INTEGER NOT NULL,
  tries   INTEGER NOT NULL,
  -- since when it is being handed over
  taken   INTEGER,
  -- sent, failed, dropped, unclear
  outcome TEXT,
  ended   INTEGER
) WITHOUT ROWID;
CREATE INDEX mail_due ON mail (due) WHERE ended IS NULL AND taken IS NULL;
CREATE INDEX mail_taken ON mail (taken) WHERE ended IS NULL AND taken IS NOT NULL;
CREATE INDEX mail_ended ON mail (ended) WHERE ended IS NOT NULL;
CREATE INDEX mail_member ON mail (member, created);
CREATE INDEX mail_offer ON mail (offer);

-- Links in letters that end the newsletter, as hashes of their tokens.
CREATE TABLE unsubscriber (
  token  BLOB PRIMARY KEY NOT NULL,
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX unsubscriber_member ON unsubscriber (member);
CREATE INDEX unsubscriber_at ON unsubscriber (at);
