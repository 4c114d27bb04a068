/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/export_say.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"

enum call_audio_mix
export_mix(const char *name)
{
	if (!name || !strcmp(name, "stereo"))
		return MIX_STEREO;
	if (!strcmp(name, "mono"))
		return MIX_MONO;
	return strcmp(name, "caller") ? MIX_CALLEE : MIX_CALLER;
}

void
export_say_error(const char *what, int error)
{
	switch (error) {
	case ENOENT:
		log_warnx("%s: this call has no recording to export", what);
		break;
	case ERANGE:
		log_warnx("%s: no audio lies between --from and --to", what);
		break;
	case ENOTSUP:
		log_warnx("%s: this build cannot make it: libsndfile has no "
			  "such format, or there is no libspeexdsp to change "
			  "the sample rate",
		    what);
		break;
	case EBADMSG:
	case EINVAL:
	case ELOOP:
		log_warnx("%s: the recording's file is not as the catalogue "
			  "says",
		    what);
		break;
	case EFBIG:
		log_warnx("%s: the catalogue says that the call is longer than "
			  "a week",
		    what);
		break;
	default:
		errno = error;
		log_warn("%s", what);
	}
}

void
export_say_audio(const struct call_audio_facts *audio)
{
	if (audio->open)
		log_warnx("%u recording%s still being made: not in it",
		    audio->open, audio->open == 1 ? " is" : "s are");
	if (audio->gone)
		log_warnx("%u recording%s no longer there: silence instead",
		    audio->gone, audio->gone == 1 ? " is" : "s are");
	if (audio->damaged)
		log_warnx("%u recording%s not be read whole: silence instead",
		    audio->damaged, audio->damaged == 1 ? " could" : "s could");
}
