CREATE TABLE blob (
    id    BLOB NOT NULL PRIMARY KEY,
    mime  TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE card (
    num            INTEGER PRIMARY KEY AUTOINCREMENT,
    id             BLOB NOT NULL UNIQUE,
    title          TEXT NOT NULL,
    issuer         TEXT NOT NULL DEFAULT '',
    holder         TEXT NOT NULL DEFAULT '',
    number         TEXT NOT NULL DEFAULT '',
    note           TEXT NOT NULL DEFAULT '',
    colour         INTEGER,
    valid_from     TEXT,
    valid_until    TEXT,
    balance_amount INTEGER,
    balance_scale  INTEGER,
    balance_unit   TEXT,
    favourite      INTEGER NOT NULL DEFAULT 0,
    archived       INTEGER NOT NULL DEFAULT 0,
    front          BLOB,
    back           BLOB,
    icon           BLOB,
    checkout_size  INTEGER NOT NULL DEFAULT 100,
    rank           TEXT NOT NULL,
    origin         TEXT NOT NULL,
    added_at       INTEGER NOT NULL,
    edited_at      INTEGER NOT NULL,
    -- Sums over card_usage, kept here for sorting.
    last_used_at   INTEGER,
    use_count      INTEGER NOT NULL DEFAULT 0,
    -- number without spaces and dashes, for finding any part of it.
    number_key     TEXT NOT NULL DEFAULT '',
    -- hlc of the step that last changed the card; an undo puts the old one back.
    revision       INTEGER NOT NULL,
    hlc            INTEGER NOT NULL,
    device         BLOB NOT NULL,
    field_stamps   TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE card_group (
    id           BLOB NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    -- name in lower case.
    name_key     TEXT NOT NULL UNIQUE,
    rank         TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    hlc          INTEGER NOT NULL,
    device       BLOB NOT NULL,
    field_stamps TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE card_text USING fts5 (
    title, number, note, issuer, groups,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TABLE card_usage (
    card    INTEGER NOT NULL REFERENCES card (num) ON DELETE CASCADE,
    device  BLOB NOT NULL,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (card, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE card_use (
    num    INTEGER PRIMARY KEY AUTOINCREMENT,
    card   INTEGER NOT NULL REFERENCES card (num) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    device BLOB NOT NULL
) STRICT;

CREATE INDEX card_use_card ON card_use (card, at);

CREATE TABLE custom_field (
    id       BLOB NOT NULL PRIMARY KEY,
    card     INTEGER NOT NULL REFERENCES card (num) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label    TEXT NOT NULL,
    value    TEXT NOT NULL,
    hlc      INTEGER NOT NULL,
    device   BLOB NOT NULL
) STRICT;

CREATE INDEX custom_field_card ON custom_field (card, position);

CREATE TABLE membership (
    card     INTEGER NOT NULL REFERENCES card (num) ON DELETE CASCADE,
    group_id BLOB NOT NULL REFERENCES card_group (id) ON DELETE CASCADE,
    present  INTEGER NOT NULL,
    hlc      INTEGER NOT NULL,
    device   BLOB NOT NULL,
    PRIMARY KEY (card, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_group ON membership (group_id);

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pass (
    card           INTEGER PRIMARY KEY REFERENCES card (num) ON DELETE CASCADE,
    type           TEXT NOT NULL,
    serial         TEXT NOT NULL,
    original       BLOB NOT NULL,
    provenance     TEXT NOT NULL,
    expires_at     INTEGER,
    voided         INTEGER NOT NULL DEFAULT 0,
    headline_label TEXT,
    headline       TEXT,
    logo           INTEGER NOT NULL DEFAULT 0,
    hlc            INTEGER NOT NULL,
    device         BLOB NOT NULL
) STRICT;

CREATE INDEX pass_identity ON pass (type, serial);

CREATE TABLE setting (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL,
    hlc    INTEGER NOT NULL,
    device BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
    num  INTEGER PRIMARY KEY AUTOINCREMENT,
    id   BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at   INTEGER NOT NULL,
    hlc  INTEGER NOT NULL
) STRICT;

CREATE TABLE step_blob (
    step INTEGER NOT NULL REFERENCES step (num) ON DELETE CASCADE,
    blob BLOB NOT NULL,
    PRIMARY KEY (step, blob)
) STRICT, WITHOUT ROWID;

CREATE TABLE step_item (
    num     INTEGER PRIMARY KEY AUTOINCREMENT,
    step    INTEGER NOT NULL REFERENCES step (num) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    id      BLOB NOT NULL,
    before  TEXT
) STRICT;

CREATE INDEX step_item_step ON step_item (step);

CREATE TABLE symbol (
    id         BLOB NOT NULL PRIMARY KEY,
    card       INTEGER NOT NULL REFERENCES card (num) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    symbology  TEXT NOT NULL,
    charset    TEXT,
    eci        INTEGER,
    gs1        INTEGER NOT NULL DEFAULT 0,
    text       TEXT,
    as_printed INTEGER NOT NULL DEFAULT 0,
    verdict    TEXT NOT NULL DEFAULT '',
    hlc        INTEGER NOT NULL,
    device     BLOB NOT NULL
) STRICT;

CREATE INDEX symbol_card ON symbol (card, position);

CREATE TABLE tombstone (
    kind   TEXT NOT NULL,
    id     BLOB NOT NULL,
    hlc    INTEGER NOT NULL,
    device BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

