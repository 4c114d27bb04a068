/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payloads of the static audio types of RFC 3551 table 4: which sizes they
 * may have, and how long they last. */
#ifndef RTP_STATIC_AUDIO_H
#define RTP_STATIC_AUDIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many ticks of the RTP clock (8000 each second for all of these) 'size'
 * bytes of type 'payload_type' last; 0 when no payload of that type has this
 * size, or the type is not one of 8000 Hz audio. Only packets of 5 to 120 ms
 * are taken for audio.
 */
uint32_t static_audio_ticks(uint8_t payload_type, size_t size);

#endif
