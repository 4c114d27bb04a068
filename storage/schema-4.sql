-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue, from version 3 to 4: what may be removed when, and what a
-- crash left open. Not yet released.

-- Legal hold: 1 keeps the call and all of its files, whatever else is said.
ALTER TABLE call ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
-- The class by which it expires; NULL: as the recorder's default says.
ALTER TABLE call ADD COLUMN retention TEXT;
CREATE INDEX call_hold ON call (id) WHERE hold <> 0;
CREATE INDEX call_retention ON call (retention) WHERE retention IS NOT NULL;

-- What a recorder that was killed left behind is found without a search.
CREATE INDEX call_open ON call (id) WHERE state IN ('ringing', 'active');

-- What has a file, the oldest first, and how large that is. Queries say it in the
-- same words; IN would have a table made of its list for each row that is
-- written, which were 30,000 of its 45,000 instructions.
CREATE INDEX recording_kept ON recording (started_us, bytes)
  WHERE state = 'complete' OR state = 'cut' OR state = 'recovered';
-- Files that are being removed: a recorder that was stopped goes on with it.
CREATE INDEX recording_expiring ON recording (id) WHERE state = 'expiring';

-- What the recorder remembers of its own work; nothing about calls.
CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;

-- The rule that decided whether, and how, the call is recorded.
ALTER TABLE call ADD COLUMN rule TEXT;
CREATE INDEX call_rule ON call (rule) WHERE rule IS NOT NULL;

-- What one user did, by time.
CREATE INDEX audit_user ON audit (user, time_us);

-- Search. Each text that calls are found by, once, in small letters; and which
-- have a part, by three characters at a time.
CREATE TABLE word (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (kind, text)
) STRICT;
CREATE VIRTUAL TABLE word_part USING fts5 (
  kind UNINDEXED, text, content='word', content_rowid='id', tokenize='trigram',
  columnsize=0);
-- The words of each call, as w and word.id in hexadecimal digits, by the key
-- of the call, which is in the order of time.
CREATE VIRTUAL TABLE call_word USING fts5 (
  words, tokenize='ascii', detail=none, columnsize=0);
-- started_us * 2048, and a little more when several began at once; NULL: what
-- call_word has is not there yet, or not up to date.
ALTER TABLE call ADD COLUMN search_key INTEGER;
CREATE INDEX call_unsearched ON call (started_us) WHERE search_key IS NULL;
-- Keys whose rows in call_word are to go.
CREATE TABLE search_stale (
  key INTEGER PRIMARY KEY
) STRICT;

CREATE TRIGGER call_search_ends AFTER UPDATE OF search_key ON call
WHEN OLD.search_key IS NOT NULL AND NEW.search_key IS NULL BEGIN
  INSERT OR IGNORE INTO search_stale VALUES (OLD.search_key);
END;
CREATE TRIGGER call_deleted AFTER DELETE ON call
WHEN OLD.search_key IS NOT NULL BEGIN
  INSERT OR IGNORE INTO search_stale VALUES (OLD.search_key);
END;
-- Of a call that the recorder changes it says so itself.
CREATE TRIGGER call_held AFTER UPDATE OF hold ON call
WHEN OLD.search_key IS NOT NULL BEGIN
  UPDATE call SET search_key = NULL WHERE id = NEW.id;
END;
CREATE TRIGGER tag_added AFTER INSERT ON tag BEGIN
  UPDATE call SET search_key = NULL
  WHERE id = NEW.call_id AND search_key IS NOT NULL;
END;
CREATE TRIGGER tag_changed AFTER UPDATE ON tag BEGIN
  UPDATE call SET search_key = NULL
  WHERE id IN (OLD.call_id, NEW.call_id) AND search_key IS NOT NULL;
END;
CREATE TRIGGER tag_deleted AFTER DELETE ON tag BEGIN
  UPDATE call SET search_key = NULL
  WHERE id = OLD.call_id AND search_key IS NOT NULL;
END;
CREATE TRIGGER note_added AFTER INSERT ON note BEGIN
  UPDATE call SET search_key = NULL
  WHERE id = NEW.call_id AND search_key IS NOT NULL;
END;
CREATE TRIGGER note_changed AFTER UPDATE ON note BEGIN
  UPDATE call SET search_key = NULL
  WHERE id IN (OLD.call_id, NEW.call_id) AND search_key IS NOT NULL;
END;
CREATE TRIGGER note_deleted AFTER DELETE ON note BEGIN
  UPDATE call SET search_key = NULL
  WHERE id = OLD.call_id AND search_key IS NOT NULL;
END;
