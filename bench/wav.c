/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIFF/WAVE: walks the chunks in whatever order and with whatever strangers
 * among them (Multimedia Programming Interface and Data Specifications 1.0,
 * 1991; WAVEFORMATEXTENSIBLE for the longer format chunk). Lengths are never
 * believed beyond the end of the file.
 */
#include "bench/wav.h"

#include "bench/g711.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FORMAT_PCM 1
#define FORMAT_ALAW 6
#define FORMAT_ULAW 7
#define FORMAT_EXTENSIBLE 0xfffe

/* Where the walk found what. */
struct layout {
	const uint8_t *data;  /* audio bytes, NULL: not seen */
	size_t data_size;     /* their number */
	bool has_format;      /* a format chunk was read */
	uint16_t format;      /* of the samples; sub-format if extensible */
	uint16_t channels;    /* samples in a frame */
	uint16_t sample_bits; /* bits in a sample */
	uint32_t rate_hz;     /* frames a second */
};

/* Reads a little-endian 16-bit number. */
static uint16_t
le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

/* Reads a little-endian 32-bit number. */
static uint32_t
le32(const uint8_t *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

/* Says what is wrong with 'path'; returns EBADMSG. */
static int
refuse(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	return EBADMSG;
}

/* Takes in a format chunk of 'size' bytes. Returns whether it is one. */
static bool
parse_format(struct layout *l, const uint8_t *p, size_t size)
{
	if (size < 16)
		return false;
	l->format = le16(p);
	l->channels = le16(p + 2);
	l->rate_hz = le32(p + 4);
	l->sample_bits = le16(p + 14);
	if (l->format == FORMAT_EXTENSIBLE && size >= 40)
		l->format = le16(p + 24);
	l->has_format = true;
	return true;
}

/* Walks the chunks of a RIFF file. Returns NULL, or what is wrong. */
static const char *
walk(struct layout *l, const uint8_t *bytes, size_t size)
{
	size_t at = 12;

	if (size < 12 || memcmp(bytes, "RIFF", 4) != 0 ||
	    memcmp(bytes + 8, "WAVE", 4) != 0)
		return "not a RIFF/WAVE file";
	while (size - at >= 8) {
		const uint8_t *chunk = bytes + at;
		uint32_t chunk_size = le32(chunk + 4);

		at += 8;
		if (chunk_size > size - at)
			return "a chunk is longer than the file";
		if (memcmp(chunk, "fmt ", 4) == 0 && !l->has_format &&
		    !parse_format(l, bytes + at, chunk_size))
			return "the format chunk is too short";
		if (memcmp(chunk, "data", 4) == 0 && l->data == NULL) {
			l->data = bytes + at;
			l->data_size = chunk_size;
		}
		at += chunk_size;
		/* chunks are padded to an even length */
		if ((chunk_size & 1) != 0 && at < size)
			at++;
	}
	if (!l->has_format || l->data == NULL)
		return "no format chunk or no data chunk";
	return NULL;
}

/* Bytes of a sample; 0: of a kind that is not known here. */
static size_t
sample_size(const struct layout *l)
{
	if (l->format == FORMAT_PCM && l->sample_bits == 16)
		return 2;
	return (l->format == FORMAT_ULAW || l->format == FORMAT_ALAW) &&
	       l->sample_bits == 8;
}

/* Decodes 'count' samples of G.711. Returns 0 or ENOMEM. */
static int
decode(const struct layout *l, int16_t *samples, size_t count)
{
	struct g711 *g = malloc(sizeof(*g));

	if (g == NULL)
		return ENOMEM;
	g711_init(g);
	g711_decode(g, l->format == FORMAT_ULAW ? G711_ULAW : G711_ALAW,
	    l->data, samples, count);
	free(g);
	return 0;
}

/* Copies the samples that 'l' found into 'wav'. Returns 0 or an errno. */
static int
unpack(const struct layout *l, struct wav *wav)
{
	size_t size = sample_size(l);
	size_t count = l->data_size / size / l->channels * l->channels;

	*wav = (struct wav){
	    .frames = count / l->channels,
	    .rate_hz = l->rate_hz,
	    .channels = l->channels,
	};
	if (count == 0)
		return 0;
	wav->samples = malloc(count * sizeof(int16_t));
	if (wav->samples == NULL)
		return ENOMEM;
	if (size == 1)
		return decode(l, wav->samples, count);
	for (size_t i = 0; i < count; i++)
		wav->samples[i] = (int16_t)le16(l->data + 2 * i);
	return 0;
}

int
wav_read(const char *path, struct wav *wav)
{
	struct layout l = {0};
	uint8_t *bytes = NULL;
	size_t size = 0;
	int err = wav_slurp(path, &bytes, &size);

	if (err != 0)
		return err;
	const char *wrong = walk(&l, bytes, size);
	if (wrong != NULL) {
		err = refuse(path, wrong);
		goto out;
	}
	if (sample_size(&l) == 0 || l.channels == 0) {
		err = refuse(path, "neither 16-bit PCM nor G.711");
		goto out;
	}
	err = unpack(&l, wav);
	if (err != 0) {
		fprintf(stderr, "%s: out of memory\n", path);
		wav_clear(wav);
	}
out:
	free(bytes);
	return err;
}

void
wav_clear(struct wav *wav)
{
	free(wav->samples);
	*wav = (struct wav){0};
}

/* Reads 'size' bytes of 'f' into a fresh block. Returns 0 or an errno. */
static int
read_all(FILE *f, size_t size, uint8_t **bytes)
{
	uint8_t *block = malloc(size + 1);

	if (block == NULL)
		return ENOMEM;
	if (fread(block, 1, size, f) != size) {
		int err = ferror(f) && errno != 0 ? errno : EIO;

		free(block);
		return err;
	}
	block[size] = '\0';
	*bytes = block;
	return 0;
}

int
wav_slurp(const char *path, uint8_t **bytes, size_t *size)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	int err = 0;

	if (f == NULL) {
		err = errno;
		goto out;
	}
	if (fstat(fileno(f), &st) != 0)
		err = errno;
	else if (!S_ISREG(st.st_mode))
		err = EINVAL;
	else
		err = read_all(f, (size_t)st.st_size, bytes);
	if (err == 0)
		*size = (size_t)st.st_size;
	fclose(f);
out:
	if (err != 0)
		fprintf(stderr, "%s: %s\n", path, strerror(err));
	return err;
}
