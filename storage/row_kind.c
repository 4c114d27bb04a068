/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of row, field by field. */
#include "storage/row_kind.h"

#include <string.h>

/* How the member is stored, by its type. */
#define TYPE_OF(row, member)                                                   \
	_Generic(((struct row *)0)->member, int64_t                            \
		 : FIELD_INT64, uint64_t                                       \
		 : FIELD_UINT64, int                                           \
		 : FIELD_INT, uint32_t                                         \
		 : FIELD_UINT32, bool                                          \
		 : FIELD_BOOL, double                                          \
		 : FIELD_DOUBLE, const char *                                  \
		 : FIELD_TEXT)

#define NAMED(row, member, name, when)                                         \
	{                                                                      \
		.column = name, .at = offsetof(struct row, member),            \
		.type = TYPE_OF(row, member), .null = when                     \
	}
#define FIELD(row, member) NAMED(row, member, #member, FIELD_ALWAYS)
#define NONZERO(row, member) NAMED(row, member, #member, FIELD_NO_ZERO)
#define TIME(row, member) NAMED(row, member, #member, FIELD_TIME)
#define KNOWN(row, member, flag)                                               \
	{                                                                      \
		.column = #member, .at = offsetof(struct row, member),         \
		.beside = offsetof(struct row, flag), .type = FIELD_DOUBLE,    \
		.null = FIELD_KNOWN                                            \
	}
/* Likewise, of a row with an identifier. */
#define STEADY(row, member, when)                                              \
	{                                                                      \
		.column = #member, .at = offsetof(struct row, member),         \
		.type = TYPE_OF(row, member), .null = when, .is_steady = true  \
	}
#define BLOB(row, member, size)                                                \
	{                                                                      \
		.column = #member, .at = offsetof(struct row, member),         \
		.beside = offsetof(struct row, size), .type = FIELD_BLOB,      \
		.null = FIELD_ALWAYS                                           \
	}
#define PARTY(row, side)                                                       \
	{.column = #side "_number",                                            \
	    .at = offsetof(struct row, side.number),                           \
	    .type = FIELD_TEXT,                                                \
	    .is_steady = true,                                                 \
	    .is_number = true},                                                \
	    NAMED(row, side.name, #side "_name", FIELD_ALWAYS),                \
	    NAMED(row, side.uri, #side "_uri", FIELD_ALWAYS),                  \
	    NAMED(row, side.address, #side "_address", FIELD_ALWAYS)

/* clang-format off */
static const struct row_field call_fields[] = {
    FIELD(call_row, id), STEADY(call_row, uid, FIELD_ALWAYS),
    FIELD(call_row, state),
    FIELD(call_row, completeness), FIELD(call_row, reason),
    FIELD(call_row, direction), PARTY(call_row, caller),
    PARTY(call_row, callee), STEADY(call_row, started_us, FIELD_ALWAYS),
    TIME(call_row, ringing_us), TIME(call_row, answered_us),
    TIME(call_row, ended_us), NONZERO(call_row, final_status),
    FIELD(call_row, ended_by), NONZERO(call_row, sip_cause),
    NONZERO(call_row, q850_cause), FIELD(call_row, diverted_from),
    FIELD(call_row, has_fax), STEADY(call_row, rule, FIELD_ALWAYS),
    STEADY(call_row, retention, FIELD_ALWAYS),
};

static const struct row_field leg_fields[] = {
    FIELD(leg_row, id), STEADY(leg_row, call_id, FIELD_ALWAYS),
    STEADY(leg_row, sip_call_id, FIELD_ALWAYS),
    FIELD(leg_row, from_tag), FIELD(leg_row, to_tag),
    FIELD(leg_row, transport), FIELD(leg_row, src), FIELD(leg_row, dst),
    FIELD(leg_row, caller_agent), FIELD(leg_row, callee_agent),
    STEADY(leg_row, started_us, FIELD_ALWAYS), TIME(leg_row, answered_us),
    TIME(leg_row, ended_us), NONZERO(leg_row, final_status),
    STEADY(leg_row, source_id, FIELD_NO_ZERO), FIELD(leg_row, caller_number),
    FIELD(leg_row, callee_number), FIELD(leg_row, caller_side),
};

static const struct row_field link_fields[] = {
    FIELD(link_row, leg_id), FIELD(link_row, other_leg_id),
    FIELD(link_row, method), FIELD(link_row, score),
    FIELD(link_row, merged_uid),
};

static const struct row_field sip_message_fields[] = {
    FIELD(sip_message_row, call_id), NONZERO(sip_message_row, leg_id),
    FIELD(sip_message_row, time_us), FIELD(sip_message_row, src),
    FIELD(sip_message_row, dst), FIELD(sip_message_row, method),
    NONZERO(sip_message_row, status), FIELD(sip_message_row, cseq),
    FIELD(sip_message_row, retransmission),
    BLOB(sip_message_row, bytes, size),
};

static const struct row_field stream_fields[] = {
    FIELD(stream_row, id), STEADY(stream_row, call_id, FIELD_ALWAYS),
    STEADY(stream_row, leg_id, FIELD_NO_ZERO), FIELD(stream_row, side),
    FIELD(stream_row, codec), FIELD(stream_row, payload_type),
    FIELD(stream_row, ssrc), FIELD(stream_row, src), FIELD(stream_row, dst),
    STEADY(stream_row, first_us, FIELD_TIME), TIME(stream_row, last_us),
    FIELD(stream_row, packets),
    NAMED(stream_row, bytes, "payload_bytes", FIELD_ALWAYS),
    FIELD(stream_row, lost), FIELD(stream_row, duplicates),
    FIELD(stream_row, reordered), FIELD(stream_row, late),
    FIELD(stream_row, jitter_ms), FIELD(stream_row, jitter_max_ms),
    KNOWN(stream_row, drift_ppm, has_drift),
    KNOWN(stream_row, mos, has_mos), FIELD(stream_row, recorded),
    STEADY(stream_row, source_id, FIELD_NO_ZERO),
    FIELD(stream_row, mirror_duplicates),
    FIELD(stream_row, learned_by), FIELD(stream_row, described_address),
    NONZERO(stream_row, described_us), FIELD(stream_row, encryption),
    FIELD(stream_row, undecodable), FIELD(stream_row, cname),
};

static const struct row_field quality_fields[] = {
    FIELD(quality_row, stream_id), FIELD(quality_row, from_us),
    FIELD(quality_row, to_us), FIELD(quality_row, packets),
    FIELD(quality_row, lost), FIELD(quality_row, late),
    KNOWN(quality_row, jitter_ms, has_jitter),
    KNOWN(quality_row, mos, has_mos), FIELD(quality_row, method),
    KNOWN(quality_row, round_trip_ms, has_round_trip),
};

static const struct row_field dtmf_fields[] = {
    FIELD(dtmf_row, call_id), NONZERO(dtmf_row, stream_id),
    FIELD(dtmf_row, time_us), FIELD(dtmf_row, side), FIELD(dtmf_row, digit),
    NONZERO(dtmf_row, duration_ms), FIELD(dtmf_row, method),
};

static const struct row_field event_fields[] = {
    FIELD(event_row, call_id), FIELD(event_row, time_us),
    FIELD(event_row, kind), FIELD(event_row, side), FIELD(event_row, detail),
};

static const struct row_field recording_fields[] = {
    FIELD(recording_row, id), STEADY(recording_row, call_id, FIELD_ALWAYS),
    FIELD(recording_row, path), FIELD(recording_row, format),
    FIELD(recording_row, state), FIELD(recording_row, channels),
    FIELD(recording_row, rate_hz),
    STEADY(recording_row, started_us, FIELD_ALWAYS),
    FIELD(recording_row, duration_ms), FIELD(recording_row, frames),
    FIELD(recording_row, bytes), FIELD(recording_row, sha256),
};

static const struct row_field recording_gone_fields[] = {
    FIELD(recording_gone_row, id), FIELD(recording_gone_row, state),
};

static const struct row_field call_recovered_fields[] = {
    FIELD(call_recovered_row, id), FIELD(call_recovered_row, ended_us),
    FIELD(call_recovered_row, completeness), FIELD(call_recovered_row, reason),
};

static const struct row_field gap_fields[] = {
    FIELD(gap_row, recording_id), FIELD(gap_row, side),
    FIELD(gap_row, from_us), FIELD(gap_row, to_us), FIELD(gap_row, cause),
    FIELD(gap_row, count),
};

static const struct row_field fax_fields[] = {
    FIELD(fax_row, call_id), FIELD(fax_row, side), FIELD(fax_row, path),
    FIELD(fax_row, pages), FIELD(fax_row, started_us), FIELD(fax_row, bytes),
    FIELD(fax_row, sha256),
};

static const struct row_field source_fields[] = {
    FIELD(source_row, id), STEADY(source_row, parent_id, FIELD_NO_ZERO),
    FIELD(source_row, kind), FIELD(source_row, name),
    FIELD(source_row, encapsulation), STEADY(source_row, vlan, FIELD_NO_ZERO),
    FIELD(source_row, link_type), TIME(source_row, first_us),
    TIME(source_row, last_us), FIELD(source_row, packets),
    FIELD(source_row, bytes),
};

static const struct row_field capture_stat_fields[] = {
    FIELD(capture_stat_row, time_us), NONZERO(capture_stat_row, source_id),
    FIELD(capture_stat_row, name), FIELD(capture_stat_row, value),
};

static const struct row_field duplicate_fields[] = {
    FIELD(duplicate_row, source_id), FIELD(duplicate_row, copy_source_id),
    FIELD(duplicate_row, packets),
};

static const struct row_field registration_fields[] = {
    FIELD(registration_row, aor), FIELD(registration_row, contact),
    FIELD(registration_row, name), FIELD(registration_row, address),
    FIELD(registration_row, agent), FIELD(registration_row, first_us),
    FIELD(registration_row, last_us), TIME(registration_row, expires_us),
};

static const struct row_field tag_fields[] = {
    FIELD(tag_row, call_id), FIELD(tag_row, name), FIELD(tag_row, added_us),
    FIELD(tag_row, added_by),
};

static const struct row_field pair_fields[] = {
    FIELD(row_pair, first_id), FIELD(row_pair, second_id),
};

static const struct row_field number_plan_fields[] = {
    FIELD(number_plan_row, country_code),
    FIELD(number_plan_row, international), FIELD(number_plan_row, national),
};

/* The call of an earlier run that has this uid and another id. */
#define OLDER "call WHERE uid = ?2 AND id <> ?1"

/* What people said of the call of an earlier run stays: it is the same one. */
static const char *const before_call[] = {
    "INSERT INTO call (id, uid, state, started_us, hold, retention) "
    "SELECT ?1, '~' || substr(?2, 2), state, started_us, hold, retention "
    "FROM " OLDER,
    "UPDATE OR IGNORE tag SET call_id = ?1 "
    "WHERE call_id = (SELECT id FROM " OLDER ")",
    "UPDATE note SET call_id = ?1 WHERE call_id = (SELECT id FROM " OLDER ")",
    "DELETE FROM " OLDER,
    NULL
};

/* The same one, of the same capture. */
static const char *const before_capture_stat[] = {
    "DELETE FROM capture_stat WHERE time_us = ?1 AND source_id IS ?2 "
    "AND name = ?3 AND value = ?4", NULL
};

/*
 * Captures may be read in any order, and again: what the later one knows of
 * the end counts.
 */
static const char put_registration[] =
    "INSERT INTO registration (aor, contact, name, address, agent, first_us, "
    "last_us, expires_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT (aor, contact) DO UPDATE SET "
    "name = coalesce(excluded.name, name), "
    "address = coalesce(excluded.address, address), "
    "agent = coalesce(excluded.agent, agent), "
    "first_us = min(first_us, excluded.first_us), "
    "expires_us = CASE WHEN excluded.last_us >= last_us "
    "THEN excluded.expires_us ELSE expires_us END, "
    "last_us = max(last_us, excluded.last_us)";

/* Each row of 'table' that belongs to call ?1 belongs to ?2 from now on. */
#define MOVE(table) "UPDATE " table " SET call_id = ?2 WHERE call_id = ?1"

static const char *const before_merge[] = {
    MOVE("leg"),
    MOVE("sip_message"),
    MOVE("stream"),
    MOVE("dtmf"),
    MOVE("event") " AND kind NOT IN ('ringing', 'answer', 'end')",
    MOVE("recording"),
    MOVE("fax"),
    MOVE("note"),
    "UPDATE OR IGNORE tag SET call_id = ?2 WHERE call_id = ?1",
    "UPDATE call SET search_key = NULL WHERE id = ?2 "
    "AND search_key IS NOT NULL",
    "UPDATE call SET hold = 1 WHERE id = ?2 "
    "AND EXISTS (SELECT 1 FROM call WHERE id = ?1 AND hold <> 0)",
    NULL
};

_Static_assert(
    sizeof before_merge / sizeof *before_merge - 1 <= ROW_BEFORE_MAX,
    "the longest of these lists has a statement for each");

/* What was there of an expired one stays known: how long it was, its sum. */
static const char recording_gone[] =
    "UPDATE recording SET state = ?2, bytes = 0, "
    "duration_ms = iif(?2 = 'lost', 0, duration_ms), "
    "frames = iif(?2 = 'lost', 0, frames), "
    "sha256 = iif(?2 = 'lost', NULL, sha256) WHERE id = ?1";

static const char call_recovered[] =
    "UPDATE call SET state = 'recovered', ended_us = ?2, completeness = ?3, "
    "reason = ?4 WHERE id = ?1";

static const char put_tag[] =
    "INSERT OR IGNORE INTO tag (call_id, name, added_us, added_by) "
    "VALUES (?1, ?2, ?3, ?4)";

/* All but the call itself, its legs, and what happened in it. */
static const char *const before_drop[] = {
    "DELETE FROM dtmf WHERE call_id = ?1",
    "DELETE FROM stream WHERE call_id = ?1",
    NULL
};

static const char drop_messages[] =
    "DELETE FROM sip_message WHERE call_id = ?1 AND ?2 = 0";

#define FIELDS(name) name##_fields, sizeof name##_fields / sizeof *name##_fields
#define NO_IDS false, CATALOGUE_TABLE_COUNT

static const struct row_layout layouts[ROW_KIND_COUNT] = {
    [ROW_CALL] = {"call", FIELDS(call), ROW_BASIS, true, CATALOGUE_CALL,
	before_call, "SELECT 1 FROM " OLDER, NULL, 1},
    [ROW_LEG] = {"leg", FIELDS(leg), ROW_BASIS, true, CATALOGUE_LEG,
	NULL, NULL, NULL, 2},
    [ROW_LINK] = {"link", FIELDS(link), ROW_DETAIL, NO_IDS, NULL, NULL, NULL,
	0},
    [ROW_SIP_MESSAGE] = {"sip_message", FIELDS(sip_message), ROW_BULK, NO_IDS,
	NULL, NULL, NULL, 0},
    [ROW_STREAM] = {"stream", FIELDS(stream), ROW_BASIS, true,
	CATALOGUE_STREAM, NULL, NULL, NULL, 2},
    [ROW_QUALITY] = {"quality", FIELDS(quality), ROW_DETAIL, NO_IDS, NULL,
	NULL, NULL, 0},
    [ROW_DTMF] = {"dtmf", FIELDS(dtmf), ROW_DETAIL, NO_IDS, NULL, NULL, NULL,
	0},
    [ROW_EVENT] = {"event", FIELDS(event), ROW_DETAIL, NO_IDS, NULL, NULL,
	NULL, 0},
    [ROW_RECORDING] = {"recording", FIELDS(recording), ROW_BASIS, true,
	CATALOGUE_RECORDING, NULL, NULL, NULL, 0},
    [ROW_GAP] = {"gap", FIELDS(gap), ROW_DETAIL, NO_IDS, NULL, NULL, NULL, 0},
    [ROW_FAX] = {"fax", FIELDS(fax), ROW_BASIS, NO_IDS, NULL, NULL, NULL, 0},
    [ROW_SOURCE] = {"source", FIELDS(source), ROW_BASIS, true,
	CATALOGUE_SOURCE, NULL, NULL, NULL, 0},
    [ROW_CAPTURE_STAT] = {"capture_stat", FIELDS(capture_stat), ROW_DETAIL,
	NO_IDS, before_capture_stat, NULL, NULL, 0},
    [ROW_DUPLICATE] = {"duplicate", FIELDS(duplicate), ROW_DETAIL, NO_IDS,
	NULL, NULL, NULL, 0},
    [ROW_REGISTRATION] = {"registration", FIELDS(registration), ROW_DETAIL,
	NO_IDS, NULL, NULL, put_registration, 0},
    [ROW_DUPLICATE_PAIR] = {"duplicate", FIELDS(pair), ROW_DETAIL, NO_IDS,
	NULL, NULL,
	"DELETE FROM duplicate WHERE source_id = ?1 AND copy_source_id = ?2",
	0},
    [ROW_MERGE] = {"call", FIELDS(pair), ROW_BASIS, NO_IDS, before_merge,
	NULL,
	"DELETE FROM call WHERE id = ?1 AND id <> ?2", 0},
    [ROW_NUMBER_PLAN] = {NULL, FIELDS(number_plan), ROW_BASIS, NO_IDS, NULL,
	NULL, NULL, 0},
    [ROW_RECORDING_GONE] = {"recording", FIELDS(recording_gone), ROW_BASIS,
	NO_IDS, NULL, NULL, recording_gone, 0},
    [ROW_CALL_RECOVERED] = {"call", FIELDS(call_recovered), ROW_BASIS, NO_IDS,
	NULL, NULL, call_recovered, 1},
    [ROW_TAG] = {"tag", FIELDS(tag), ROW_DETAIL, NO_IDS, NULL, NULL, put_tag,
	0},
    [ROW_DROP_MESSAGES] = {"sip_message", FIELDS(pair), ROW_BASIS, NO_IDS,
	NULL, NULL, drop_messages, 0},
    [ROW_DROP_DETAILS] = {"sip_message", FIELDS(pair), ROW_BASIS, NO_IDS,
	before_drop, NULL, drop_messages, 0},
};
/* clang-format on */

const struct row_layout *
row_layout(enum row_kind kind)
{
	return &layouts[kind];
}

int64_t
row_number(const struct row_field *field, const char *row)
{
	int64_t value = 0;
	uint32_t narrow;
	int number;
	bool flag;

	switch (field->type) {
	case FIELD_INT:
		memcpy(&number, row + field->at, sizeof number);
		return number;
	case FIELD_UINT32:
		memcpy(&narrow, row + field->at, sizeof narrow);
		return narrow;
	case FIELD_BOOL:
		memcpy(&flag, row + field->at, sizeof flag);
		return flag;
	default:
		memcpy(&value, row + field->at, sizeof value);
		return value;
	}
}
