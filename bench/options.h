/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of callgen, as parsed; see options.c for their meaning. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_RATE_HZ 8000     /* G.711 samples a second */
#define OPTIONS_SAMPLES_PER_MS 8 /* the same, in a millisecond */
#define OPTIONS_PTIME_MAX_MS 100 /* longest packet */
#define OPTIONS_NEVER (-1)       /* for positions: it does not happen */

/* Which codec the calls use. */
enum options_codec {
	OPTIONS_ULAW,  /* all calls mu-law */
	OPTIONS_ALAW,  /* all calls A-law */
	OPTIONS_MIXED, /* even calls mu-law, odd calls A-law */
};

/* What is put around each frame, as mirrors do. */
enum options_wrapping {
	OPTIONS_PLAIN,
	OPTIONS_VLAN,     /* IEEE 802.1Q */
	OPTIONS_QINQ,     /* IEEE 802.1ad, two tags */
	OPTIONS_IPIP,     /* RFC 2003, RFC 2473 */
	OPTIONS_GRE,      /* RFC 2784, the IP packet in it */
	OPTIONS_GRETAP,   /* RFC 2784, the frame in it */
	OPTIONS_ERSPAN_2, /* draft-foschiano-erspan-03 */
	OPTIONS_ERSPAN_3, /* the same */
	OPTIONS_VXLAN,    /* RFC 7348 */
	OPTIONS_GENEVE,   /* RFC 8926 */
};

/* A stretch of one stream. */
struct options_stretch {
	int64_t from_samples; /* first sample, from the stream's start */
	int64_t len_samples;  /* its length; 0: there is none */
};

/* Everything that decides the bytes of the capture, and where they go. */
struct options {
	const char *out_path;    /* capture file, "-" for standard output */
	const char *truth_dir;   /* folder for the truth, NULL: none */
	uint32_t truth_every;    /* of which calls: each so many */
	const char *list_path;   /* the list of calls, NULL: none */
	const char *speech_path; /* WAV to speak, NULL: built-in signal */
	uint32_t calls;          /* calls in the file; 0 until parsed */
	uint32_t concurrent;     /* calls at the same time */
	int64_t duration_ms;     /* from INVITE to BYE */
	int64_t ramp_ms;         /* in which 'concurrent' calls begin */
	bool sip_only;           /* nobody says a word */
	enum options_wrapping wrapping; /* around each frame */
	enum options_codec codec;       /* what the calls begin with */
	uint32_t ptime_ms;              /* audio in one packet */
	int64_t seed;                   /* same seed and options, same bytes */
	double loss_percent;      /* packets that are not in the capture */
	uint32_t reorder_depth;   /* how many packets one can fall behind */
	double reorder_percent;   /* packets that fall behind */
	double duplicate_percent; /* packets that appear twice */
	double drift_ppm;         /* the callee's sampling clock runs fast by */
	uint32_t jitter_ms;       /* longest random delay */
	bool ipv6;                /* IPv6 instead of IPv4 */
	struct options_stretch gap;   /* the caller sends nothing */
	struct options_stretch noise; /* one comfort noise packet, nothing */
	int64_t ssrc_change_samples;  /* both sides: new SSRC from here */
	int64_t ptime_change_samples; /* both sides: new ptime from here */
	uint32_t new_ptime_ms;        /* that ptime */
	int64_t codec_change_samples; /* both sides: other codec from here */
	int64_t event_samples;        /* the caller presses "5" here */
	int64_t start_s;              /* first INVITE, seconds since 1970 */
};

/*
 * Parses the command line into 'opt'. Returns 0 when there is work to do, 1
 * when '--help' was answered, 2 after a message about wrong usage.
 */
int options_parse(struct options *opt, int argc, char **argv)
    __attribute__((warn_unused_result));

#endif
