/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the catalogue as plain data; docs/catalogue.md describes the
 * columns behind them. Times are microseconds UTC of the capture clock, with
 * ROW_NO_TIME for "never"; texts are NUL-terminated and borrowed, NULL and
 * "" mean "not known" and are stored as NULL. Identifiers ('id') are given by
 * whoever makes the row, out of catalogue_next_id().
 */
#ifndef STORAGE_ROWS_H
#define STORAGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROW_NO_TIME INT64_MIN
#define CALL_UID_LEN 16 /* hexadecimal digits of a call's public identifier */

/*
 * One party of a call. The catalogue keeps the number as it is, and also
 * normalised and reversed (storage/number.h).
 */
struct party_row {
	const char *number;  /* user part as signalled */
	const char *name;    /* display name */
	const char *uri;     /* whole URI */
	const char *address; /* of its user agent's host, without port */
};

/* A call, as lists show it. Table 'call'. */
struct call_row {
	int64_t id;
	const char *uid;   /* CALL_UID_LEN digits 0-9a-f, the public id */
	const char *state; /* ringing active ended failed interrupted
	                      recovered */
	const char *completeness; /* complete partial undecodable skipped
	                             missing; NULL when never answered */
	const char *reason;       /* why it failed, or is not complete */
	const char *direction;    /* inbound outbound internal unknown */
	struct party_row caller;
	struct party_row callee;
	int64_t started_us;   /* first sign of it: INVITE, BYE or RTP */
	int64_t ringing_us;   /* first 180 or 183 */
	int64_t answered_us;  /* first 2xx to the INVITE */
	int64_t ended_us;     /* BYE, final failure, or last sign of life */
	int final_status;     /* of the INVITE; 0 when none was seen */
	const char *ended_by; /* caller, callee, or NULL */
	int sip_cause;        /* of a Reason header (RFC 3326); 0: none */
	int q850_cause;       /* likewise, ITU-T Q.850; 0: none */
	const char *diverted_from; /* number or name that was called first */
	bool has_fax;              /* T.38 was negotiated */
	const char *rule;          /* that decided whether it is recorded */
	const char *retention;     /* class by which it expires, or NULL */
};

/* A word that calls are found by. Table 'tag'. */
struct tag_row {
	int64_t call_id; /* call.id */
	const char *name;
	int64_t added_us;
	const char *added_by; /* a user, or "rule" */
};

/* One dialog, or one hop of it through a proxy. Table 'leg'. */
struct leg_row {
	int64_t id;
	int64_t call_id; /* call.id */
	const char *sip_call_id;
	const char *from_tag;
	const char *to_tag;        /* of the confirmed dialog, else the last */
	const char *transport;     /* udp tcp */
	const char *src;           /* "address:port" of the INVITE's sender */
	const char *dst;           /* ... and receiver */
	const char *caller_number; /* who is who on this leg, as signalled */
	const char *callee_number;
	const char *caller_side;  /* caller, callee: the side of the call that
	                             its caller is or speaks for */
	const char *caller_agent; /* User-Agent of either side */
	const char *callee_agent;
	int64_t started_us;
	int64_t answered_us;
	int64_t ended_us;
	int final_status;
	int64_t source_id; /* source.id of its first message; 0: not known */
};

/* Why two legs are of one call. Table 'link'. */
struct link_row {
	int64_t leg_id;       /* the later one */
	int64_t other_leg_id; /* the earlier one */
	const char *method;
	double score;           /* 0 to 1 */
	const char *merged_uid; /* call.uid of a call that was one of its own
	                           until this was found, or NULL */
};

/* A key that was pressed. Table 'dtmf'. */
struct dtmf_row {
	int64_t call_id;
	int64_t stream_id; /* 0: not from RTP */
	int64_t time_us;   /* when it went down */
	const char *side;
	const char *digit;
	int64_t duration_ms; /* 0: not known */
	const char *method;  /* rfc4733 info inband */
};

/* Pages that a fax sent. Table 'fax'. */
struct fax_row {
	int64_t call_id;
	const char *side; /* who sent them */
	const char *path; /* relative to the output folder */
	int pages;
	int64_t started_us;
	uint64_t bytes;
	const char *sha256;
};

/* One SIP message. Table 'sip_message'. */
struct sip_message_row {
	int64_t call_id;
	int64_t leg_id;
	int64_t time_us;
	const char *src; /* "address:port" */
	const char *dst;
	const char *method; /* of the request, or of the CSeq */
	int status;         /* 0 in a request */
	uint32_t cseq;
	bool retransmission;
	const void *bytes; /* the message as it came */
	size_t size;
};

/* One RTP stream. Table 'stream'. */
struct stream_row {
	int64_t id;
	int64_t call_id;
	int64_t leg_id;    /* 0: none */
	const char *side;  /* who spoke: caller, callee */
	const char *codec; /* "PCMU"; of most of its packets */
	int payload_type;
	uint32_t ssrc;
	const char *src; /* "address:port" */
	const char *dst;
	int64_t first_us;
	int64_t last_us;
	uint64_t packets;           /* received, each once */
	uint64_t bytes;             /* of payload */
	uint64_t lost;              /* RFC 3550 A.3 */
	uint64_t duplicates;        /* copies of one packet beyond the first */
	uint64_t mirror_duplicates; /* of these, those that mirroring made:
	                               found byte by byte and removed */
	uint64_t reordered;         /* came after a later one */
	uint64_t late;              /* too late for the recording */
	double jitter_ms;           /* RFC 3550 A.8, at the end */
	double jitter_max_ms;
	bool has_drift;
	double drift_ppm; /* sender's clock against the capture clock */
	bool has_mos;
	double mos;        /* ITU-T G.107 from codec and loss */
	bool recorded;     /* its audio is in the recording */
	int64_t source_id; /* source.id of its first packet; 0: not known */
	const char *learned_by;        /* how its address was known: sdp ... */
	const char *described_address; /* "address:port" as the SDP has it */
	int64_t described_us;          /* time of that SDP; 0: none */
	const char *encryption;        /* NULL: none; decrypted no_key failed */
	uint64_t undecodable;          /* packets that could not be decoded */
	const char *cname;             /* RTCP SDES (RFC 3550 section 6.5.1) */
};

/* What was measured of a stream for a while. Table 'quality'. */
struct quality_row {
	int64_t stream_id;
	int64_t from_us;
	int64_t to_us;
	uint64_t packets;
	uint64_t lost;
	uint64_t late;
	bool has_jitter;
	double jitter_ms;
	bool has_mos;
	double mos;
	const char *method; /* capture: by the recorder; rtcp, rtcp-xr: by the
	                       receiver */
	bool has_round_trip;
	double round_trip_ms;
};

/* One file of audio. Table 'recording'. */
struct recording_row {
	int64_t id;
	int64_t call_id;
	const char *path;   /* relative to the output folder */
	const char *format; /* pcm16 ulaw alaw flac opus */
	const char *state;  /* open complete cut recovered lost expired */
	int channels;
	int rate_hz;
	int64_t started_us; /* capture time of the first sample */
	int64_t duration_ms;
	uint64_t frames; /* samples of each channel */
	uint64_t bytes;
	const char *sha256; /* 64 hexadecimal digits; NULL while open, and
	                       when the file is not hashed */
};

/* A recording whose file is no longer there, or never was. */
struct recording_gone_row {
	int64_t id;        /* recording.id */
	const char *state; /* lost: nor is what it held known; expired */
};

/* A call that a recorder left open that was stopped. */
struct call_recovered_row {
	int64_t id; /* call.id */
	int64_t ended_us;
	const char *completeness;
	const char *reason;
};

/* A stretch of a recording without what was said. Table 'gap'. */
struct gap_row {
	int64_t recording_id;
	const char *side;
	int64_t from_us; /* from the recording's first sample */
	int64_t to_us;
	const char *cause; /* loss network mirror capture late no_key codec
	                      overload no_packets */
	uint64_t count;    /* how many gaps this row stands for (1, unless many
	                   were merged) */
};

/* Something that happened in a call. Table 'event'. */
struct event_row {
	int64_t call_id;
	int64_t time_us;
	const char *kind; /* ringing answer hold resume codec ssrc end ... */
	const char *side; /* who did it: caller, callee, or NULL */
	const char *detail;
};

/*
 * Where packets came from: a file or an interface, or a part of what it
 * delivered, such as one tunnel or VLAN. Table 'source'.
 */
struct source_row {
	int64_t id;
	int64_t parent_id; /* source.id of the file or interface; 0: this is
	                      one itself */
	const char *kind;  /* file, interface; of a part, its parent's */
	const char *name;  /* the file's path as given, "-"; likewise */
	const char *encapsulation; /* as people read it: "erspan 192.0.2.1
	                              session 7, vlan 100"; NULL: none */
	int vlan;                  /* the innermost; 0: none */
	const char *link_type;
	int64_t first_us;
	int64_t last_us;
	uint64_t packets;
	uint64_t bytes;
};

/* A counter of a run. Table 'capture_stat'. */
struct capture_stat_row {
	int64_t time_us;
	int64_t source_id; /* 0: of the whole run */
	const char *name;
	uint64_t value;
};

/*
 * Packets that a source delivered and that came again from another one, or
 * from itself. Table 'duplicate'; rows of the same pair add up.
 */
struct duplicate_row {
	int64_t source_id;      /* delivered them first */
	int64_t copy_source_id; /* delivered them again */
	uint64_t packets;
};

/* Who can be reached where. Table 'registration'. */
struct registration_row {
	const char *aor;     /* address of record, a URI; never NULL */
	const char *contact; /* where it is reached, a URI; never NULL */
	const char *name;    /* display name */
	const char *address; /* of the host that registered, without port */
	const char *agent;   /* its User-Agent */
	int64_t first_us;    /* first time that it was accepted */
	int64_t last_us;     /* last time that it was */
	int64_t expires_us;  /* when it ends, or was ended; ROW_NO_TIME: not
	                        known */
};

#endif
