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
, muted INTEGER NOT NULL DEFAULT 0, updates_off INTEGER NOT NULL DEFAULT 0) STRICT;

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

CREATE TABLE connection (
    num          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB NOT NULL UNIQUE,
    -- No reference: a card that is deleted may come back, and its connection with it.
    card         BLOB NOT NULL,
    issuer       TEXT NOT NULL,
    -- What the shop says of itself: the hash under which it is kept. It is long, and hardly ever
    -- changes, while the times below change with every question.
    shop         BLOB NOT NULL REFERENCES shop_said (hash),
    -- Who this wallet is to the shop.
    client       TEXT NOT NULL,
    refresh      TEXT NOT NULL,
    -- NULL: none, or over.
    access       TEXT,
    access_until INTEGER,
    may_write    INTEGER NOT NULL,
    -- For member codes; NULL until the device is linked.
    alias        TEXT,
    code_secret  BLOB,
    -- The shop's clock less ours, as last heard.
    clock_offset INTEGER,
    made_at      INTEGER NOT NULL,
    -- new, live, waiting, signInOver, gone, unsafe; leaving: the shopper ended it and the shop has
    -- not heard of it yet.
    state        TEXT NOT NULL DEFAULT 'new',
    asked_at     INTEGER,
    -- When it last said that we have the newest, or gave it; and when it last gave something new.
    checked_at   INTEGER,
    changed_at   INTEGER,
    -- NULL: not asked any more, unless a person does.
    due_at       INTEGER,
    not_before   INTEGER,
    forced_at    INTEGER,
    failures     INTEGER NOT NULL DEFAULT 0,
    offline      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX connection_card ON connection (card) WHERE state <> 'leaving';

CREATE UNIQUE INDEX connection_issuer ON connection (issuer) WHERE state <> 'leaving';

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

CREATE TABLE field_meaning (
    issuer  TEXT NOT NULL,
    field   TEXT NOT NULL,
    meaning TEXT NOT NULL,
    hlc     INTEGER NOT NULL,
    device  BLOB NOT NULL,
    PRIMARY KEY (issuer, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_receipt (
    card    BLOB NOT NULL,
    receipt BLOB NOT NULL,
    record  TEXT NOT NULL,
    -- What its points are called, as JSON.
    unit    TEXT,
    -- When it was issued.
    at      INTEGER NOT NULL,
    -- Folded words for the search.
    words   TEXT NOT NULL,
    -- 0: no longer kept; the row stays, so that the latest word wins.
    kept    INTEGER NOT NULL,
    hlc     INTEGER NOT NULL,
    device  BLOB NOT NULL,
    PRIMARY KEY (card, receipt)
) STRICT;

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

CREATE TABLE outbox (
    num        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    connection INTEGER NOT NULL REFERENCES connection (num) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    wish       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    -- waiting; sent: bytes may have left, and no answer was understood; done; refused.
    state      TEXT NOT NULL DEFAULT 'waiting',
    -- When its first byte left.
    sent_at    INTEGER,
    -- Why it was refused, by the type's name.
    why        TEXT,
    ended_at   INTEGER
) STRICT;

CREATE INDEX outbox_connection ON outbox (connection, num);

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
, loyalty TEXT NOT NULL DEFAULT '{}', as_of INTEGER NOT NULL DEFAULT 0, set_id BLOB, set_position INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE pass_device (
    service    TEXT NOT NULL,
    type       TEXT NOT NULL,
    device_id  TEXT NOT NULL,
    push_token TEXT NOT NULL,
    tag        TEXT,
    PRIMARY KEY (service, type)
) STRICT, WITHOUT ROWID;

CREATE INDEX pass_identity ON pass (type, serial);

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

CREATE TABLE push (
    -- Names the registration. Whoever knows it, or the endpoint, can wake the wallet.
    token        TEXT NOT NULL PRIMARY KEY,
    -- NULL: nobody wants it any more, and the receiver has not heard of that yet.
    connection   BLOB UNIQUE,
    -- The shop's key, which it was made with.
    vapid        TEXT,
    -- NULL: none was handed out.
    endpoint     TEXT,
    -- What the shop calls it; NULL: the shop does not know this endpoint.
    subscription BLOB,
    -- One before it, which the shop has not ended yet.
    replaced     BLOB,
    -- When the shop is told of the endpoint (again).
    renew_at     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE setting (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL,
    hlc    INTEGER NOT NULL,
    device BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_said (
    hash BLOB NOT NULL PRIMARY KEY,
    shop TEXT NOT NULL
) STRICT;

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

CREATE TABLE tombstone (
    kind   TEXT NOT NULL,
    id     BLOB NOT NULL,
    hlc    INTEGER NOT NULL,
    device BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE warranty (
    card    BLOB NOT NULL,
    receipt BLOB NOT NULL,
    -- 0: the receipt as a whole.
    line    INTEGER NOT NULL,
    title   TEXT NOT NULL,
    note    TEXT NOT NULL,
    -- The last day, and the day on which to remind of it.
    until   TEXT,
    remind  TEXT,
    hlc     INTEGER NOT NULL,
    device  BLOB NOT NULL,
    PRIMARY KEY (card, receipt, line)
) STRICT;

