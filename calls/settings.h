/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of the recorder is told to do. Plain data. */
#ifndef CALLS_SETTINGS_H
#define CALLS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/port_set.h"
#include "capture/tunnel_ports.h"
#include "calls/direction.h"
#include "storage/expire.h"
#include "calls/pause_settings.h"
#include "calls/rules.h"
#include "storage/writer.h"

#define SINKS_MAX 8
#define LINK_HEADERS_MAX 4
#define WRITER_THREADS_MAX 16
#define AUDIO_BUFFER_MAX (UINT64_C(1) << 40)

/* What is done with RTP that no signalling tells of. */
enum orphan_mode {
	ORPHANS_RECORD, /* it becomes a call */
	ORPHANS_COUNT,  /* its streams are counted */
	ORPHANS_IGNORE, /* it is not looked for */
};

/* Where keys (DTMF) are looked for. */
enum dtmf_from {
	DTMF_NONE,
	DTMF_SIGNALLED, /* in telephone events and SIP INFO */
	DTMF_INBAND,    /* also in the audio of who does not signal them */
};

struct settings {
	const char *folder;          /* where recordings and catalogue go */
	enum audio_format format;    /* of the recordings */
	bool audio;                  /* write any: not --audio-format none */
	bool checksum;               /* their files get their SHA-256 */
	unsigned writer_threads;     /* that make files of audio; 0: as many as
	                                fit the machine */
	int64_t flush_interval_ns;   /* a file of audio is written to so often;
	                                0: as often as is usual */
	uint64_t audio_buffer_bytes; /* of audio that waits to be written; 0: as
	                                many as fit the machine */
	int64_t media_timeout_ns;    /* an answered call without a packet */
	int64_t copies_window_ns;  /* how far apart two copies of a packet that
	                             mirroring makes may be; 0: no packet is
	                             taken for a copy */
	enum dtmf_from dtmf;       /* which keys are noted ... */
	bool dtmf_digits;          /* ... and that it says which key */
	bool any_sip_port;         /* SIP is looked for on all ports ... */
	struct port_set sip_ports; /* ... or on these */
	struct tunnel_ports tunnel_ports; /* UDP ports that carry tunnels */
	struct addr sinks[SINKS_MAX];     /* where this host stays silent */
	size_t sink_count;
	int64_t link_window_ns; /* how long after a leg the next one of its
	                           call may be found by its numbers; 0: none */
	const char *link_headers[LINK_HEADERS_MAX]; /* by whose values, too */
	size_t link_header_count;
	struct site site;      /* whose calls these are */
	struct rules *rules;   /* which calls are recorded; NULL: all */
	enum rule_start start; /* ... from when on; not RULE_START_DEFAULT */
	int64_t look_back_ns;  /* ... and so much of before that */
	const char *time_zone; /* of their hours; NULL: the machine's */
	struct pause_settings pause; /* what pauses a recording */
	enum orphan_mode orphans;
	struct expire_policy retention;
	uint64_t disk_full_bytes; /* with less room no audio is written */
	bool expire;              /* only remove what is old enough ... */
	bool dry_run;             /* ... or say what that would be */
	int64_t alarm_silence_ns; /* of an interface; 0: no alarm */
	uint32_t alarm_one_way;   /* percent of answered calls; 0: no alarm */
	const char *control;      /* path of the socket; NULL: see control.h */
	const char *user;   /* whom to become; NULL: see privileges_init() */
	bool no_sandbox;    /* for debugging */
	bool json;          /* totals as JSON on standard output */
	bool quiet;         /* no progress and no summary */
	bool verbose;       /* log more */
	const char **files; /* capture files, patterns, folders */
	size_t file_count;
	const char **interfaces; /* what is recorded when there are no files */
	size_t interface_count;
	uint64_t ring_bytes;   /* of each interface */
	bool hardware_time;    /* that of the network card, if it can */
	const char *tee;       /* file for a copy of all frames; NULL: none */
	uint64_t tee_bytes;    /* when the next such file is begun */
	struct keylog *keylog; /* of TLS; NULL: no --keylog */
	struct filter *filter; /* of frames; NULL: all are wanted */
};

/* Does what comes not wait for us? */
static inline bool
settings_is_live(const struct settings *settings)
{
	return settings->interface_count > 0;
}

/* May SIP be looked for in packets of 'flow'? */
static inline bool
settings_allow_sip(const struct settings *settings, const struct flow *flow)
{
	return settings->any_sip_port ||
	       port_set_has(&settings->sip_ports, flow->src.port) ||
	       port_set_has(&settings->sip_ports, flow->dst.port);
}

#endif
