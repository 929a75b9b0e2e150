-- Connections to shops that speak the loyalty protocol, and what waits to be sent to them. Tokens
-- and code secrets live here and nowhere else. Times are milliseconds.

-- What shops say of themselves, as JSON.
CREATE TABLE shop_said (
    hash BLOB NOT NULL PRIMARY KEY,
    shop TEXT NOT NULL
) STRICT;

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
CREATE UNIQUE INDEX connection_issuer ON connection (issuer) WHERE state <> 'leaving';
CREATE UNIQUE INDEX connection_card ON connection (card) WHERE state <> 'leaving';

-- What the shopper asked a shop to do, in order. The key is kept before the first byte leaves.
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

-- Receipts that the shopper keeps, copied as the shop sent them: they stay when their shop goes.
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

-- What the shopper notes on a receipt or on one of its lines. One that was taken back stays as a
-- row with nothing in it.
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

-- Who hears of balances hears of receipts, which came later.
UPDATE setting SET value = value || ' receipts'
    WHERE name = 'noticeTopics' AND ' ' || value || ' ' LIKE '% balance %';

-- Where this machine receives pushes of shops: one registration for each connection.
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
