-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue, from version 2 to 3: why calls failed, how streams were
-- found, fax pages and registrations. Never change this file after a release.

ALTER TABLE call ADD COLUMN sip_cause INTEGER;
ALTER TABLE call ADD COLUMN q850_cause INTEGER;
ALTER TABLE call ADD COLUMN diverted_from TEXT;
ALTER TABLE call ADD COLUMN has_fax INTEGER NOT NULL DEFAULT 0;

ALTER TABLE leg ADD COLUMN caller_number TEXT;
ALTER TABLE leg ADD COLUMN callee_number TEXT;
ALTER TABLE leg ADD COLUMN caller_side TEXT;

ALTER TABLE link ADD COLUMN merged_uid TEXT;

ALTER TABLE stream ADD COLUMN learned_by TEXT;
ALTER TABLE stream ADD COLUMN described_address TEXT;
ALTER TABLE stream ADD COLUMN described_us INTEGER;
ALTER TABLE stream ADD COLUMN encryption TEXT;
ALTER TABLE stream ADD COLUMN undecodable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stream ADD COLUMN cname TEXT;

ALTER TABLE quality ADD COLUMN method TEXT NOT NULL DEFAULT 'capture';
ALTER TABLE quality ADD COLUMN round_trip_ms REAL;

CREATE TABLE fax (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  side TEXT,
  path TEXT NOT NULL,
  pages INTEGER NOT NULL,
  started_us INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT
) STRICT;
CREATE INDEX fax_call ON fax (call_id, started_us);

CREATE TABLE registration (
  id INTEGER PRIMARY KEY,
  aor TEXT NOT NULL,
  contact TEXT NOT NULL,
  name TEXT,
  address TEXT,
  agent TEXT,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  expires_us INTEGER,
  UNIQUE (aor, contact)
) STRICT;
CREATE INDEX registration_address ON registration (address);
