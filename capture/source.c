/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files through libpcap; the only file that knows libpcap and zlib. */
#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define READ_BUFFER_BYTES 32768

struct source {
	char *name;                    /* path as given */
	pcap_t *pcap;                  /* owns 'file' */
	FILE *file;                    /* what libpcap reads */
	int fd;                        /* under 'file', for its position */
	uint64_t size_bytes;           /* of the file; 0: not known */
	uint64_t frames;               /* delivered so far */
	enum link_type link_type;      /* of all its frames */
	char error[SOURCE_ERROR_SIZE]; /* why it ended early */
};

/* A gzip'ed file as a FILE for libpcap. zlib passes plain bytes through. */
static ssize_t
gzip_read(void *cookie, char *buffer, size_t size)
{
	unsigned wanted = size > INT_MAX ? INT_MAX : (unsigned)size;
	int got = gzread(cookie, buffer, wanted), state;

	if (got > 0)
		return got;
	/* A file that was cut ends like a whole one, but for its state. */
	gzerror(cookie, &state);
	if (got == 0 && state == Z_OK)
		return 0;
	errno = EIO;
	return -1;
}

static int
gzip_close(void *cookie)
{
	return gzclose_r(cookie) == Z_OK ? 0 : EOF;
}

static FILE *
gzip_stream(int fd)
{
	static const cookie_io_functions_t functions = {
	    .read = gzip_read, .close = gzip_close};
	gzFile gzip = gzdopen(fd, "rb");
	FILE *file;

	if (!gzip)
		return NULL;
	file = fopencookie(gzip, "rb", functions);
	if (!file)
		gzclose_r(gzip);
	return file;
}

/*
 * The stream over 'fd', which it owns then. A plain file is read directly;
 * what is compressed, or cannot be looked at first (a pipe), through zlib.
 */
static FILE *
stream_over(int fd)
{
	uint8_t magic[2] = {0};
	ssize_t got = pread(fd, magic, sizeof magic, 0);

	if (got >= 0 && !(magic[0] == 0x1f && magic[1] == 0x8b))
		return fdopen(fd, "rb");
	return gzip_stream(fd);
}

static int
open_descriptor(struct source *source)
{
	struct stat status;
	bool is_stdin = !strcmp(source->name, "-");
	int fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			  : open(source->name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (fstat(fd, &status) == 0) {
		if (S_ISDIR(status.st_mode)) {
			close(fd);
			return EISDIR;
		}
		if (S_ISREG(status.st_mode))
			source->size_bytes = (uint64_t)status.st_size;
	}
	source->fd = fd;
	source->file = stream_over(fd);
	if (!source->file) {
		close(fd);
		return ENOMEM;
	}
	setvbuf(source->file, NULL, _IOFBF, READ_BUFFER_BYTES);
	/* One thread reads it. The lock of stdio would wait for all stores
	 * to reach memory, twice a packet: a seventh of a replay's time. */
	__fsetlocking(source->file, FSETLOCKING_BYCALLER);
	return 0;
}

static enum link_type
link_type_of(int dlt)
{
	switch (dlt) {
	case DLT_EN10MB:
		return LINK_ETHERNET;
	case DLT_LINUX_SLL:
		return LINK_COOKED;
	case DLT_LINUX_SLL2:
		return LINK_COOKED2;
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
		return LINK_RAW;
	case DLT_NULL:
		return LINK_NULL;
	case DLT_LOOP:
		return LINK_LOOP;
	default:
		return LINK_UNKNOWN;
	}
}

int
source_open_file(
    const char *path, struct source **out, char error[SOURCE_ERROR_SIZE])
{
	char text[PCAP_ERRBUF_SIZE] = "";
	struct source *source = calloc(1, sizeof *source);
	int result = ENOMEM;

	if (!source || !(source->name = strdup(path)))
		goto out;
	result = open_descriptor(source);
	if (result)
		goto out;
	source->pcap = pcap_fopen_offline_with_tstamp_precision(
	    source->file, PCAP_TSTAMP_PRECISION_NANO, text);
	if (!source->pcap) {
		result = EBADMSG;
		goto out;
	}
	source->link_type = link_type_of(pcap_datalink(source->pcap));
	*out = source;
	return 0;
out:
	if (result == EBADMSG)
		snprintf(error, SOURCE_ERROR_SIZE,
		    "%s: not a capture file that can be read: %s", path, text);
	else
		snprintf(error, SOURCE_ERROR_SIZE, "%s: cannot be opened: %s",
		    path, strerror(result));
	if (source && source->file)
		fclose(source->file);
	if (source)
		free(source->name);
	free(source);
	return result;
}

void
source_close(struct source *source)
{
	if (!source)
		return;
	pcap_close(source->pcap);
	free(source->name);
	free(source);
}

/* Notes what libpcap said, with the place and, where there is one, the way
 * out. */
static void
note_damage(struct source *source)
{
	const char *text = pcap_geterr(source->pcap);
	const char *advice = "";
	unsigned long long at = source_read_bytes(source);
	char place[40] = "";

	if (at) /* not of a pipe */
		snprintf(place, sizeof place, ", near byte %llu", at);
	if (strstr(text, "different link-layer type") ||
	    strstr(text, "has a type") || strstr(text, "snapshot length"))
		advice = " (interfaces that differ in one pcapng file: split "
			 "it with editcap or tshark first)";
	snprintf(source->error, sizeof source->error,
	    "%s: damaged after frame %llu%s: %s%s", source->name,
	    (unsigned long long)source->frames, place, text, advice);
}

/* Seconds from 1970 that fit nanoseconds in 64 bits: up to the year 2262. */
static struct tstamp
time_of(const struct pcap_pkthdr *header)
{
	const int64_t most = INT64_MAX / NS_PER_SEC - 1;
	int64_t seconds = header->ts.tv_sec;

	if (seconds < 0)
		seconds = 0;
	if (seconds > most)
		seconds = most;
	return (struct tstamp){
	    seconds * NS_PER_SEC + (int64_t)header->ts.tv_usec % NS_PER_SEC};
}

/* pcap_handler: 'user' is the struct frame to fill. */
static void
take_frame(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
	struct frame *frame = (struct frame *)(void *)user;

	frame->time = time_of(header);
	frame->bytes = bytes;
	frame->captured = header->caplen < SOURCE_FRAME_MAX ? header->caplen
							    : SOURCE_FRAME_MAX;
	frame->length =
	    header->len > header->caplen ? header->len : header->caplen;
}

enum source_status
source_next(struct source *source, struct frame *out)
{
	/* Not pcap_next_ex(): its copy of the header waits for the stores of
	 * the packet before, a tenth of a replay's time. */
	int count = pcap_dispatch(source->pcap, 1, take_frame, (u_char *)out);

	if (count == 0)
		return SOURCE_END;
	if (count != 1) {
		note_damage(source);
		return SOURCE_DAMAGED;
	}
	source->frames++;
	out->link_type = source->link_type;
	return SOURCE_FRAME;
}

const char *
source_error(const struct source *source)
{
	return source->error;
}

const char *
source_name(const struct source *source)
{
	return source->name;
}

enum link_type
source_link_type(const struct source *source)
{
	return source->link_type;
}

uint64_t
source_size_bytes(const struct source *source)
{
	return source->size_bytes;
}

uint64_t
source_read_bytes(const struct source *source)
{
	off_t at = ftello(source->file);

	if (at < 0)
		at = lseek(source->fd, 0, SEEK_CUR);
	return at < 0 ? 0 : (uint64_t)at;
}
