/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of an export on the terminal. */
#ifndef BROWSE_EXPORT_SAY_H
#define BROWSE_EXPORT_SAY_H

#include "browse/export_call.h"

/* "stereo", "mono", "caller", "callee"; NULL is stereo. */
enum call_audio_mix export_mix(const char *name);

/* Says why the export to 'what', a path, came to nothing. */
void export_say_error(const char *what, enum export_kind kind,
    const struct export_report *report, int error);

/* Says which audio is not in it, if any. */
void export_say_audio(const struct call_audio_facts *audio);

/* Says which packets are not in it, and what one has to know of the others;
 * 'captures' is how many files were given. */
void export_say_packets(const struct packets_report *report, size_t captures);

#endif
