-- Pictures that offers and rewards of connected shops name, painted anew and small.

CREATE TABLE shop_picture (
    -- The connection's id.
    connection BLOB NOT NULL,
    address    TEXT NOT NULL,
    -- SHA-256 of the bytes; NULL with them: none could be had.
    hash       BLOB,
    mime       TEXT,
    bytes      BLOB,
    asked_at   INTEGER NOT NULL,
    PRIMARY KEY (connection, address)
) STRICT;
CREATE INDEX shop_picture_hash ON shop_picture (hash);
