CREATE TABLE users (
  id INTEGER PRIMARY KEY, -- rowid;
  email TEXT NOT NULL DEFAULT 'a;b'
) STRICT;
CREATE UNIQUE INDEX users_email ON users(email);
PRAGMA foreign_keys = ON;
