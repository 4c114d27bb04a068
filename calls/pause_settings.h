/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pauses the recording of a call, beside the control socket. */
#ifndef CALLS_PAUSE_SETTINGS_H
#define CALLS_PAUSE_SETTINGS_H

#include <stdbool.h>

#define PAUSE_CODE_SIZE 9 /* eight keys and a NUL */
#define PAUSE_HEADER_SIZE 64
#define PAUSE_VALUE_SIZE 128

/* A header of a request in a call, and a pattern of its value
 * (base/glob.h). */
struct pause_header {
	char name[PAUSE_HEADER_SIZE]; /* "": none */
	char value[PAUSE_VALUE_SIZE];
};

struct pause_settings {
	char pause_keys[PAUSE_CODE_SIZE];  /* "*1"; "": none */
	char resume_keys[PAUSE_CODE_SIZE]; /* "*2"; may be the same */
	bool inside_only; /* keys count of the side that is inside, where the
	                     direction tells which that is */
	struct pause_header pause_header, resume_header;
};

#endif
