/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of spanrec; man/spanrec.8 describes them. */
#include "config.h"

#include "recorder/options.h"

#include <getopt.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "capture/dedup.h"
#include "capture/filter.h"
#include "recorder/link_options.h"
#include "calls/site_options.h"
#include "rtp/tone.h"
#include "tls/keylog.h"

#define MEDIA_TIMEOUT_SECONDS 300
#define MEDIA_TIMEOUT_SECONDS_MAX 86400

/* Below the 500 ms after which SIP sends again (RFC 3261, T1). */
#define COPIES_WINDOW_MS_MAX 400

enum {
	OPTION_WORD = 1, /* not an option: see getopt_long(3) */
	OPTION_JSON = 256,
	OPTION_AUDIO_FORMAT,
	OPTION_MEDIA_TIMEOUT,
	OPTION_COPIES_WINDOW,
	OPTION_SIP_PORTS,
	OPTION_DTMF,
	OPTION_DTMF_DIGITS,
	OPTION_TUNNEL,
	OPTION_SINK,
	OPTION_LINK_HEADER,
	OPTION_LINK_WINDOW,
	OPTION_ORPHAN_RTP,
	OPTION_KEYLOG,
	OPTION_VERSION,
	OPTION_SITE, /* and those behind it: enum site_option */
};

static const struct option long_options[] = {
    {"read", required_argument, NULL, 'r'},
    {"output", required_argument, NULL, 'o'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"audio-format", required_argument, NULL, OPTION_AUDIO_FORMAT},
    {"media-timeout", required_argument, NULL, OPTION_MEDIA_TIMEOUT},
    {"duplicates-window", required_argument, NULL, OPTION_COPIES_WINDOW},
    {"sip-ports", required_argument, NULL, OPTION_SIP_PORTS},
    {"dtmf", required_argument, NULL, OPTION_DTMF},
    {"dtmf-digits", no_argument, NULL, OPTION_DTMF_DIGITS},
    {"tunnel", required_argument, NULL, OPTION_TUNNEL},
    {"sink", required_argument, NULL, OPTION_SINK},
    {"link-header", required_argument, NULL, OPTION_LINK_HEADER},
    {"link-window", required_argument, NULL, OPTION_LINK_WINDOW},
    {"orphan-rtp", required_argument, NULL, OPTION_ORPHAN_RTP},
    {"local-network", required_argument, NULL,
	OPTION_SITE + SITE_LOCAL_NETWORK},
    {"trunk", required_argument, NULL, OPTION_SITE + SITE_TRUNK},
    {"internal-number", required_argument, NULL,
	OPTION_SITE + SITE_INTERNAL_NUMBER},
    {"country-code", required_argument, NULL, OPTION_SITE + SITE_COUNTRY_CODE},
    {"international-prefix", required_argument, NULL,
	OPTION_SITE + SITE_INTERNATIONAL_PREFIX},
    {"national-prefix", required_argument, NULL,
	OPTION_SITE + SITE_NATIONAL_PREFIX},
    {"keylog", required_argument, NULL, OPTION_KEYLOG},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

/* The words of the filter. */
struct words {
	const char **at;
	size_t count;
	bool after_file; /* what was read last is a file of -r */
};

static const char help[] =
    "Usage: spanrec -r FILE... -o DIR [options] [filter]\n"
    "Records the calls in capture files: stereo audio, the caller left,\n"
    "and a catalogue that spanview browses.\n"
    "\n"
    "  -r, --read FILE...       pcap and pcapng files, also packed by\n"
    "                           gzip, zstd or lz4; a pattern like\n"
    "                           'dir/*.pcap', a folder of them, or - for\n"
    "                           standard input; may be repeated\n"
    "  -o, --output DIR         where audio and catalogue go\n"
    "      --audio-format NAME  pcm16 (default), ulaw, alaw, flac, opus,\n"
    "                           or none to write only the catalogue\n"
    "      --media-timeout S    end an answered call that is silent for\n"
    "                           S seconds (300)\n"
    "      --duplicates-window MS\n"
    "                           a packet that comes again within so many\n"
    "                           milliseconds, byte by byte the same, is a\n"
    "                           copy that mirroring made (100; 0: take all)\n"
    "      --sip-ports LIST     look for SIP on these ports alone, such as\n"
    "                           5060,5080-5090 (on all, by its content)\n"
    "      --dtmf FROM          note keys: signalled (default: telephone\n"
    "                           events and SIP INFO), inband (also tones\n"
    "                           in the audio), or none\n"
    "      --dtmf-digits        say which key; else each is an X\n"
    "      --tunnel NAME:PORT   a UDP port that carries mirrored packets, in\n"
    "                           vxlan, vxlan-gpe, geneve, gtpu, l2tp, tzsp,\n"
    "                           hp-erm, jmirror or ccc; may be repeated\n"
    "      --sink ADDRESS       an address of this host to which mirrors send\n"
    "                           tunnels: answer nothing there; repeatable\n"
    "      --link-header NAME   equal values of it are of one call; "
    "repeatable\n"
    "      --link-window S      calls that go on within S seconds, with the\n"
    "                           same numbers, are one call (10; 0: never)\n"
    "      --orphan-rtp WHAT    audio without signalling: record (default),\n"
    "                           count or ignore\n"
    "      --local-network NET  what is inside, such as 192.0.2.0/24 (all\n"
    "                           private addresses); may be repeated\n"
    "      --trunk NET          address or network of a trunk: calls over it\n"
    "                           come in or go out; may be repeated\n"
    "      --internal-number PATTERN\n"
    "                           numbers that are inside, such as 2xx, 200-399\n"
    "                           or length:3-4; may be repeated\n"
    "      --country-code CC, --international-prefix P (00),\n"
    "      --national-prefix P (0)\n"
    "                           how numbers are dialled, so that all begin\n"
    "                           with + and the country code when searched\n"
    "      --keylog FILE        keys of TLS connections, as applications\n"
    "                           write them for SSLKEYLOGFILE: SIP in these\n"
    "                           is read; may be repeated\n"
    "      --json               print the totals as JSON\n"
    "  -q, --quiet              print neither progress nor totals\n"
    "  -v, --verbose            say more on standard error\n"
    "  -h, --help               print this\n"
    "      --version            print the version\n"
    "\n"
    "The filter says which frames are wanted, as for tcpdump:\n"
    "    spanrec -r all.pcap -o calls host 192.0.2.1\n"
    "\n"
    "Exit status: 0 done, 1 something was wrong, 2 usage.\n";

static bool
set_audio_format(struct settings *settings, const char *name)
{
	settings->audio = strcmp(name, "none") != 0;
	if (!settings->audio || audio_format_parse(name, &settings->format))
		return true;
	log_warnx("--audio-format %s: not one of pcm16, ulaw, alaw, flac, "
		  "opus, none",
	    name);
	return false;
}

static bool
add_keylog(struct settings *settings, const char *path)
{
	char error[KEYLOG_ERROR_SIZE] = "out of memory";
	bool good;

	if (!settings->keylog)
		settings->keylog = keylog_new();
	good =
	    settings->keylog && keylog_add(settings->keylog, path, error) == 0;
	if (error[0])
		log_warnx("--keylog %s", error);
	return good;
}

static bool
set_media_timeout(struct settings *settings, const char *text)
{
	unsigned long seconds;

	if (!text_number(text_of(text), MEDIA_TIMEOUT_SECONDS_MAX, &seconds) ||
	    seconds == 0) {
		log_warnx("--media-timeout %s: not a number of seconds from 1 "
			  "to %d",
		    text, MEDIA_TIMEOUT_SECONDS_MAX);
		return false;
	}
	settings->media_timeout_ns = (int64_t)seconds * NS_PER_SEC;
	return true;
}

/*
 * A word that is no option. Behind a file it is one more file when there is
 * one of that name, since the shell makes "-r a.pcap b.pcap" of "-r *.pcap";
 * else it is a word of the filter.
 */
static void
take_word(struct settings *settings, struct words *filter)
{
	struct stat status;

	if (filter->count == 0 && filter->after_file &&
	    stat(optarg, &status) == 0)
		settings->files[settings->file_count++] = optarg;
	else
		filter->at[filter->count++] = optarg;
}

static bool
set_copies_window(struct settings *settings, const char *text)
{
	unsigned long ms;

	if (!text_number(text_of(text), COPIES_WINDOW_MS_MAX, &ms)) {
		log_warnx("--duplicates-window %s: not a number of "
			  "milliseconds from 0 to %d",
		    text, COPIES_WINDOW_MS_MAX);
		return false;
	}
	settings->copies_window_ns = (int64_t)ms * NS_PER_MS;
	return true;
}

static bool
add_sip_ports(struct settings *settings, const char *text)
{
	settings->any_sip_port = false;
	if (port_set_parse(text_of(text), &settings->sip_ports))
		return true;
	log_warnx("--sip-ports %s: not a list of ports, such as "
		  "5060,5080-5090",
	    text);
	return false;
}

static bool
may_listen(const struct settings *settings)
{
	if (settings->dtmf != DTMF_INBAND || tone_listener_is_available())
		return true;
	log_warnx("--dtmf inband: this program was built without spandsp, "
		  "which finds tones");
	return false;
}

static bool
set_dtmf(struct settings *settings, const char *name)
{
	static const char *const names[] = {
	    [DTMF_NONE] = "none",
	    [DTMF_SIGNALLED] = "signalled",
	    [DTMF_INBAND] = "inband",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i])) {
			settings->dtmf = (enum dtmf_from)i;
			return may_listen(settings);
		}
	log_warnx("--dtmf %s: not one of signalled, inband, none", name);
	return false;
}

/* "vxlan:4790" */
static bool
add_tunnel(struct settings *settings, const char *text)
{
	struct text rest = text_of(text);
	struct text name = text_cut(&rest, ':');
	char copy[16];
	enum udp_tunnel tunnel;
	unsigned long port;

	text_copy(copy, sizeof copy, name);
	tunnel = udp_tunnel_named(copy);
	if (tunnel == UDP_TUNNEL_COUNT || !text_number(rest, 65535, &port) ||
	    port == 0) {
		log_warnx("--tunnel %s: not NAME:PORT with a name that "
			  "spanrec --help lists",
		    text);
		return false;
	}
	if (tunnel_ports_add(&settings->tunnel_ports, tunnel, (uint16_t)port))
		return true;
	log_warnx("--tunnel %s: more than %d ports", text, TUNNEL_PORTS_MAX);
	return false;
}

static bool
add_sink(struct settings *settings, const char *text)
{
	if (settings->sink_count == SINKS_MAX) {
		log_warnx("--sink %s: more than %d addresses", text, SINKS_MAX);
		return false;
	}
	if (addr_parse(text_of(text), &settings->sinks[settings->sink_count++]))
		return true;
	log_warnx("--sink %s: not an IPv4 or IPv6 address", text);
	return false;
}

static bool
set_orphans(struct settings *settings, const char *name)
{
	static const char *const names[] = {
	    [ORPHANS_RECORD] = "record",
	    [ORPHANS_COUNT] = "count",
	    [ORPHANS_IGNORE] = "ignore",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		settings->orphans = (enum orphan_mode)i;
		return true;
	}
	log_warnx("--orphan-rtp %s: not one of record, count, ignore", name);
	return false;
}

/* One option; OPTIONS_RUN to go on. */
static enum options_result
take(struct settings *settings, struct words *filter, int option)
{
	bool good = true;

	filter->after_file =
	    option == 'r' || (filter->after_file && option == OPTION_WORD);
	switch (option) {
	case OPTION_WORD:
		take_word(settings, filter);
		break;
	case 'r':
		settings->files[settings->file_count++] = optarg;
		break;
	case 'o':
		settings->folder = optarg;
		break;
	case OPTION_JSON:
		settings->json = true;
		break;
	case OPTION_AUDIO_FORMAT:
		good = set_audio_format(settings, optarg);
		break;
	case OPTION_MEDIA_TIMEOUT:
		good = set_media_timeout(settings, optarg);
		break;
	case OPTION_COPIES_WINDOW:
		good = set_copies_window(settings, optarg);
		break;
	case OPTION_SIP_PORTS:
		good = add_sip_ports(settings, optarg);
		break;
	case OPTION_DTMF:
		good = set_dtmf(settings, optarg);
		break;
	case OPTION_DTMF_DIGITS:
		settings->dtmf_digits = true;
		break;
	case OPTION_SINK:
		good = add_sink(settings, optarg);
		break;
	case OPTION_LINK_HEADER:
	case OPTION_LINK_WINDOW:
		good = option == OPTION_LINK_HEADER
			   ? link_options_add_header(settings, optarg)
			   : link_options_set_window(settings, optarg);
		break;
	case OPTION_KEYLOG:
		good = add_keylog(settings, optarg);
		break;
	case OPTION_TUNNEL:
		good = add_tunnel(settings, optarg);
		break;
	case OPTION_ORPHAN_RTP:
		good = set_orphans(settings, optarg);
		break;
	case 'q':
		settings->quiet = true;
		break;
	case 'v':
		settings->verbose = true;
		break;
	case 'h':
		fputs(help, stdout);
		return OPTIONS_DONE;
	case OPTION_VERSION:
		puts("spanrec " PACKAGE_VERSION);
		return OPTIONS_DONE;
	case 'i':
		log_warnx("-i: recording from an interface is not there yet; "
			  "capture with tcpdump and replay with -r");
		return OPTIONS_USAGE;
	default: /* of '?' getopt_long() has said what is wrong */
		good = option >= OPTION_SITE &&
		       site_set(&settings->site,
			   (enum site_option)(option - OPTION_SITE), optarg);
		break;
	}
	return good ? OPTIONS_RUN : OPTIONS_USAGE;
}

/* What must be there. */
static bool
is_complete(const struct settings *settings)
{
	if (settings->file_count == 0)
		log_warnx("no capture file: name one with -r FILE");
	else if (!settings->folder)
		log_warnx("no output folder: name one with -o DIR");
	else
		return true;
	return false;
}

/* Compiles the words as one filter, if there are any. */
static bool
set_filter(struct settings *settings, const struct words *words)
{
	char error[FILTER_ERROR_SIZE], *text, *end;
	size_t size = 1;
	bool good;

	if (words->count == 0)
		return true;
	for (size_t i = 0; i < words->count; i++)
		size += strlen(words->at[i]) + 1;
	text = end = malloc(size);
	if (!text) {
		log_warn("out of memory");
		return false;
	}
	for (size_t i = 0; i < words->count; i++)
		end += snprintf(end, size - (size_t)(end - text), "%s%s",
		    i ? " " : "", words->at[i]);
	good = filter_new(text, &settings->filter, error) == 0;
	if (!good)
		log_warnx("the filter \"%s\" is wrong: %s (a capture file "
			  "comes after -r)",
		    text, error);
	free(text);
	return good;
}

/* All of the command line but the compiling of the filter. */
static enum options_result
read_words(
    int argc, char **argv, struct settings *settings, struct words *filter)
{
	enum options_result result = OPTIONS_RUN;
	int option;

	while (result == OPTIONS_RUN &&
	       (option = getopt_long(
		    argc, argv, "-r:o:i:qvh", long_options, NULL)) != -1)
		result = take(settings, filter, option);
	while (optind < argc) /* behind "--" */
		filter->at[filter->count++] = argv[optind++];
	if (result == OPTIONS_RUN && !is_complete(settings))
		result = OPTIONS_USAGE;
	return result;
}

enum options_result
options_parse(int argc, char **argv, struct settings *settings)
{
	enum options_result result = OPTIONS_USAGE;
	size_t room = (size_t)argc + 1;
	struct words filter = {.at = calloc(room, sizeof *filter.at)};

	*settings = (struct settings){
	    .audio = true,
	    .format = AUDIO_PCM16,
	    .writer_threads = 1,
	    .flush_interval_ns = NS_PER_SEC,
	    .audio_buffer_bytes = (size_t)512 << 20,
	    .media_timeout_ns = MEDIA_TIMEOUT_SECONDS * NS_PER_SEC,
	    .copies_window_ns = DEDUP_WINDOW_NS,
	    .link_window_ns = LINK_WINDOW_NS,
	    .any_sip_port = true,
	    .dtmf = DTMF_SIGNALLED,
	    .files = calloc(room, sizeof *settings->files),
	};
	tunnel_ports_init(&settings->tunnel_ports);
	site_init(&settings->site);
	if (settings->files && filter.at)
		result = read_words(argc, argv, settings, &filter);
	else
		log_warn("out of memory");
	if (result == OPTIONS_RUN && !set_filter(settings, &filter))
		result = OPTIONS_USAGE;
	free(filter.at);
	if (result == OPTIONS_USAGE)
		fputs("Try 'spanrec --help'.\n", stderr);
	return result;
}

void
options_clear(struct settings *settings)
{
	free(settings->files);
	settings->files = NULL;
	keylog_free(settings->keylog);
	settings->keylog = NULL;
	filter_free(settings->filter);
	settings->filter = NULL;
}
