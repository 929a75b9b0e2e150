-- Only what a shop can send again lives here; a broken cache is thrown away and made anew.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;
