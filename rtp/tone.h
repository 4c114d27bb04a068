/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tones in the audio of one side: keys (DTMF, ITU-T Q.23) and that a fax calls
 * (CNG, ITU-T T.30). It costs as much as all else that is done for a side, so
 * it is for those that do not signal their keys.
 */
#ifndef RTP_TONE_H
#define RTP_TONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TONE_FAX_CNG 'f'

struct tone_listener;

/* A tone that is over: a key as in rtp_event_key(), or TONE_FAX_CNG; with its
 * first sample and its length, counted from the first that was pushed. */
typedef void
tone_fn(char tone, int64_t from_sample, int64_t samples, void *arg);

/* Was the program built with what this needs? */
bool tone_listener_is_available(void);

/* Listens to audio of 'rate_hz', a multiple of 8000. NULL: without memory, at
 * another rate, or not available. */
struct tone_listener *
tone_listener_new(uint32_t rate_hz, tone_fn *on_tone, void *arg);
void tone_listener_free(struct tone_listener *listener); /* NULL: allowed */

/* Takes the next samples. */
void tone_listener_push(
    struct tone_listener *listener, const int16_t *samples, size_t count);

/* The audio is over: gives a tone that lasts. */
void tone_listener_end(struct tone_listener *listener);

#endif
