-- Who sold, as receipts of the time say: a receipt stays as it was given. Hardly ever a new row.
CREATE TABLE seller (
  id       INTEGER PRIMARY KEY NOT NULL,
  name     TEXT NOT NULL,
  vat_id   TEXT NOT NULL,
  address  TEXT,
  currency TEXT NOT NULL
);

-- Purchases and returns. They stay for bookkeeping when a member goes; `member` is then empty.
CREATE TABLE sale (
  id        BLOB PRIMARY KEY NOT NULL,
  -- unbroken, from 1
  number    INTEGER NOT NULL UNIQUE,
  member    BLOB,
  at        INTEGER NOT NULL,
  recorded  INTEGER NOT NULL,
  -- till, batch, web
  channel   TEXT NOT NULL,
  place     TEXT NOT NULL,
  seller    INTEGER NOT NULL REFERENCES seller,
  reference TEXT,
  returns   BLOB REFERENCES sale,
  -- JSON: they are read and written with the sale
  payments  TEXT NOT NULL,
  total     INTEGER NOT NULL,
  effects   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sale_member ON sale (member, at, id) WHERE member IS NOT NULL;
CREATE INDEX sale_returns ON sale (returns) WHERE returns IS NOT NULL;
-- An order of a web shop comes once.
CREATE UNIQUE INDEX sale_order ON sale (place, reference) WHERE channel = 'web' AND returns IS NULL;

-- Sales with who sold.
CREATE VIEW sale_sold AS
  SELECT sale.*, seller.name AS seller_name, seller.vat_id AS seller_vat_id,
    seller.address AS seller_address, seller.currency AS seller_currency
  FROM sale JOIN seller ON seller.id = sale.seller;

CREATE TABLE sale_line (
  sale            BLOB NOT NULL REFERENCES sale ON DELETE CASCADE,
  line            INTEGER NOT NULL,
  sku             TEXT,
  name            TEXT NOT NULL,
  category        TEXT,
  quantity        INTEGER NOT NULL,
  unit_price      INTEGER NOT NULL,
  discount        INTEGER NOT NULL,
  discount_reason TEXT,
  total           INTEGER NOT NULL,
  vat_rate        INTEGER NOT NULL,
  returned        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sale, line)
) WITHOUT ROWID;

-- One row: the last number of a receipt.
CREATE TABLE receipt_number (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  last INTEGER NOT NULL
);
INSERT INTO receipt_number (only, last) VALUES (1, 0);
