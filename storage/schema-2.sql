-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue, from version 1 to 2: where each leg and stream came from,
-- and what came twice. Never change this file after a release.

ALTER TABLE source ADD COLUMN
  parent_id INTEGER REFERENCES source (id) ON DELETE CASCADE;
ALTER TABLE source ADD COLUMN encapsulation TEXT;
ALTER TABLE source ADD COLUMN vlan INTEGER;
CREATE INDEX source_parent ON source (parent_id);
CREATE INDEX source_vlan ON source (vlan) WHERE vlan IS NOT NULL;

ALTER TABLE leg ADD COLUMN
  source_id INTEGER REFERENCES source (id) ON DELETE SET NULL;
CREATE INDEX leg_source ON leg (source_id);

ALTER TABLE stream ADD COLUMN
  source_id INTEGER REFERENCES source (id) ON DELETE SET NULL;
ALTER TABLE stream ADD COLUMN mirror_duplicates INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stream_source ON stream (source_id);

CREATE TABLE duplicate (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  copy_source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  packets INTEGER NOT NULL
) STRICT;
CREATE INDEX duplicate_source ON duplicate (source_id);
CREATE INDEX duplicate_copy_source ON duplicate (copy_source_id);
