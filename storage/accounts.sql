-- SPDX-License-Identifier: GPL-3.0-or-later
-- OUT/accounts.db, version 1: who may browse. Never change this file after a
-- release. Times are microseconds since 1970 UTC.

CREATE TABLE user (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL,
  numbers TEXT,
  password TEXT NOT NULL
) STRICT;

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  created_us INTEGER NOT NULL,
  used_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user_id);

CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  label TEXT,
  created_us INTEGER NOT NULL,
  expires_us INTEGER
) STRICT;
CREATE INDEX token_user ON token (user_id);

CREATE TABLE setup (
  hash TEXT PRIMARY KEY,
  expires_us INTEGER NOT NULL
) STRICT;

-- Who was changed signs in anew.
CREATE TRIGGER user_changed AFTER UPDATE ON user BEGIN
  DELETE FROM session WHERE user_id = new.id;
END;

-- ... and whoever knew the old password has no token left of that time.
CREATE TRIGGER password_changed AFTER UPDATE ON user
WHEN new.password <> old.password BEGIN
  DELETE FROM token WHERE user_id = new.id;
END;

-- The link that makes the first user ends with that.
CREATE TRIGGER user_added AFTER INSERT ON user BEGIN
  DELETE FROM setup;
END;
