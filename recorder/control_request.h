/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line on the control socket asks for. */
#ifndef RECORDER_CONTROL_REQUEST_H
#define RECORDER_CONTROL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define CONTROL_REQUEST_ERROR_SIZE 160

enum control_verb {
	CONTROL_STATUS,
	CONTROL_CALLS,
	CONTROL_COUNTERS,
	CONTROL_METRICS,
	CONTROL_MIRROR,
	CONTROL_ALARMS,
	CONTROL_PAUSE,
	CONTROL_RESUME,
	CONTROL_RECORD,
	CONTROL_STOP_RECORDING,
	CONTROL_FLUSH,
	CONTROL_RELOAD,
	CONTROL_HELP,
	CONTROL_VERBS,
};

struct control_word {
	const char *name;     /* "stop-recording" */
	const char *argument; /* "ID"; NULL: it takes none */
	bool has_json;        /* takes --json */
	bool is_noted;        /* its use is told in the log, with who it was */
	const char *help;
};

extern const struct control_word control_words[CONTROL_VERBS];

struct control_request {
	enum control_verb verb;
	struct text id; /* hexadecimal digits; empty when it takes none */
	bool json;
};

/* Reads 'line', from which '*out' borrows. False with the reason in 'error',
 * which holds nothing of the line but what can be printed. */
bool control_request_parse(struct text line, struct control_request *out,
    char error[CONTROL_REQUEST_ERROR_SIZE]) __attribute__((warn_unused_result));

#endif
