/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of audio that are exported. */
#include "export/audio_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "export/spool.h"

#define SIDES 2
#define BLOCK_FRAMES 4096

#define WAV_HEADER_SIZE 44
#define RF64_HEADER_SIZE 80
#define WAV_PCM 1
#define SAMPLE_BYTES 2

static const struct {
	const char *type;
	const char *suffix;
} formats[] = {
    [AUDIO_PCM16] = {"audio/wav", ".wav"},
    [AUDIO_FLAC] = {"audio/flac", ".flac"},
    [AUDIO_OPUS] = {"audio/ogg", ".opus"},
    [AUDIO_MP3] = {"audio/mpeg", ".mp3"},
};

const char *
export_content_type(enum audio_format format)
{
	return formats[format].type;
}

const char *
export_suffix(enum audio_format format)
{
	return formats[format].suffix;
}

/* A header that is being written, least significant bytes first. */
struct header {
	uint8_t bytes[RF64_HEADER_SIZE];
	size_t size;
};

static void
add_name(struct header *header, const char name[4])
{
	memcpy(header->bytes + header->size, name, 4);
	header->size += 4;
}

static void
add_number(struct header *header, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++, value >>= 8)
		header->bytes[header->size++] = (uint8_t)value;
}

static uint64_t
data_bytes(const struct call_audio_facts *facts)
{
	return facts->frames * (uint64_t)facts->channels * SAMPLE_BYTES;
}

/* Does it take 64 bits to count its bytes (EBU Tech 3306)? */
static bool
is_rf64(const struct call_audio_facts *facts)
{
	return data_bytes(facts) > UINT32_MAX - WAV_HEADER_SIZE;
}

uint64_t
export_wav_size(const struct call_audio_facts *facts)
{
	return data_bytes(facts) +
	       (is_rf64(facts) ? RF64_HEADER_SIZE : WAV_HEADER_SIZE);
}

static int
put_header(const struct call_audio_facts *facts, const struct export_sink *sink)
{
	struct header header = {.size = 0};
	unsigned channels = (unsigned)facts->channels;
	unsigned rate_hz = (unsigned)facts->rate_hz;
	uint64_t data = data_bytes(facts), riff = export_wav_size(facts) - 8;
	bool large = is_rf64(facts);

	add_name(&header, large ? "RF64" : "RIFF");
	add_number(&header, large ? UINT32_MAX : riff, 4);
	add_name(&header, "WAVE");
	if (large) {
		add_name(&header, "ds64");
		add_number(&header, 28, 4);
		add_number(&header, riff, 8);
		add_number(&header, data, 8);
		add_number(&header, facts->frames, 8);
		add_number(&header, 0, 4);
	}
	add_name(&header, "fmt ");
	add_number(&header, 16, 4);
	add_number(&header, WAV_PCM, 2);
	add_number(&header, channels, 2);
	add_number(&header, rate_hz, 4);
	add_number(&header, rate_hz * channels * SAMPLE_BYTES, 4);
	add_number(&header, channels * SAMPLE_BYTES, 2);
	add_number(&header, 8 * SAMPLE_BYTES, 2);
	add_name(&header, "data");
	add_number(&header, large ? UINT32_MAX : data, 4);
	return export_put(sink, header.bytes, header.size);
}

int
export_raw(struct call_audio *audio, const struct export_sink *sink)
{
	size_t channels = (size_t)call_audio_facts(audio)->channels, n;
	int16_t samples[BLOCK_FRAMES * SIDES];
	uint8_t bytes[sizeof samples];
	int error = 0;

	while (!error && (n = call_audio_read(audio, samples, BLOCK_FRAMES))) {
		for (size_t i = 0; i < n * channels; i++) {
			bytes[2 * i] = (uint8_t)samples[i];
			bytes[2 * i + 1] = (uint8_t)((uint16_t)samples[i] >> 8);
		}
		error = export_put(sink, bytes, n * channels * SAMPLE_BYTES);
	}
	return error;
}

/* Makes the file in 'fd'. */
static int
encode(struct call_audio *audio, enum audio_format format, int fd)
{
	const struct call_audio_facts *facts = call_audio_facts(audio);
	struct sound_info info = {
	    .channels = facts->channels, .rate_hz = facts->rate_hz};
	int16_t samples[BLOCK_FRAMES * SIDES];
	struct sound *sound = NULL;
	int error = sound_create(fd, format, &info, &sound), last;
	size_t n;

	if (error)
		return error;
	while (!error && (n = call_audio_read(audio, samples, BLOCK_FRAMES)))
		error = sound_write(sound, samples, n);
	last = sound_close(sound, NULL);
	return error ? error : last;
}

int
export_audio(struct call_audio *audio, enum audio_format format,
    const struct export_sink *sink)
{
	int fd, error;

	if (format == AUDIO_PCM16) {
		error = put_header(call_audio_facts(audio), sink);
		return error ? error : export_raw(audio, sink);
	}
	error = spool_open(&fd);
	if (error)
		return error;
	error = encode(audio, format, fd);
	if (!error)
		error = spool_send(fd, sink);
	close(fd);
	return error;
}
