/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of spanrec; man/spanrec.8 describes them. */
#include "config.h"

#include "recorder/options.h"

#include <getopt.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"

#define MEDIA_TIMEOUT_SECONDS 300
#define MEDIA_TIMEOUT_SECONDS_MAX 86400

enum {
	OPTION_WORD = 1, /* not an option: see getopt_long(3) */
	OPTION_JSON = 256,
	OPTION_AUDIO_FORMAT,
	OPTION_MEDIA_TIMEOUT,
	OPTION_VERSION,
};

static const struct option long_options[] = {
    {"read", required_argument, NULL, 'r'},
    {"output", required_argument, NULL, 'o'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"audio-format", required_argument, NULL, OPTION_AUDIO_FORMAT},
    {"media-timeout", required_argument, NULL, OPTION_MEDIA_TIMEOUT},
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
	default: /* getopt_long() has said what is wrong */
		good = false;
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
	    .media_timeout_ns = MEDIA_TIMEOUT_SECONDS * NS_PER_SEC,
	    .files = calloc(room, sizeof *settings->files),
	};
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
	filter_free(settings->filter);
	settings->filter = NULL;
}
