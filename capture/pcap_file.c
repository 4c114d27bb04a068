/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classic capture file. Nothing marks where a record begins, so a header
 * is believed when its two sizes are equal, and else when a header that can be
 * follows. Where that fails, each following byte is tried: a record begins
 * where a chain of headers does. A try looks at three headers at most, so the
 * work grows with the bytes and with nothing else.
 */
#include "capture/pcap_file.h"

#include "capture/file_int.h"
#include "capture/linktype.h"
#include "capture/search.h"

#define FILE_HEADER_SIZE 24

#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du
#define MAGIC_MODIFIED 0xa1b2cd34u /* Kuznetzov's, in microseconds */

#define LINK_NUMBER_MASK 0xffffu /* above it: whether frames have an FCS */

#define CHAIN 3       /* headers that make a record believed */
#define NEAR_S 86400u /* seconds between records of one chain */

struct record {
	uint32_t seconds;
	uint32_t fraction;
	uint32_t captured;
	uint32_t length;
};

bool
pcap_file_begins(const uint8_t magic[4])
{
	for (int swapped = 0; swapped < 2; swapped++) {
		uint32_t value = file_u32(magic, swapped);

		if (value == MAGIC_US || value == MAGIC_NS ||
		    value == MAGIC_MODIFIED)
			return true;
	}
	return false;
}

static inline struct record
record_at(const struct pcap_file *file, const uint8_t *at)
{
	bool swapped = file->swapped;

	return (struct record){file_u32(at, swapped), file_u32(at + 4, swapped),
	    file_u32(at + 8, swapped), file_u32(at + 12, swapped)};
}

static bool
is_near(uint32_t a, uint32_t b)
{
	return a - b + NEAR_S <= 2 * NEAR_S;
}

/* May a record begin so? 'near_s' is the second of the one before it, unless
 * 'first'. Both sizes being equal says more than any time could. */
static bool
may_begin(const struct pcap_file *file, const struct record *record, bool first,
    uint32_t near_s)
{
	if (record->captured == 0 || record->captured > SOURCE_FRAME_MAX ||
	    record->fraction >= file->fraction_max)
		return false;
	if (record->captured == record->length)
		return true;
	return record->captured < record->length &&
	       record->length <= SOURCE_FRAME_MAX &&
	       (first || is_near(record->seconds, near_s));
}

/*
 * How many records follow each other from that offset behind stream->at on,
 * CHAIN at most, or where the file ends; -1: a header cannot be one. '*lone'
 * is set when it is one, near the last in time, and all there is.
 */
static int
chain_at(const struct pcap_file *file, size_t at, bool *lone)
{
	struct stream *stream = file->stream;
	bool first = file->frames == 0, near = false;
	uint32_t near_s = file->last_s;
	int count;

	*lone = false;
	for (count = 0; count < CHAIN; count++) {
		struct record record;

		if (!stream_want(stream, at + file->header_size)) {
			*lone = count == 1 && near && stream->left == at;
			break;
		}
		record = record_at(file, stream->at + at);
		if (!may_begin(file, &record, first, near_s))
			return -1;
		near = first || is_near(record.seconds, near_s);
		first = false;
		near_s = record.seconds;
		at += file->header_size + record.captured;
		if (!stream_want(stream, at))
			break;
	}
	return count;
}

/* Is it believed that records follow each other from there on? */
static bool
chain_begins(const struct pcap_file *file, size_t at)
{
	bool lone;

	return chain_at(file, at, &lone) > 1 || lone;
}

/* Patched libpcaps wrote longer headers under the same magic: taken where the
 * usual size is impossible. Who waits for a pipe gets the usual one. */
static void
choose_header_size(struct pcap_file *file, bool modified)
{
	static const uint8_t sizes[2][3] = {{16, 24, 20}, {24, 28, 16}};
	bool lone;

	file->header_size = sizes[modified][0];
	if (!file->stream->regular || chain_at(file, 0, &lone) >= 0)
		return;
	for (size_t i = 1; i < sizeof *sizes; i++) {
		file->header_size = sizes[modified][i];
		if (chain_at(file, 0, &lone) == CHAIN)
			return;
	}
	file->header_size = sizes[modified][0];
}

bool
pcap_file_open(
    struct pcap_file *file, struct stream *stream, struct damage *damage)
{
	uint32_t magic;

	*file = (struct pcap_file){.stream = stream, .damage = damage};
	if (!stream_want(stream, FILE_HEADER_SIZE))
		return false;
	magic = file_u32(stream->at, false);
	file->swapped =
	    magic != MAGIC_US && magic != MAGIC_NS && magic != MAGIC_MODIFIED;
	magic = file_u32(stream->at, file->swapped);
	file->fraction_max = magic == MAGIC_NS ? 1000000000 : 1000000;
	file->fraction_ns = magic == MAGIC_NS ? 1 : NS_PER_US;
	file->snap_bytes = file_u32(stream->at + 16, file->swapped);
	file->link_number =
	    file_u32(stream->at + 20, file->swapped) & LINK_NUMBER_MASK;
	file->link_type = linktype_parse(file->link_number);
	file->record_max = SOURCE_FRAME_MAX;
	if (file->snap_bytes > file->record_max &&
	    file->snap_bytes <= FILE_RECORD_MAX)
		file->record_max = file->snap_bytes;
	stream_take(stream, FILE_HEADER_SIZE);
	choose_header_size(file, magic == MAGIC_MODIFIED);
	return true;
}

/* The second of the record before stands in for that of the first one. */
static bool
is_near_last(const struct pcap_file *file, const struct record *record)
{
	return file->frames == 0 || is_near(record->seconds, file->last_s);
}

/* May a frame be cut so: by the sizes, and the time? */
static bool
is_usual(const struct pcap_file *file, const struct record *record)
{
	return record->captured <= record->length &&
	       (record->length <= SOURCE_FRAME_MAX ||
		   record->captured > SOURCE_FRAME_MAX) &&
	       record->fraction < file->fraction_max &&
	       is_near_last(file, record);
}

/* Does what stands behind a record go with it: a header that can be, or the
 * end? What is not there yet goes with it when it is 'usual'. */
static bool
goes_on(const struct pcap_file *file, const struct record *record, bool usual)
{
	struct stream *stream = file->stream;
	size_t at = file->header_size + record->captured;
	struct record next;

	if (at + file->header_size > STREAM_WANT_MAX)
		return usual;
	/* What has not been written yet is not waited for. */
	if (stream->left < at + file->header_size &&
	    (!stream->regular || !stream_want(stream, at + file->header_size)))
		return usual || stream->left == at;
	next = record_at(file, stream->at + at);
	return next.captured <= file->record_max &&
	       next.captured <= next.length && next.length <= FILE_RECORD_MAX &&
	       next.fraction < file->fraction_max &&
	       (next.captured || next.seconds);
}

/* Does a record begin inside of what another one claims to be its own? */
static bool
overlaps(const struct pcap_file *file, const struct record *record)
{
	size_t size = file->header_size + record->captured;

	if (record->captured > SOURCE_FRAME_MAX)
		return true; /* who knows */
	for (size_t at = 1; at < size; at++)
		if (chain_begins(file, at))
			return true;
	return false;
}

/*
 * Is the header of a record one that can be, although the frame was cut, is
 * empty, or is very large? A usual one needs a header behind it, or none
 * inside of it: when that one is wrong, this one need not be. One that is not
 * usual needs both, since headers that are read at the wrong place can look
 * right to each other.
 */
static bool
is_sound(const struct pcap_file *file, const struct record *record)
{
	bool usual;

	if (record->captured > file->record_max ||
	    (record->captured == 0 && record->seconds == 0))
		return false;
	usual = is_usual(file, record);
	if (usual && record->captured == file->snap_bytes)
		return true;
	if (goes_on(file, record, usual))
		return usual || !overlaps(file, record);
	return usual && !overlaps(file, record);
}

static bool
record_begins(const void *arg)
{
	return chain_begins(arg, 0);
}

static struct search
search_of(const struct pcap_file *file)
{
	return (struct search){
	    .stream = file->stream,
	    .damage = file->damage,
	    .unit = "frame",
	    .smallest = file->header_size,
	    .frames = file->frames,
	    .begins = record_begins,
	    .file = file,
	};
}

static bool
skip_rest(struct pcap_file *file)
{
	uint32_t rest = file->rest;

	file->rest = 0;
	return stream_skip(file->stream, rest);
}

static void
take(struct pcap_file *file, const struct record *record, struct frame *out)
{
	struct stream *stream = file->stream;
	uint32_t given = record->captured < SOURCE_FRAME_MAX
			     ? record->captured
			     : (uint32_t)SOURCE_FRAME_MAX;

	out->time = file_time((int64_t)record->seconds * NS_PER_SEC +
			      record->fraction * file->fraction_ns);
	out->bytes = stream->at + file->header_size;
	out->captured = given;
	out->length = record->length > record->captured ? record->length
							: record->captured;
	out->link_type = file->link_type;
	out->interface = 0;
	out->lost = 0;
	stream_take(stream, file->header_size + given);
	file->rest = record->captured - given;
	file->last_s = record->seconds;
	file->frames++;
}

/* Not worth a second look: it can be a frame of usual size. */
static inline bool
is_plain(const struct record *record)
{
	/* 0 wraps round. */
	return record->captured == record->length &&
	       record->captured - 1u < SOURCE_FRAME_MAX;
}

enum source_status
pcap_file_next(struct pcap_file *file, struct frame *out)
{
	struct stream *stream = file->stream;
	struct search search;

	if (file->rest && !skip_rest(file)) {
		search = search_of(file);
		return search_give_up(&search, stream->given_bytes, true);
	}
	for (;;) {
		struct record record;
		enum source_status found;
		bool sound;

		if (!stream_want(stream, file->header_size)) {
			search = search_of(file);
			return search_end(&search);
		}
		record = record_at(file, stream->at);
		sound = is_plain(&record) || is_sound(file, &record);
		if (sound) {
			size_t given = record.captured < SOURCE_FRAME_MAX
					   ? record.captured
					   : SOURCE_FRAME_MAX;

			if (stream_want(stream, file->header_size + given)) {
				take(file, &record, out);
				return SOURCE_FRAME;
			}
		}
		search = search_of(file);
		found = search_next(&search, sound);
		if (found != SOURCE_FRAME)
			return found;
	}
}

bool
pcap_file_next_at_hand(struct pcap_file *file, struct frame *out)
{
	const struct stream *stream = file->stream;
	struct record record;

	if (file->rest || stream->left < file->header_size)
		return false;
	record = record_at(file, stream->at);
	if (!is_plain(&record) ||
	    stream->left - file->header_size < record.captured)
		return false;
	take(file, &record, out);
	return true;
}

bool
pcap_file_has_next(const struct pcap_file *file)
{
	const struct stream *stream = file->stream;
	uint32_t captured;

	if (file->rest || stream->left < file->header_size)
		return false;
	captured = record_at(file, stream->at).captured;
	return captured <= SOURCE_FRAME_MAX &&
	       stream->left >= file->header_size + captured;
}
