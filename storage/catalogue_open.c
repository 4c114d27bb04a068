/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens a catalogue: checks that the file is one, makes or migrates it for
 * the writer, and finds the way to read it that changes nothing for readers.
 *
 * In WAL mode SQLite wants catalog.db-shm and -wal beside the database, and
 * makes them when they are not there. A reader must not: files of another
 * owner could lock the recorder out, and the folder may be read-only. They
 * are there as long as a recorder runs, or after it crashed; when they are
 * not, nothing waits in a log and nobody writes, and the database is opened
 * as a file that does not change.
 */
#include "storage/catalogue_older.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define APPLICATION_ID 0x53505243 /* "SPRC", in the header of the file */
#define PATH_SIZE 4096

/* Writes FOLDER/catalog.db and 'suffix' to 'out'. 0 or ENAMETOOLONG. */
static int
path_of(char out[PATH_SIZE], const char *folder, const char *suffix)
{
	int n =
	    snprintf(out, PATH_SIZE, "%s/%s%s", folder, CATALOGUE_FILE, suffix);

	return n > 0 && n < PATH_SIZE ? 0 : ENAMETOOLONG;
}

/*
 * "file:PATH?immutable=1"; NULL when there is no memory. The caller frees it.
 */
static char *
frozen_uri(const char *path)
{
	static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ/._-";
	static const char hex[] = "0123456789abcdef";
	static const char head[] = "file:", tail[] = "?immutable=1";
	char *uri = malloc(sizeof head + sizeof tail + 3 * strlen(path));
	char *end = uri;

	if (!uri)
		return NULL;
	memcpy(end, head, sizeof head - 1);
	end += sizeof head - 1;
	for (; *path; path++) {
		if (strchr(plain, *path)) {
			*end++ = *path;
			continue;
		}
		*end++ = '%';
		*end++ = hex[(unsigned char)*path >> 4];
		*end++ = hex[*path & 0xf];
	}
	memcpy(end, tail, sizeof tail);
	return uri;
}

/*
 * Finds whose database this is: 0 with its version (0: a new, empty one), or
 * EBADMSG when it is damaged, EPROTO when it is somebody else's or of a newer
 * version.
 */
static int
identify(struct database *db, const char *folder, int64_t *version)
{
	int64_t application, tables;
	int error =
	    database_number(db, "SELECT count(*) FROM sqlite_schema", &tables);

	if (!error)
		error =
		    database_number(db, "PRAGMA application_id", &application);
	if (!error)
		error = database_number(db, "PRAGMA user_version", version);
	if (error == EBADMSG)
		log_warnx("%s/%s is damaged, or not a catalogue of spanrec",
		    folder, CATALOGUE_FILE);
	if (error)
		return error;
	if (application == 0 && *version == 0 && tables == 0)
		return 0;
	if (application != APPLICATION_ID || *version < 1) {
		log_warnx("%s/%s is not a catalogue of spanrec", folder,
		    CATALOGUE_FILE);
		return EPROTO;
	}
	if (*version > CATALOGUE_VERSION) {
		log_warnx("%s/%s was made by a newer version of spanrec",
		    folder, CATALOGUE_FILE);
		return EPROTO;
	}
	return 0;
}

/*
 * Brings the catalogue from 'version' to CATALOGUE_VERSION, all of it or
 * nothing. The version is the database's user_version.
 */
static int
migrate(struct database *db, int64_t version)
{
	char header[128];
	int error = database_exec(db, "BEGIN IMMEDIATE");

	if (error)
		return error;
	for (int64_t i = version; !error && i < CATALOGUE_VERSION; i++)
		error = database_exec(db, catalogue_schema[i]);
	snprintf(header, sizeof header,
	    "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT",
	    APPLICATION_ID, CATALOGUE_VERSION);
	if (!error)
		error = database_exec(db, header);
	return error;
}

/* Makes an empty file for the database, so that it gets our mode. */
static int
make_file(const char *path)
{
	int fd = open(
	    path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	int error;

	if (fd < 0 && errno != EEXIST) {
		error = errno;
		log_warn("%s", path);
		return error;
	}
	if (fd >= 0)
		close(fd);
	return 0;
}

static int
open_writer(const char *folder, struct database **out)
{
	struct database *db = NULL;
	char path[PATH_SIZE];
	int64_t version = 0;
	int error = path_of(path, folder, "");

	if (!error)
		error = make_file(path);
	if (!error)
		error = database_open(path, DATABASE_WRITE, &db);
	if (!error)
		error = identify(db, folder, &version);
	if (!error)
		error = database_exec(db, "PRAGMA journal_mode=WAL");
	if (!error && version < CATALOGUE_VERSION)
		error = migrate(db, version);
	if (error) {
		database_close(db);
		return error;
	}
	*out = db;
	return 0;
}

/* Lets a reader see a catalogue of 'version' as one of this program's. */
static int
look_newer(struct database *db, const char *folder, int64_t version)
{
	if (version == CATALOGUE_VERSION)
		return 0;
	if (version < 1) {
		log_warnx("%s/%s is empty: spanrec has not written there yet",
		    folder, CATALOGUE_FILE);
		return EBADMSG;
	}
	return catalogue_look_newer(db);
}

/* Says why there is no catalogue to read; 0 when there is a file. */
static int
check_file(const char *folder, const char *path)
{
	struct stat st;
	int error;

	if (stat(path, &st)) {
		error = errno;
		if (error == ENOENT)
			log_warnx("%s: there is no catalogue (%s) in this "
				  "folder",
			    folder, CATALOGUE_FILE);
		else
			log_warn("%s", path);
		return error;
	}
	if (!S_ISREG(st.st_mode)) {
		log_warnx("%s is not a file", path);
		return EBADMSG;
	}
	return 0;
}

/* Neither a recorder at work, nor a log that one has left? */
static bool
is_frozen(const char *folder)
{
	char path[PATH_SIZE];
	struct stat st;

	if (path_of(path, folder, "-shm") || !stat(path, &st))
		return false;
	return path_of(path, folder, "-wal") || stat(path, &st) ||
	       st.st_size == 0;
}

static int
open_reader(const char *folder, struct database **out)
{
	struct database *db = NULL;
	char path[PATH_SIZE];
	char *uri = NULL;
	int64_t version = 0;
	int error = path_of(path, folder, "");

	if (!error)
		error = check_file(folder, path);
	if (error)
		return error;
	if (is_frozen(folder)) {
		uri = frozen_uri(path);
		error =
		    !uri ? ENOMEM : database_open(uri, DATABASE_FROZEN, &db);
	} else {
		error = database_open(path, DATABASE_READ, &db);
	}
	free(uri);
	if (!error)
		error = identify(db, folder, &version);
	if (!error)
		error = look_newer(db, folder, version);
	if (error == EROFS)
		log_warnx("%s: %s-wal holds rows that can only be read in a "
			  "writable folder: copy the folder, or start spanrec",
		    folder, CATALOGUE_FILE);
	if (error) {
		database_close(db);
		return error;
	}
	*out = db;
	return 0;
}

int
catalogue_open_beside(const char *folder, struct database **out)
{
	struct database *db = NULL;
	char path[PATH_SIZE];
	int64_t version = 0;
	int error = path_of(path, folder, "");

	if (!error)
		error = check_file(folder, path);
	if (!error)
		error = database_open(path, DATABASE_WRITE, &db);
	if (!error)
		error = identify(db, folder, &version);
	if (!error && version < CATALOGUE_VERSION)
		error = ESTALE;
	if (error) {
		database_close(db);
		return error;
	}
	*out = db;
	return 0;
}

int
catalogue_open_database(
    const char *folder, enum catalogue_mode mode, struct database **out)
{
	*out = NULL;
	return mode == CATALOGUE_WRITE ? open_writer(folder, out)
				       : open_reader(folder, out);
}
