/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of callgen: one table names each option, its argument, its
 * limits and its help text; parsing and '--help' both read that table.
 */
#include "bench/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How an option's argument is read, and into what type it goes. */
enum rule_kind {
	RULE_TEXT,    /* const char *, as given */
	RULE_FLAG,    /* bool, no argument */
	RULE_U32,     /* uint32_t */
	RULE_I64,     /* int64_t */
	RULE_REAL,    /* double */
	RULE_SECONDS, /* int64_t milliseconds, given in seconds */
	RULE_MS,      /* int64_t samples, given in milliseconds */
	RULE_STRETCH, /* struct options_stretch, given as MS:MS */
	RULE_WORD,    /* an enum, whose names are those of 'arg' */
	RULE_PTIME,   /* ptime_change_samples and new_ptime_ms, MS:MS */
};

/* One option. */
struct rule {
	const char *name;    /* without the dashes */
	enum rule_kind kind; /* how to read it */
	size_t offset;       /* of the member in struct options */
	double min;          /* smallest legal number */
	double max;          /* largest legal number */
	const char *arg;     /* what '--help' calls the argument */
	const char *help;    /* what '--help' says, one or more lines */
};

#define AT(member) offsetof(struct options, member)
#define DAY_MS 86400000.0

/* clang-format off */
static const struct rule rules[] = {
	{ "calls", RULE_U32, AT(calls), 1, 1e7, "N",
	  "calls in the file (as many as --concurrent)" },
	{ "concurrent", RULE_U32, AT(concurrent), 1, 1e5, "N",
	  "calls at the same time (10)" },
	{ "duration", RULE_SECONDS, AT(duration_ms), 1, 86400, "S",
	  "seconds from INVITE to BYE (30)" },
	{ "ramp", RULE_SECONDS, AT(ramp_ms), 0.001, 86400, "S",
	  "seconds in which those begin (as long as a call)" },
	{ "sip-only", RULE_FLAG, AT(sip_only), 0, 0, NULL,
	  "signalling, and no packet of audio" },
	{ "encapsulation", RULE_WORD, AT(wrapping), 0, 0,
	  "plain|vlan|qinq|ipip|gre|gretap|erspan2|erspan3|vxlan|geneve",
	  "what a mirror puts around each frame (plain)" },
	{ "codec", RULE_WORD, AT(codec), 0, 0, "ulaw|alaw|mixed",
	  "mixed: even calls ulaw, odd calls alaw (ulaw)" },
	{ "ptime", RULE_U32, AT(ptime_ms), 5, OPTIONS_PTIME_MAX_MS, "MS",
	  "audio in one packet (20)" },
	{ "speech", RULE_TEXT, AT(speech_path), 0, 0, "WAV",
	  "8 kHz mono 16-bit file to speak (built-in sound)" },
	{ "seed", RULE_I64, AT(seed), 0, 1e15, "N",
	  "same seed, same options: same file (1)" },
	{ "loss", RULE_REAL, AT(loss_percent), 0, 100, "PCT",
	  "RTP packets left out, but for the first" },
	{ "reorder", RULE_U32, AT(reorder_depth), 0, 1000, "N",
	  "some RTP packets fall behind 1 to N later ones" },
	{ "reorder-percent", RULE_REAL, AT(reorder_percent), 0, 100, "P",
	  "how many do (1)" },
	{ "duplicate", RULE_REAL, AT(duplicate_percent), 0, 100, "PCT",
	  "RTP packets repeated 10 to 200 microseconds later" },
	{ "drift-ppm", RULE_REAL, AT(drift_ppm), -10000, 10000, "X",
	  "the callee's sampling clock runs fast by X ppm" },
	{ "jitter-ms", RULE_U32, AT(jitter_ms), 0, 500, "J",
	  "delay RTP packets, but for the first, by up to J ms" },
	{ "ipv6", RULE_FLAG, AT(ipv6), 0, 0, NULL,
	  "IPv6 instead of IPv4" },
	{ "gap-ms", RULE_STRETCH, AT(gap), 1, DAY_MS, "A:B",
	  "the caller sends nothing from A ms for B ms (DTX)" },
	{ "comfort-noise", RULE_STRETCH, AT(noise), 1, DAY_MS, "A:B",
	  "the same, after one comfort noise packet (RFC 3389)" },
	{ "telephone-event", RULE_MS, AT(event_samples), 1, DAY_MS, "MS",
	  "the caller presses 5 for 100 ms (RFC 4733)" },
	{ "ssrc-change", RULE_MS, AT(ssrc_change_samples), 1, DAY_MS, "MS",
	  "both sides go on with a new SSRC" },
	{ "ptime-change", RULE_PTIME, 0, 1, DAY_MS, "MS:PTIME",
	  "both sides go on with packets of PTIME ms" },
	{ "codec-change", RULE_MS, AT(codec_change_samples), 1, DAY_MS, "MS",
	  "both sides go on with the other law" },
	{ "start", RULE_I64, AT(start_s), 0, 4294967295.0 - 1e6, "SECONDS",
	  "time of the first INVITE since 1970 (1700000000)" },
	{ "truth", RULE_TEXT, AT(truth_dir), 0, 0, "DIR",
	  "write what was really sent, three files for a call" },
	{ "truth-every", RULE_U32, AT(truth_every), 1, 1e7, "N",
	  "... of one call in N (1)" },
	{ "list", RULE_TEXT, AT(list_path), 0, 0, "FILE",
	  "write a line of JSON for each call" },
};
/* clang-format on */

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))
#define VALUE_HELP 1000
#define VALUE_OUT 1001

/* Prints the help text to 'f'. */
static void
usage(FILE *f)
{
	fputs("usage: callgen -o FILE [option ...]\n"
	      "Writes a capture file of SIP calls with G.711 audio.\n\n",
	    f);
	fprintf(f, "  %-24s %s\n", "-o, --output FILE",
	    "where to write it, - for standard output");
	for (size_t i = 0; i < RULE_COUNT; i++) {
		char left[96];

		snprintf(left, sizeof(left), "--%s %s", rules[i].name,
		    rules[i].arg != NULL ? rules[i].arg : "");
		/* long ones have a line of their own */
		fprintf(f, "  %-24s %s", left,
		    strlen(left) > 24 ? "\n                           " : "");
		fprintf(f, "%s\n", rules[i].help);
	}
	fprintf(f, "  %-24s %s\n", "-h, --help", "this text");
	fputs("\nPositions (MS, A) count from the first packet of a stream.\n",
	    f);
}

/* Reads a real number within the limits of 'r'. Returns 0 or EINVAL. */
static int
read_real(const struct rule *r, const char *text, double *value)
{
	char *end = NULL;

	errno = 0;
	*value = strtod(text, &end);
	if (errno != 0 || end == text || *end != '\0')
		return EINVAL;
	/* written so that NaN is refused too */
	return *value >= r->min && *value <= r->max ? 0 : EINVAL;
}

/* Reads a whole number within the limits of 'r'. Returns 0 or EINVAL. */
static int
read_whole(const struct rule *r, const char *text, int64_t *value)
{
	char *end = NULL;

	errno = 0;
	*value = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0')
		return EINVAL;
	if ((double)*value < r->min || (double)*value > r->max)
		return EINVAL;
	return 0;
}

/* Reads "A:B", two whole numbers within the limits. Returns 0 or EINVAL. */
static int
read_pair(const struct rule *r, const char *text, int64_t *a, int64_t *b)
{
	char first[32];
	const char *colon = strchr(text, ':');

	if (colon == NULL || (size_t)(colon - text) >= sizeof(first))
		return EINVAL;
	memcpy(first, text, (size_t)(colon - text));
	first[colon - text] = '\0';
	int err = read_whole(r, first, a);
	return err != 0 ? err : read_whole(r, colon + 1, b);
}

/* Finds a word in a list of them, "a|b|c". Returns 0 or EINVAL. */
static int
read_word(const char *text, const char *names, unsigned *number)
{
	size_t size = strlen(text);

	for (*number = 0;; ++*number) {
		size_t next = strcspn(names, "|");

		if (next == size && memcmp(names, text, size) == 0)
			return 0;
		if (names[next] == '\0')
			return EINVAL;
		names += next + 1;
	}
}

/* Reads MS:MS options: a stretch, or a change of ptime. */
static int
apply_pair(const struct rule *r, struct options *opt, const char *arg)
{
	int64_t a, b;
	int err = read_pair(r, arg, &a, &b);

	if (err != 0)
		return err;
	if (r->kind == RULE_STRETCH) {
		struct options_stretch *to = (void *)((char *)opt + r->offset);

		to->from_samples = a * OPTIONS_SAMPLES_PER_MS;
		to->len_samples = b * OPTIONS_SAMPLES_PER_MS;
		return 0;
	}
	if (b < 5 || b > OPTIONS_PTIME_MAX_MS)
		return EINVAL;
	opt->ptime_change_samples = a * OPTIONS_SAMPLES_PER_MS;
	opt->new_ptime_ms = (uint32_t)b;
	return 0;
}

/* Reads options that are one number into '*to'. */
static int
apply_number(const struct rule *r, void *to, const char *arg)
{
	double real = 0;
	int64_t whole = 0;
	int err;

	if (r->kind == RULE_REAL || r->kind == RULE_SECONDS)
		err = read_real(r, arg, &real);
	else
		err = read_whole(r, arg, &whole);
	if (err != 0)
		return err;
	if (r->kind == RULE_REAL)
		*(double *)to = real;
	else if (r->kind == RULE_SECONDS)
		*(int64_t *)to = (int64_t)(real * 1000 + 0.5);
	else if (r->kind == RULE_MS)
		*(int64_t *)to = whole * OPTIONS_SAMPLES_PER_MS;
	else if (r->kind == RULE_I64)
		*(int64_t *)to = whole;
	else
		*(uint32_t *)to = (uint32_t)whole;
	return 0;
}

/* Stores the argument of option 'r'. Returns 0 or EINVAL. */
static int
apply(const struct rule *r, struct options *opt, const char *arg)
{
	void *to = (char *)opt + r->offset;

	switch (r->kind) {
	case RULE_TEXT:
		*(const char **)to = arg;
		return 0;
	case RULE_FLAG:
		*(bool *)to = true;
		return 0;
	case RULE_WORD:
		return read_word(arg, r->arg, to);
	case RULE_STRETCH:
	case RULE_PTIME:
		return apply_pair(r, opt, arg);
	case RULE_U32:
	case RULE_I64:
	case RULE_REAL:
	case RULE_SECONDS:
	case RULE_MS:
		break;
	}
	return apply_number(r, to, arg);
}

/* Checks what no single option can tell. Returns 0 or 2 after a message. */
static int
check(struct options *opt)
{
	if (opt->out_path == NULL) {
		fputs("callgen: -o FILE is missing, see --help\n", stderr);
		return 2;
	}
	if (opt->calls == 0)
		opt->calls = opt->concurrent;
	if (opt->ramp_ms == 0)
		opt->ramp_ms = opt->duration_ms;
	int64_t end_ms =
	    opt->duration_ms * opt->calls / opt->concurrent + opt->duration_ms;
	if (opt->start_s + end_ms / 1000 >= UINT32_MAX) {
		fputs("callgen: the capture would end after 2106\n", stderr);
		return 2;
	}
	if (opt->ramp_ms > opt->duration_ms) {
		fputs("callgen: --ramp is longer than a call\n", stderr);
		return 2;
	}
	if (opt->sip_only && opt->truth_dir != NULL) {
		fputs("callgen: --sip-only has no audio for --truth\n", stderr);
		return 2;
	}
	/* 300 ms of ringing and margins: some audio must be left */
	if (opt->duration_ms < 400 + opt->jitter_ms + opt->ptime_ms) {
		fputs("callgen: --duration is too short\n", stderr);
		return 2;
	}
	return 0;
}

/* Builds the table that getopt_long() wants from ours. */
static void
build_long(struct option *to)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		to[i] = (struct option){
		    .name = rules[i].name,
		    .has_arg = rules[i].kind == RULE_FLAG ? no_argument
							  : required_argument,
		    .val = VALUE_OUT + 1 + (int)i,
		};
	to[RULE_COUNT] = (struct option){
	    .name = "output", .has_arg = required_argument, .val = VALUE_OUT};
	to[RULE_COUNT + 1] = (struct option){
	    .name = "help", .has_arg = no_argument, .val = VALUE_HELP};
	to[RULE_COUNT + 2] = (struct option){0};
}

/* Sets what holds when nothing is said. */
static void
set_defaults(struct options *opt)
{
	*opt = (struct options){
	    .concurrent = 10,
	    .duration_ms = 30000,
	    .codec = OPTIONS_ULAW,
	    .ptime_ms = 20,
	    .truth_every = 1,
	    .seed = 1,
	    .reorder_percent = 1,
	    .ssrc_change_samples = OPTIONS_NEVER,
	    .ptime_change_samples = OPTIONS_NEVER,
	    .codec_change_samples = OPTIONS_NEVER,
	    .event_samples = OPTIONS_NEVER,
	    .start_s = 1700000000,
	};
}

int
options_parse(struct options *opt, int argc, char **argv)
{
	struct option longs[RULE_COUNT + 3];
	int value;

	set_defaults(opt);
	build_long(longs);
	while ((value = getopt_long(argc, argv, "o:h", longs, NULL)) != -1) {
		if (value == 'h' || value == VALUE_HELP) {
			usage(stdout);
			return 1;
		}
		if (value == 'o' || value == VALUE_OUT) {
			opt->out_path = optarg;
			continue;
		}
		if (value == '?')
			return 2;
		const struct rule *r = &rules[value - VALUE_OUT - 1];
		if (apply(r, opt, optarg) != 0) {
			fprintf(stderr, "callgen: --%s: not valid: %s\n",
			    r->name, optarg);
			return 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "callgen: not an option: %s\n", argv[optind]);
		return 2;
	}
	return check(opt);
}
