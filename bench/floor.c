/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * floor CAPTURE FOLDER [octets]: the least that a recorder of G.711 can do. It
 * reads a capture through libpcap, finds the stream of each packet by a hash,
 * decodes it, and writes PCM in blocks of 32 KiB, a file for each stream. No
 * order, no gaps, no calls, no catalogue: what a recorder needs beyond this is
 * what that costs. With 'octets' it writes what came as it is, which is the
 * least for files of mu-law. Says how many streams, packets and bytes of audio
 * it had.
 */
#include <err.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/g711.h"
#include "bench/hash.h"

#define SLOTS (1U << 17) /* of the table; half of them at the most in use */
#define BLOCK_BYTES 32768U
#define FILES_SPARED 16
#define HEADERS_SIZE 54 /* Ethernet, IPv4, UDP, RTP */

struct key {
	uint8_t flow[12]; /* addresses and ports, as in the packet */
	uint8_t ssrc[4];
};

struct stream {
	struct key key;
	unsigned long long number;
	int fd;        /* of its file; -1: not kept open */
	uint32_t used; /* bytes of the block */
	union {
		int16_t samples[BLOCK_BYTES / sizeof(int16_t)];
		uint8_t octets[BLOCK_BYTES];
	} block;
};

static struct stream *table[SLOTS];
static struct g711 g711;
static bool keeps_octets;
static unsigned long long streams, packets, bytes, most_open;

/* The file of a stream, to append to. */
static int
open_file(const struct stream *s)
{
	char name[32];
	int fd;

	snprintf(name, sizeof name, "%llu.pcm", s->number);
	fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		err(1, "%s", name);
	return fd;
}

static void
write_block(struct stream *s)
{
	size_t size = s->used;
	int fd = s->fd < 0 ? open_file(s) : s->fd;

	if (write(fd, &s->block, size) != (ssize_t)size)
		err(1, "write");
	if (s->fd < 0)
		close(fd);
	bytes += size;
	s->used = 0;
}

static struct stream *
stream_new(const struct key *key)
{
	struct stream *s = malloc(sizeof *s);

	if (s == NULL || ++streams > SLOTS / 2)
		errx(1, "too many streams");
	s->key = *key;
	s->used = 0;
	s->number = streams;
	s->fd = streams < most_open ? open_file(s) : -1;
	return s;
}

static struct stream *
stream_of(const struct key *key)
{
	uint64_t halves[2];

	memcpy(halves, key, sizeof halves);
	for (size_t i = hash_at(halves[0], halves[1]);; i++) {
		struct stream **slot = &table[i % SLOTS];

		if (*slot == NULL)
			*slot = stream_new(key);
		if (memcmp(&(*slot)->key, key, sizeof *key) == 0)
			return *slot;
	}
}

/* Puts octets into the block of a stream, as many as there is room for; returns
 * how many they are. */
static uint32_t
put(struct stream *s, const uint8_t *octets, uint32_t count,
    const int16_t *decode)
{
	uint32_t each = keeps_octets ? 1 : sizeof(int16_t);
	int16_t *to = s->block.samples + s->used / sizeof(int16_t);

	if (count > (BLOCK_BYTES - s->used) / each)
		count = (BLOCK_BYTES - s->used) / each;
	if (keeps_octets)
		memcpy(s->block.octets + s->used, octets, count);
	else
		for (uint32_t i = 0; i < count; i++)
			to[i] = decode[octets[i]];
	s->used += count * each;
	return count;
}

static void
take(u_char *arg, const struct pcap_pkthdr *header, const u_char *frame)
{
	const uint8_t *rtp = frame + HEADERS_SIZE - 12;
	const int16_t *decode;
	struct stream *s;
	struct key key;
	uint32_t at;

	(void)arg;
	/* IPv4 without options, UDP, RTP version 2, G.711 */
	if (header->caplen < HEADERS_SIZE || frame[12] != 8 ||
	    frame[14] != 0x45 || frame[23] != 17 || rtp[0] != 0x80 ||
	    (rtp[1] & 0x77) != 0)
		return;
	memcpy(key.flow, frame + 26, sizeof key.flow);
	memcpy(key.ssrc, rtp + 8, sizeof key.ssrc);
	s = stream_of(&key);
	packets++;
	decode = g711.decode[rtp[1] >> 3 & 1];
	for (at = HEADERS_SIZE; at < header->caplen;) {
		at += put(s, frame + at, header->caplen - at, decode);
		if (s->used == BLOCK_BYTES)
			write_block(s);
	}
}

/* A file for each stream stays open, as far as that is allowed. */
static void
allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		err(1, "open files");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		err(1, "open files");
	most_open = limit.rlim_max - FILES_SPARED;
}

int
main(int argc, char **argv)
{
	char text[PCAP_ERRBUF_SIZE];
	pcap_t *pcap;

	keeps_octets = argc == 4 && !strcmp(argv[3], "octets");
	if (argc != 3 && !keeps_octets)
		errx(2, "usage: floor CAPTURE FOLDER [octets]");
	pcap = pcap_open_offline(argv[1], text);
	if (pcap == NULL)
		errx(1, "%s", text);
	if (chdir(argv[2]) != 0)
		err(1, "%s", argv[2]);
	allow_files();
	g711_init(&g711);
	if (pcap_loop(pcap, -1, take, NULL) != 0)
		errx(1, "%s", pcap_geterr(pcap));
	for (size_t i = 0; i < SLOTS; i++)
		if (table[i] != NULL && table[i]->used > 0)
			write_block(table[i]);
	pcap_close(pcap);
	printf(
	    "streams=%llu packets=%llu bytes=%llu\n", streams, packets, bytes);
	return 0;
}
