/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call's audio as a file of one of the formats that others read. */
#ifndef EXPORT_AUDIO_FILE_H
#define EXPORT_AUDIO_FILE_H

#include "export/call_audio.h"
#include "export/sink.h"

/*
 * Puts all that is left to read of 'audio' to 'sink' as a whole file: WAV
 * (AUDIO_PCM16), FLAC, Ogg Opus or MP3. The same call gives the same bytes
 * each time. WAV is put as it is read; others are made in a file without a
 * name first (in $TMPDIR), since their beginning is written last. Errors of
 * the disk and of 'sink'; ENOTSUP: libsndfile was built without the format.
 */
int export_audio(struct call_audio *audio, enum audio_format format,
    const struct export_sink *sink) __attribute__((warn_unused_result));

/* The samples alone, 16-bit linear, least significant byte first. */
int export_raw(struct call_audio *audio, const struct export_sink *sink)
    __attribute__((warn_unused_result));

/* Bytes of the WAV file of 'frames' frames. */
uint64_t export_wav_size(const struct call_audio_facts *facts);

/* "audio/wav", ...; ".wav", ... */
const char *export_content_type(enum audio_format format);
const char *export_suffix(enum audio_format format);

#endif
