/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a recovery: made whole, hashed and named. */
#include "storage/recover_int.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/part.h"

/* Opens the file of a recording, under the name that it has now. */
static int
open_file(struct recover_run *run, struct recover_file *file, int *fd)
{
	int error = part_open(run->dir_fd, file->path, false, fd);

	file->is_part = !error;
	return error == ENOENT ? part_open(run->dir_fd, file->path, true, fd)
			       : error;
}

/* The recorder was at work until the end of the longest file, at least. */
static void
note_end(struct recover_run *run, const struct recover_file *file)
{
	int64_t end_us =
	    file->started_us + (int64_t)(file->repaired.frames * 1000000 /
					 (unsigned)file->repaired.rate_hz);

	if (run->last_us == ROW_NO_TIME || end_us > run->last_us)
		run->last_us = end_us;
}

/* (1) Repairs a file in place, and finds what will become of it. */
static void
repair_one(struct recover_run *run, struct recover_file *file)
{
	int fd = -1;
	int error;

	file->fate = FATE_EMPTY;
	if (file->is_again)
		return;
	error = open_file(run, file, &fd);
	if (error == ENOENT) {
		file->fate = FATE_GONE;
		return;
	}
	if (!error)
		error = repair_audio(fd, &file->repaired);
	if (!error && file->repaired.frames > 0 && run->checksum)
		error = digest_file(fd, file->sha256);
	if (!error && file->repaired.frames > 0) {
		file->fate = FATE_WHOLE;
		note_end(run, file);
	} else if (error == EBADMSG && lseek(fd, 0, SEEK_END) > 0) {
		file->fate = FATE_DAMAGED;
	} else if (error && error != EBADMSG) {
		file->fate = FATE_FAILED;
		errno = error;
		log_warn("%s: cannot be recovered now", file->path);
	}
	if (fd >= 0)
		close(fd);
}

/* (2) Names, sets aside or removes a file that is still NAME.part. */
static void
name_one(struct recover_run *run, struct recover_file *file)
{
	int error = 0;

	if (!file->is_part)
		return;
	if (file->fate == FATE_WHOLE)
		error = part_give_name(run->dir_fd, file->path, false);
	else if (file->fate == FATE_DAMAGED)
		error = part_set_aside(run->dir_fd, file->path);
	else if (file->fate == FATE_EMPTY)
		error = part_remove(run->dir_fd, file->path);
	if (!error)
		return;
	errno = error;
	log_warn("%s: cannot be given its name", file->path);
	file->fate = FATE_FAILED;
}

int
recover_repair(struct recover_run *run)
{
	for (size_t i = 0; i < run->files.count; i++)
		repair_one(run, &run->files.at[i]);
	if (syncfs(run->dir_fd) != 0)
		return errno;
	for (size_t i = 0; i < run->files.count; i++)
		name_one(run, &run->files.at[i]);
	return syncfs(run->dir_fd) == 0 ? 0 : errno;
}
