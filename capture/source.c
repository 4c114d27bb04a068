/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins a stream of bytes, the reader of its format, and the filter. */
#include "capture/source.h"

#include <errno.h>

#include "capture/filter.h"
#include "capture/pcap_file.h"
#include "capture/pcapng_file.h"

struct source {
	char *name; /* path as given */
	struct stream stream;
	struct damage damage;
	bool is_pcapng; /* which of the two */
	struct pcap_file pcap;
	struct pcapng_file pcapng;
	struct filter *filter; /* borrowed; or NULL */
	uint64_t filtered;     /* frames that it did not want */
};

/* Chooses the reader. 0 or EBADMSG. */
static int
open_format(struct source *source)
{
	struct stream *stream = &source->stream;
	bool good = false;

	if (!stream_want(stream, 4))
		return EBADMSG;
	source->is_pcapng = pcapng_file_begins(stream->at);
	if (source->is_pcapng)
		good =
		    pcapng_file_open(&source->pcapng, stream, &source->damage);
	else if (pcap_file_begins(stream->at))
		good = pcap_file_open(&source->pcap, stream, &source->damage);
	return good ? 0 : EBADMSG;
}

static void
describe_refusal(const struct source *source, const char *path, int result,
    char error[SOURCE_ERROR_SIZE])
{
	const char *why = source ? stream_error(&source->stream) : NULL;

	if (result != EBADMSG && !why)
		snprintf(error, SOURCE_ERROR_SIZE, "%s: cannot be opened: %s",
		    path, strerror(result));
	else if (why)
		snprintf(error, SOURCE_ERROR_SIZE,
		    "%s: not a capture file that can be read: %s", path, why);
	else if (source->stream.given_bytes == 0)
		snprintf(error, SOURCE_ERROR_SIZE,
		    "%s: not a capture file that can be read: it is empty",
		    path);
	else
		snprintf(error, SOURCE_ERROR_SIZE,
		    "%s: not a capture file that can be read: it does not "
		    "begin like a pcap or pcapng file",
		    path);
}

int
source_open_file(const char *path, const struct source_options *options,
    struct source **out, char error[SOURCE_ERROR_SIZE])
{
	struct source *source = calloc(1, sizeof *source);
	int result = ENOMEM;

	if (!source)
		goto out;
	source->stream.fd = -1;
	source->name = strdup(path);
	if (!source->name)
		goto out;
	source->filter = options ? options->filter : NULL;
	result =
	    stream_open(&source->stream, path, options ? options->stop : NULL);
	if (!result)
		result = open_format(source);
	if (!result) {
		*out = source;
		return 0;
	}
out:
	describe_refusal(source, path, result, error);
	source_close(source);
	return result;
}

void
source_close(struct source *source)
{
	if (!source)
		return;
	pcapng_file_close(&source->pcapng);
	stream_close(&source->stream);
	free(source->name);
	free(source);
}

static inline enum source_status
next_of_any(struct source *source, struct frame *out)
{
	return source->is_pcapng ? pcapng_file_next(&source->pcapng, out)
				 : pcap_file_next(&source->pcap, out);
}

/* What was lost before frames that are passed over was lost before 'frame'. */
static void
carry_loss(const struct frame *before, struct frame *frame)
{
	if (before->lost == 0)
		return;
	if (__builtin_add_overflow(frame->lost, before->lost, &frame->lost))
		frame->lost = UINT32_MAX;
	frame->lost_since = before->lost_since;
}

/* Passes over what the filter does not want, from the first frame on. */
static enum source_status __attribute__((noinline))
next_wanted(struct source *source, struct frame *out)
{
	struct frame before = {0};
	enum source_status status;

	while ((status = next_of_any(source, out)) == SOURCE_FRAME) {
		uint32_t number = source->is_pcapng ? source->pcapng.link_number
						    : source->pcap.link_number;

		carry_loss(&before, out);
		if (filter_passes(source->filter, number, out))
			break;
		source->filtered++;
		before = *out;
	}
	return status;
}

enum source_status
source_next(struct source *source, struct frame *out)
{
	if (source->filter)
		return next_wanted(source, out);
	return next_of_any(source, out);
}

void
source_set_filter(struct source *source, struct filter *filter)
{
	source->filter = filter;
}

bool
source_next_at_hand(struct source *source, struct frame *out)
{
	return !source->is_pcapng && !source->filter &&
	       pcap_file_next_at_hand(&source->pcap, out);
}

bool
source_must_wait(const struct source *source)
{
	if (source->stream.regular)
		return false;
	return !(source->is_pcapng ? pcapng_file_has_next(&source->pcapng)
				   : pcap_file_has_next(&source->pcap)) &&
	       stream_must_wait(&source->stream);
}

bool
source_is_regular(const struct source *source)
{
	return source->stream.regular && strcmp(source->name, "-") != 0;
}

const struct damage *
source_damage(const struct source *source)
{
	return &source->damage;
}

void
source_describe_damage(const struct source *source, char out[SOURCE_ERROR_SIZE])
{
	damage_describe(&source->damage, source->name,
	    source->is_pcapng ? source->pcapng.frames : source->pcap.frames,
	    out, SOURCE_ERROR_SIZE);
}

struct tstamp
source_ended(const struct source *source)
{
	return source->is_pcapng ? source->pcapng.ended : (struct tstamp){0};
}

uint64_t
source_filtered(const struct source *source)
{
	return source->filtered;
}

const char *
source_name(const struct source *source)
{
	return source->name;
}

enum link_type
source_link_type(const struct source *source)
{
	return source->is_pcapng ? source->pcapng.link_type
				 : source->pcap.link_type;
}

uint64_t
source_size_bytes(const struct source *source)
{
	return source->stream.size_bytes;
}

uint64_t
source_read_bytes(const struct source *source)
{
	return stream_used_bytes(&source->stream);
}
