-- OAuth: clients, sign-ins, codes and tokens, as hashes.
CREATE TABLE client (
  id            TEXT PRIMARY KEY NOT NULL,
  name          TEXT,
  -- JSON
  redirect_uris TEXT NOT NULL,
  grant_types   TEXT NOT NULL,
  -- 1 read, 2 write
  scopes        INTEGER NOT NULL,
  registered    INTEGER NOT NULL,
  used          INTEGER
) WITHOUT ROWID;
CREATE INDEX client_used ON client (coalesce(used, registered));
CREATE INDEX client_unused ON client (registered) WHERE used IS NULL;

CREATE TABLE sign_in (
  hash         BLOB PRIMARY KEY NOT NULL,
  browser      BLOB NOT NULL,
  -- authorize, device, join
  aim          TEXT NOT NULL,
  client       TEXT REFERENCES client ON DELETE CASCADE,
  redirect_uri TEXT,
  state        TEXT,
  challenge    TEXT,
  scopes       INTEGER,
  device       BLOB,
  email        TEXT,
  code         BLOB,
  code_expires INTEGER,
  tries        INTEGER,
  proven       INTEGER NOT NULL,
  member       BLOB REFERENCES member ON DELETE CASCADE,
  expires      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_expires ON sign_in (expires);
CREATE INDEX sign_in_begun ON sign_in (expires) WHERE code IS NULL AND proven = 0;
CREATE INDEX sign_in_client ON sign_in (client);
CREATE INDEX sign_in_member ON sign_in (member);

-- A browser in which a member showed that an address is theirs.
CREATE TABLE known_browser (
  -- SHA-256 of the browser's cookie and the address
  hash   BLOB PRIMARY KEY NOT NULL,
  member BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  used   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_browser_member ON known_browser (member);
CREATE INDEX known_browser_used ON known_browser (used);

-- A linked wallet. What is made for it goes with it.
CREATE TABLE oauth_grant (
  id      BLOB PRIMARY KEY NOT NULL,
  member  BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  client  TEXT NOT NULL REFERENCES client,
  scopes  INTEGER NOT NULL,
  created  INTEGER NOT NULL,
  used    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX oauth_grant_member ON oauth_grant (member);
CREATE INDEX oauth_grant_client ON oauth_grant (client);
CREATE INDEX oauth_grant_used ON oauth_grant (used);

CREATE TABLE authorization_code (
  hash         BLOB PRIMARY KEY NOT NULL,
  client       TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  challenge    TEXT NOT NULL,
  member       BLOB NOT NULL REFERENCES member ON DELETE CASCADE,
  scopes       INTEGER NOT NULL,
  expires      INTEGER NOT NULL,
  -- No reference: a code stays used after its wallet was unlinked.
  granted      BLOB
) WITHOUT ROWID;
CREATE INDEX authorization_code_expires ON authorization_code (expires);
CREATE INDEX authorization_code_client ON authorization_code (client);
CREATE INDEX authorization_code_member ON authorization_code (member);

CREATE TABLE device_authorization (
  hash      BLOB PRIMARY KEY NOT NULL,
  user_code TEXT NOT NULL UNIQUE,
  client    TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
  scopes    INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  interval  INTEGER NOT NULL,
  asked     INTEGER,
  denied    INTEGER NOT NULL,
  member    BLOB REFERENCES member ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX device_authorization_expires ON device_authorization (expires);
CREATE INDEX device_authorization_client ON device_authorization (client);
CREATE INDEX device_authorization_member ON device_authorization (member);

CREATE TABLE access_token (
  hash     BLOB PRIMARY KEY NOT NULL,
  grant_id BLOB NOT NULL REFERENCES oauth_grant ON DELETE CASCADE,
  -- perhaps less than the grant's
  scopes   INTEGER NOT NULL,
  expires  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX access_token_grant ON access_token (grant_id);
CREATE INDEX access_token_expires ON access_token (expires);

CREATE TABLE refresh_token (
  hash     BLOB PRIMARY KEY NOT NULL,
  grant_id BLOB NOT NULL REFERENCES oauth_grant ON DELETE CASCADE,
  follows  BLOB,
  created  INTEGER NOT NULL,
  used     INTEGER,
  seed     BLOB
) WITHOUT ROWID;
CREATE INDEX refresh_token_grant ON refresh_token (grant_id);
CREATE INDEX refresh_token_used ON refresh_token (used);
