/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/control_request.h"

#include <stdio.h>

const struct control_word control_words[CONTROL_VERBS] = {
    [CONTROL_STATUS] = {"status", NULL, true, false,
	"how the recorder is; as JSON also all about its mirrors"},
    [CONTROL_CALLS] = {"calls", NULL, true, true,
	"calls that go on, with their numbers"},
    [CONTROL_COUNTERS] = {"counters", NULL, true, false,
	"all counters that are not zero"},
    [CONTROL_METRICS] = {"metrics", NULL, false, false,
	"all counters and gauges as OpenMetrics text"},
    [CONTROL_MIRROR] = {"mirror", NULL, false, false,
	"what each mirror delivers, as JSON"},
    [CONTROL_ALARMS] = {"alarms", NULL, true, false, "alarms that are raised"},
    [CONTROL_PAUSE] = {"pause", "ID", false, true,
	"keep nothing of what is said in a call, until resume"},
    [CONTROL_RESUME] = {"resume", "ID", false, true, "end the pause of a call"},
    [CONTROL_RECORD] = {"record", "ID", false, true,
	"record a call from now on, with what look-back kept"},
    [CONTROL_STOP_RECORDING] = {"stop-recording", "ID", false, true,
	"close the file of a call, and record no more of it"},
    [CONTROL_FLUSH] = {"flush", NULL, false, true,
	"write all that waits in memory"},
    [CONTROL_RELOAD] = {"reload", NULL, false, true, "read spanrec.conf again"},
    [CONTROL_HELP] = {"help", NULL, false, false, "print this"},
};

/* "status" of a hostile word: at most 20 letters and signs of it. */
static const char *
plain(struct text word, char out[24])
{
	size_t len = 0;

	while (len < 20 && len < word.len && word.at[len] > ' ' &&
	       word.at[len] < 0x7f) {
		out[len] = word.at[len];
		len++;
	}
	out[len] = '\0';
	return out;
}

static bool
find_verb(struct text word, enum control_verb *out)
{
	for (enum control_verb verb = 0; verb < CONTROL_VERBS; verb++)
		if (text_equal(word, text_of(control_words[verb].name))) {
			*out = verb;
			return true;
		}
	return false;
}

static bool
is_id(struct text word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!(word.at[i] >= '0' && word.at[i] <= '9') &&
		    !(word.at[i] >= 'a' && word.at[i] <= 'f'))
			return false;
	return word.len > 0;
}

bool
control_request_parse(struct text line, struct control_request *out,
    char error[CONTROL_REQUEST_ERROR_SIZE])
{
	struct text rest = line, word = text_word(&rest);
	const struct control_word *about;
	char copy[24];

	*out = (struct control_request){0};
	if (!find_verb(word, &out->verb)) {
		snprintf(error, CONTROL_REQUEST_ERROR_SIZE,
		    "there is no command \"%s\": see help", plain(word, copy));
		return false;
	}
	about = &control_words[out->verb];
	while ((word = text_word(&rest)).len) {
		if (about->has_json && text_equal(word, text_of("--json"))) {
			out->json = true;
		} else if (about->argument && !out->id.len && is_id(word)) {
			out->id = word;
		} else {
			snprintf(error, CONTROL_REQUEST_ERROR_SIZE,
			    "%s: \"%s\" is not understood", about->name,
			    plain(word, copy));
			return false;
		}
	}
	if (!about->argument || out->id.len)
		return true;
	snprintf(error, CONTROL_REQUEST_ERROR_SIZE,
	    "%s: say which call, by the beginning of its id", about->name);
	return false;
}
