/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of an export on the terminal. */
#ifndef BROWSE_EXPORT_SAY_H
#define BROWSE_EXPORT_SAY_H

#include "export/call_audio.h"

/* "stereo", "mono", "caller", "callee"; NULL is stereo. */
enum call_audio_mix export_mix(const char *name);

/* Says why 'what' came to nothing. */
void export_say_error(const char *what, int error);

/* Says which audio is not in it, if any. */
void export_say_audio(const struct call_audio_facts *audio);

#endif
