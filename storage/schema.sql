-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue, version 1. Times are microseconds since 1970 UTC of the
-- capture clock; docs/catalogue.md describes every column. Never change
-- this file after a release: add a step, as storage/schema-2.sql is one.

CREATE TABLE call (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 16),
  state TEXT NOT NULL,
  completeness TEXT,
  reason TEXT,
  direction TEXT,
  caller_number TEXT,
  caller_number_normalised TEXT,
  caller_number_reversed TEXT,
  caller_name TEXT,
  caller_uri TEXT,
  caller_address TEXT,
  callee_number TEXT,
  callee_number_normalised TEXT,
  callee_number_reversed TEXT,
  callee_name TEXT,
  callee_uri TEXT,
  callee_address TEXT,
  started_us INTEGER NOT NULL,
  ringing_us INTEGER,
  answered_us INTEGER,
  ended_us INTEGER,
  final_status INTEGER,
  ended_by TEXT
) STRICT;
CREATE INDEX call_started ON call (started_us);
CREATE INDEX call_caller ON call (caller_number_reversed);
CREATE INDEX call_callee ON call (callee_number_reversed);

CREATE TABLE leg (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  sip_call_id TEXT,
  from_tag TEXT,
  to_tag TEXT,
  transport TEXT,
  src TEXT,
  dst TEXT,
  caller_agent TEXT,
  callee_agent TEXT,
  started_us INTEGER NOT NULL,
  answered_us INTEGER,
  ended_us INTEGER,
  final_status INTEGER
) STRICT;
CREATE INDEX leg_call ON leg (call_id, started_us);
CREATE INDEX leg_sip_call_id ON leg (sip_call_id);

CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  leg_id INTEGER NOT NULL REFERENCES leg (id) ON DELETE CASCADE,
  other_leg_id INTEGER NOT NULL REFERENCES leg (id) ON DELETE CASCADE,
  method TEXT NOT NULL,
  score REAL NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX link_leg ON link (leg_id);
CREATE INDEX link_other_leg ON link (other_leg_id);

CREATE TABLE sip_message (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  leg_id INTEGER REFERENCES leg (id) ON DELETE CASCADE,
  time_us INTEGER NOT NULL,
  src TEXT,
  dst TEXT,
  method TEXT,
  status INTEGER,
  cseq INTEGER,
  retransmission INTEGER NOT NULL,
  bytes BLOB
) STRICT;
CREATE INDEX sip_message_call ON sip_message (call_id, time_us);
CREATE INDEX sip_message_leg ON sip_message (leg_id);

CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  leg_id INTEGER REFERENCES leg (id) ON DELETE CASCADE,
  side TEXT,
  codec TEXT,
  payload_type INTEGER,
  ssrc INTEGER NOT NULL,
  src TEXT,
  dst TEXT,
  first_us INTEGER,
  last_us INTEGER,
  packets INTEGER NOT NULL,
  payload_bytes INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  reordered INTEGER NOT NULL,
  late INTEGER NOT NULL,
  jitter_ms REAL,
  jitter_max_ms REAL,
  drift_ppm REAL,
  mos REAL,
  recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX stream_call ON stream (call_id, first_us);
CREATE INDEX stream_leg ON stream (leg_id);

CREATE TABLE quality (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES stream (id) ON DELETE CASCADE,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  packets INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  late INTEGER NOT NULL,
  jitter_ms REAL,
  mos REAL
) STRICT;
CREATE INDEX quality_stream ON quality (stream_id, from_us);

CREATE TABLE dtmf (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  stream_id INTEGER REFERENCES stream (id) ON DELETE CASCADE,
  time_us INTEGER NOT NULL,
  side TEXT,
  digit TEXT NOT NULL,
  duration_ms INTEGER,
  method TEXT
) STRICT;
CREATE INDEX dtmf_call ON dtmf (call_id, time_us);
CREATE INDEX dtmf_stream ON dtmf (stream_id);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  time_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  side TEXT,
  detail TEXT
) STRICT;
CREATE INDEX event_call ON event (call_id, time_us);

CREATE TABLE recording (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  format TEXT NOT NULL,
  state TEXT NOT NULL,
  channels INTEGER NOT NULL,
  rate_hz INTEGER NOT NULL,
  started_us INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT
) STRICT;
CREATE INDEX recording_call ON recording (call_id, started_us);
CREATE INDEX recording_state ON recording (state) WHERE state = 'open';

CREATE TABLE gap (
  id INTEGER PRIMARY KEY,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  side TEXT,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  cause TEXT,
  count INTEGER NOT NULL
) STRICT;
CREATE INDEX gap_recording ON gap (recording_id, from_us);

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  link_type TEXT,
  first_us INTEGER,
  last_us INTEGER,
  packets INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE capture_stat (
  id INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  source_id INTEGER REFERENCES source (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value INTEGER NOT NULL
) STRICT;
CREATE INDEX capture_stat_time ON capture_stat (time_us);
CREATE INDEX capture_stat_source ON capture_stat (source_id);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  added_us INTEGER NOT NULL,
  added_by TEXT,
  UNIQUE (call_id, name)
) STRICT;
CREATE INDEX tag_name ON tag (name);

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call (id) ON DELETE CASCADE,
  time_us INTEGER NOT NULL,
  author TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX note_call ON note (call_id, time_us);

-- Outlives the calls that it names, so it does not refer to them.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  time_us INTEGER NOT NULL,
  user TEXT NOT NULL,
  address TEXT,
  action TEXT NOT NULL,
  call_uid TEXT,
  detail TEXT
) STRICT;
CREATE INDEX audit_time ON audit (time_us);
CREATE INDEX audit_call ON audit (call_uid);
