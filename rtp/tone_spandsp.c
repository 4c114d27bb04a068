/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tones by spandsp, which wants 8,000 samples a second. */
#include "rtp/tone.h"

#include <spandsp.h>
#include <stdlib.h>
#include <string.h>

#define RATE_HZ 8000
#define BLOCK 800

/* spandsp looks at so many samples at once. It tells of a key behind the second
 * such block that has it, and of its end behind the first that has not. */
#define KEY_BLOCK 102

/* A CNG sounds for half a second; a fax that calls does so at once. */
#define CNG_DELAY 3200
#define CNG_SAMPLES 4000
#define CNG_SECONDS 30

struct tone_listener {
	tone_fn *on_tone;
	void *arg;
	dtmf_rx_state_t *keys;
	modem_connect_tones_rx_state_t *cng;
	bool has_cng;       /* one was told of */
	unsigned factor;    /* rate_hz / RATE_HZ */
	int64_t given;      /* samples at 8,000 a second that spandsp had */
	char key;           /* that sounds, or '\0' */
	int64_t key_from;   /* since that sample */
	int32_t sum;        /* of samples that become one ... */
	unsigned sum_count; /* ... and how many these are */
};

bool
tone_listener_is_available(void)
{
	return true;
}

static void
tell(struct tone_listener *listener, char tone, int64_t from, int64_t to)
{
	if (from < 0)
		from = 0;
	listener->on_tone(tone, from * listener->factor,
	    (to - from) * listener->factor, listener->arg);
}

void
tone_listener_end(struct tone_listener *listener)
{
	if (listener->key)
		tell(listener, listener->key, listener->key_from,
		    listener->given - KEY_BLOCK);
	listener->key = '\0';
}

/* 'code' is the key that sounds now, or 0. */
static void
on_key(void *arg, int code, int level, int delay)
{
	struct tone_listener *listener = arg;

	(void)level;
	(void)delay;
	tone_listener_end(listener);
	listener->key = (char)code;
	listener->key_from = listener->given - (int64_t)2 * KEY_BLOCK;
}

static void
on_cng(void *arg, int code, int level, int delay)
{
	struct tone_listener *listener = arg;

	(void)level;
	(void)delay;
	if (code != MODEM_CONNECT_TONES_FAX_CNG || listener->has_cng)
		return;
	listener->has_cng = true;
	tell(listener, TONE_FAX_CNG, listener->given - CNG_DELAY,
	    listener->given - CNG_DELAY + CNG_SAMPLES);
}

struct tone_listener *
tone_listener_new(uint32_t rate_hz, tone_fn *on_tone, void *arg)
{
	struct tone_listener *listener;

	if (rate_hz == 0 || rate_hz % RATE_HZ != 0)
		return NULL;
	listener = calloc(1, sizeof *listener);
	if (!listener)
		return NULL;
	listener->on_tone = on_tone;
	listener->arg = arg;
	listener->factor = rate_hz / RATE_HZ;
	listener->keys = dtmf_rx_init(NULL, NULL, NULL);
	listener->cng = modem_connect_tones_rx_init(
	    NULL, MODEM_CONNECT_TONES_FAX_CNG, on_cng, listener);
	if (!listener->keys || !listener->cng) {
		tone_listener_free(listener);
		return NULL;
	}
	dtmf_rx_set_realtime_callback(listener->keys, on_key, listener);
	return listener;
}

void
tone_listener_free(struct tone_listener *listener)
{
	if (!listener)
		return;
	if (listener->keys)
		dtmf_rx_free(listener->keys);
	if (listener->cng)
		modem_connect_tones_rx_free(listener->cng);
	free(listener);
}

/* In steps of spandsp's own block, so that 'given' is right when it tells. */
static void
give(struct tone_listener *listener, const int16_t *samples, size_t count)
{
	while (count > 0) {
		size_t step = KEY_BLOCK - (size_t)(listener->given % KEY_BLOCK);

		if (step > count)
			step = count;
		listener->given += (int64_t)step;
		dtmf_rx(listener->keys, samples, (int)step);
		if (!listener->has_cng &&
		    listener->given < CNG_SECONDS * RATE_HZ)
			modem_connect_tones_rx(
			    listener->cng, samples, (int)step);
		samples += step;
		count -= step;
	}
}

/* The mean of so many samples is low-pass enough for tones below 1,700 Hz. */
static size_t
reduce(struct tone_listener *listener, const int16_t **samples, size_t *count,
    int16_t out[BLOCK])
{
	size_t made = 0;

	while (*count > 0 && made < BLOCK) {
		listener->sum += *(*samples)++;
		--*count;
		if (++listener->sum_count < listener->factor)
			continue;
		out[made++] =
		    (int16_t)(listener->sum / (int32_t)listener->factor);
		listener->sum = 0;
		listener->sum_count = 0;
	}
	return made;
}

void
tone_listener_push(
    struct tone_listener *listener, const int16_t *samples, size_t count)
{
	int16_t block[BLOCK];

	if (listener->factor == 1) {
		give(listener, samples, count);
		return;
	}
	while (count > 0) {
		size_t made = reduce(listener, &samples, &count, block);

		give(listener, block, made);
	}
}
