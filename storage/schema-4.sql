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

-- What has a file, the oldest first, and how large that is.
CREATE INDEX recording_kept ON recording (started_us, bytes)
  WHERE state IN ('complete', 'cut', 'recovered');
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
