/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the repair of files of audio that a crash left. Whatever it makes of
 * one stays so when it is repaired again, is no larger than it was, and claims
 * no sample that is not there.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/repair.h"

static uint64_t
size_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		abort();
	return (uint64_t)st.st_size;
}

static void
check(int fd, const struct repaired *repaired, size_t size)
{
	if (repaired->bytes != size_of(fd) || repaired->bytes > size ||
	    repaired->channels < 1 || repaired->channels > 2 ||
	    repaired->format >= AUDIO_FORMAT_COUNT ||
	    !audio_format_has_rate(repaired->format, repaired->rate_hz))
		abort();
	if (repaired->format == AUDIO_PCM16 &&
	    repaired->frames * 2 * (unsigned)repaired->channels > size)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct repaired repaired, again;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	int error;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	error = repair_audio(fd, &repaired);
	if (error) {
		if (size_of(fd) != size)
			abort();
	} else {
		check(fd, &repaired, size);
		if (repair_audio(fd, &again) != 0 ||
		    again.frames != repaired.frames ||
		    again.bytes != repaired.bytes)
			abort();
	}
	close(fd);
	return 0;
}
