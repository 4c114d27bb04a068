/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged catalogues, and the new ones after them. */
#include "storage/catalogue_damage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define NAME_SIZE 80
#define NAMES_MAX 100 /* of catalogues put aside in one second */

/* A name that no file has yet: false, there is none. */
static bool
free_name(int folder_fd, char out[NAME_SIZE])
{
	time_t now = time(NULL);
	struct tm utc;
	char stamp[32];

	gmtime_r(&now, &utc);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
	for (int i = 0; i < NAMES_MAX; i++) {
		snprintf(out, NAME_SIZE, "%s.damaged-%s%s%.0d", CATALOGUE_FILE,
		    stamp, i ? "-" : "", i);
		if (faccessat(folder_fd, out, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			return true;
	}
	return false;
}

int
catalogue_put_aside(int folder_fd)
{
	static const char *const suffixes[] = {"-wal", "-shm", ""};
	char name[NAME_SIZE], from[NAME_SIZE], to[NAME_SIZE + 8];

	if (!free_name(folder_fd, name))
		return EEXIST;
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(
		    from, sizeof from, "%s%s", CATALOGUE_FILE, suffixes[i]);
		snprintf(to, sizeof to, "%s%s", name, suffixes[i]);
		if (renameat(folder_fd, from, folder_fd, to) != 0 &&
		    errno != ENOENT) {
			int error = errno;

			log_warn("%s: cannot be put aside", from);
			return error;
		}
	}
	(void)fsync(folder_fd);
	log_warnx("%s was damaged: it is %s now, and a new one begins",
	    CATALOGUE_FILE, name);
	return 0;
}

int
catalogue_begin_midway(struct database *db)
{
	return database_exec(db, "PRAGMA foreign_keys=OFF;"
				 "INSERT OR REPLACE INTO state VALUES "
				 "('midway', 1)");
}

int
catalogue_is_midway(struct database *db, bool *midway)
{
	int64_t count;
	int error = database_number(
	    db, "SELECT count(*) FROM state WHERE name = 'midway'", &count);

	*midway = !error && count > 0;
	return *midway ? database_exec(db, "PRAGMA foreign_keys=OFF") : error;
}

#define LOST(table, column, parent)                                            \
	"FROM " table " WHERE " column " NOT IN (SELECT id FROM " parent ");"
#define DELETE_LOST(table, column, parent) "DELETE " LOST(table, column, parent)
#define FORGET_LOST(table, column, parent)                                     \
	"UPDATE " table " SET " column " = NULL WHERE " column                 \
	" NOT IN (SELECT id FROM " parent ");"

/* A uid that is none of a call's, which are hashes: its identifier. */
/* clang-format off */
static const char heal_sql[] =
    "BEGIN IMMEDIATE;"
    "INSERT INTO call (id, uid, state, reason, started_us) "
    "SELECT call_id, printf('%016x', call_id), 'recovered', "
    "'its row was in a damaged catalogue', min(started_us) FROM ("
    "SELECT call_id, started_us FROM leg UNION ALL "
    "SELECT call_id, started_us FROM recording UNION ALL "
    "SELECT call_id, started_us FROM fax) "
    "WHERE call_id NOT IN (SELECT id FROM call) GROUP BY call_id;"
    DELETE_LOST("stream", "call_id", "call")
    DELETE_LOST("sip_message", "call_id", "call")
    DELETE_LOST("dtmf", "call_id", "call")
    DELETE_LOST("event", "call_id", "call")
    DELETE_LOST("tag", "call_id", "call")
    DELETE_LOST("note", "call_id", "call")
    DELETE_LOST("link", "leg_id", "leg")
    DELETE_LOST("link", "other_leg_id", "leg")
    DELETE_LOST("quality", "stream_id", "stream")
    DELETE_LOST("gap", "recording_id", "recording")
    DELETE_LOST("duplicate", "source_id", "source")
    DELETE_LOST("duplicate", "copy_source_id", "source")
    FORGET_LOST("sip_message", "leg_id", "leg")
    FORGET_LOST("stream", "leg_id", "leg")
    FORGET_LOST("dtmf", "stream_id", "stream")
    FORGET_LOST("leg", "source_id", "source")
    FORGET_LOST("stream", "source_id", "source")
    FORGET_LOST("source", "parent_id", "source")
    FORGET_LOST("capture_stat", "source_id", "source")
    "DELETE FROM state WHERE name = 'midway';"
    "COMMIT;"
    "PRAGMA foreign_keys=ON";
/* clang-format on */

int
catalogue_heal(struct database *db)
{
	int error = database_exec(db, heal_sql);

	if (error)
		database_rollback(db);
	return error;
}
