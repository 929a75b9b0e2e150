-- What a shop says, and what is observed of it over time.

-- What was found on the pass, as JSON; derived from the original as a whole.
ALTER TABLE pass ADD COLUMN loyalty TEXT NOT NULL DEFAULT '{}';
-- When the file came.
ALTER TABLE pass ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0;
-- The set of passes that came in one file, and the place in it.
ALTER TABLE pass ADD COLUMN set_id BLOB;
ALTER TABLE pass ADD COLUMN set_position INTEGER NOT NULL DEFAULT 0;
UPDATE pass SET as_of = (SELECT added_at FROM card WHERE card.num = pass.card);

ALTER TABLE card ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN updates_off INTEGER NOT NULL DEFAULT 0;

-- The web service behind a pass. The cursor is true only for the very bytes that it came with, so
-- it lives beside them and not in the cache. Rows go with their card; times are milliseconds.
CREATE TABLE pass_source (
    card          INTEGER PRIMARY KEY REFERENCES card (num) ON DELETE CASCADE,
    -- Scheme, host and port in lower case: what is grouped. Empty: this file names no service.
    origin        TEXT NOT NULL,
    -- The file that the cursor belongs to.
    original      BLOB NOT NULL,
    last_modified TEXT,
    etag          TEXT,
    state         TEXT NOT NULL DEFAULT 'new',
    -- 1: the issuer seems to answer registered wallets only.
    may_register  INTEGER NOT NULL DEFAULT 0,
    -- When it was last asked in any way, and when for the pass itself.
    asked_at      INTEGER,
    fetched_at    INTEGER,
    -- When it last said that we have the newest, or gave it; and when it last gave something new.
    checked_at    INTEGER,
    changed_at    INTEGER,
    -- NULL: not asked any more, unless a person does.
    due_at        INTEGER,
    -- The issuer wants to be left alone until then.
    not_before    INTEGER,
    -- When a person last overrode the schedule.
    forced_at     INTEGER,
    -- Failures in a row; offline: the last one was that nobody answered.
    failures      INTEGER NOT NULL DEFAULT 0,
    offline       INTEGER NOT NULL DEFAULT 0,
    -- How often it was said that the pass is gone, and when first.
    gone          INTEGER NOT NULL DEFAULT 0,
    gone_since    INTEGER,
    -- SHA-256 of the last answer that was refused: each is told once.
    refused       BLOB
) STRICT;

-- Who this device is to one service and pass type, and the tag of the last list.
CREATE TABLE pass_device (
    service    TEXT NOT NULL,
    type       TEXT NOT NULL,
    device_id  TEXT NOT NULL,
    push_token TEXT NOT NULL,
    tag        TEXT,
    PRIMARY KEY (service, type)
) STRICT, WITHOUT ROWID;

-- Passes that this device is, was or shall be registered for: wanted, registered, leaving (its
-- card is gone), left (and the issuer knows; the card may still come back), withdrawn (by the
-- person). One that has to be taken back keeps the token until the issuer has heard of it.
CREATE TABLE pass_registration (
    service    TEXT NOT NULL,
    type       TEXT NOT NULL,
    serial     TEXT NOT NULL,
    token      TEXT NOT NULL,
    state      TEXT NOT NULL,
    since      INTEGER NOT NULL,
    due_at     INTEGER,
    failures   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (service, type, serial)
) STRICT, WITHOUT ROWID;

-- One process asks the services at a time; the others leave their wishes here.
CREATE TABLE sync_lease (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    holder  BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE TABLE sync_wish (
    num  INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL: all cards.
    card BLOB,
    at   INTEGER NOT NULL
) STRICT;

-- What happened, by card. Lines of a card that is gone stay hidden until its deletion can no
-- longer be taken back.
CREATE TABLE activity (
    num    INTEGER PRIMARY KEY AUTOINCREMENT,
    id     BLOB NOT NULL UNIQUE,
    card   BLOB NOT NULL,
    at     INTEGER NOT NULL,
    topic  TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Folded words for the search.
    words  TEXT NOT NULL
) STRICT;
CREATE INDEX activity_at ON activity (at, num);
CREATE INDEX activity_card ON activity (card, at);

-- Balances over time, as observed. The same observation is kept once.
CREATE TABLE balance_point (
    card   BLOB NOT NULL,
    field  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    label  TEXT,
    amount INTEGER NOT NULL,
    scale  INTEGER NOT NULL,
    unit   TEXT NOT NULL,
    PRIMARY KEY (card, field, at)
) STRICT, WITHOUT ROWID;

-- What was told or waits to be told outside of the window. A key is told once, ever.
CREATE TABLE notice (
    num      INTEGER PRIMARY KEY AUTOINCREMENT,
    key      TEXT NOT NULL UNIQUE,
    card     BLOB NOT NULL,
    at       INTEGER NOT NULL,
    -- The line of the timeline that it is about.
    activity BLOB NOT NULL,
    told_at  INTEGER,
    -- 1: it stands on the platform's list by itself, and is withdrawn with its card.
    shown    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notice_waiting ON notice (at) WHERE told_at IS NULL;

-- What the shopper says a field of an issuer means; the issuer is the pass type.
CREATE TABLE field_meaning (
    issuer  TEXT NOT NULL,
    field   TEXT NOT NULL,
    meaning TEXT NOT NULL,
    hlc     INTEGER NOT NULL,
    device  BLOB NOT NULL,
    PRIMARY KEY (issuer, field)
) STRICT, WITHOUT ROWID;
