/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The users, and the database of the accounts; accounts_secret.c has their
 * sessions and tokens. */
#include "storage/accounts_int.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define APPLICATION_ID 0x53504143 /* "SPAC", in the header of the file */
#define VERSION 1

static const char add_sql[] =
    "INSERT INTO user (name, role, numbers, password) "
    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING RETURNING id";

static const char find_sql[] =
    "SELECT " ACCOUNT_COLUMNS " FROM user WHERE name = ?1";

/* ?5 is the role that somebody must have; ?6: ?3 is given, which may be NULL
 * for none. */
static const char set_sql[] =
    "UPDATE user SET role = coalesce(?2, role), "
    "numbers = iif(?6, ?3, numbers), password = coalesce(?4, password) "
    "WHERE name = ?1 AND (role <> ?5 OR coalesce(?2, role) = ?5 OR EXISTS "
    "(SELECT 1 FROM user AS other WHERE role = ?5 AND other.id <> user.id)) "
    "RETURNING id, name, role, numbers, password";

static const char remove_sql[] =
    "DELETE FROM user WHERE name = ?1 AND (role <> ?2 OR EXISTS "
    "(SELECT 1 FROM user WHERE role = ?2 AND name <> ?1)) RETURNING id";

static const char all_sql[] =
    "SELECT " ACCOUNT_COLUMNS " FROM user ORDER BY name";

static const char count_sql[] = "SELECT count(*) FROM user";

int
accounts_begin(struct accounts *accounts, enum statement_slot slot,
    const char *sql, struct statement **out)
{
	int error;

	pthread_mutex_lock(&accounts->lock);
	error = database_prepare(accounts->db, slot, sql, out);
	if (error)
		pthread_mutex_unlock(&accounts->lock);
	return error;
}

void
accounts_end(struct accounts *accounts, struct statement *statement)
{
	statement_reset(statement);
	pthread_mutex_unlock(&accounts->lock);
}

int
accounts_change(struct accounts *accounts, struct statement *statement)
{
	bool row;
	int error = statement_step(statement, &row);

	accounts_end(accounts, statement);
	if (error)
		return error;
	return row ? 0 : ENOENT;
}

int
accounts_write(struct accounts *accounts, struct statement *statement)
{
	int error = accounts_change(accounts, statement);

	return error == ENOENT ? 0 : error;
}

void
accounts_text(struct statement *statement, char *out, size_t size)
{
	text_copy(out, size, text_of(column_text(statement)));
}

void
accounts_read(struct statement *statement, struct account *out)
{
	out->id = column_int(statement);
	accounts_text(statement, out->name, sizeof out->name);
	accounts_text(statement, out->role, sizeof out->role);
	accounts_text(statement, out->numbers, sizeof out->numbers);
	accounts_text(statement, out->password, sizeof out->password);
}

/* Makes the tables of a new file, and knows those of an old one. */
static int
make_tables(struct database *db, const char *path)
{
	int64_t application, version;
	char header[96];
	int error = database_begin(db);

	if (!error)
		error =
		    database_number(db, "PRAGMA application_id", &application);
	if (!error)
		error = database_number(db, "PRAGMA user_version", &version);
	if (!error && (application || version)) {
		database_rollback(db);
		if (application == APPLICATION_ID && version == VERSION)
			return 0;
		log_warnx(
		    "%s is of another program, or of a newer version", path);
		return EPROTO;
	}
	snprintf(header, sizeof header,
	    "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT",
	    APPLICATION_ID, VERSION);
	if (!error)
		error = database_exec(db, accounts_schema);
	if (!error)
		error = database_exec(db, header);
	database_rollback(db);
	return error;
}

/* Makes an empty file for the database, so that it gets our mode. */
static int
make_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int error = fd < 0 ? errno : 0;

	if (error)
		log_warn("%s", path);
	else
		close(fd);
	return error;
}

int
accounts_open(const char *folder, struct accounts **out)
{
	struct accounts *accounts = calloc(1, sizeof *accounts);
	char path[PATH_MAX];
	int error = 0;

	if (!accounts)
		return ENOMEM;
	pthread_mutex_init(&accounts->lock, NULL);
	if (snprintf(path, sizeof path, "%s/%s", folder, ACCOUNTS_FILE) >=
	    (int)sizeof path)
		error = ENAMETOOLONG;
	if (!error)
		error = make_file(path);
	if (!error)
		error = database_open(path, DATABASE_WRITE, &accounts->db);
	if (!error)
		error = database_exec(accounts->db, "PRAGMA journal_mode=WAL");
	if (!error)
		error = make_tables(accounts->db, path);
	if (error) {
		accounts_close(accounts);
		return error;
	}
	*out = accounts;
	return 0;
}

void
accounts_close(struct accounts *accounts)
{
	if (!accounts)
		return;
	database_close(accounts->db);
	pthread_mutex_destroy(&accounts->lock);
	free(accounts);
}

int
accounts_add(struct accounts *accounts, const struct account *account)
{
	struct statement *s;
	int error = accounts_begin(accounts, SLOT_ACCOUNT_ADD, add_sql, &s);

	if (error)
		return error;
	bind_text(s, account->name);
	bind_text(s, account->role);
	bind_text(s, account->numbers);
	bind_text(s, account->password);
	error = accounts_change(accounts, s);
	return error == ENOENT ? EEXIST : error;
}

int
accounts_find(struct accounts *accounts, const char *name, struct account *out)
{
	struct statement *s;
	bool found = false;
	int error = accounts_begin(accounts, SLOT_ACCOUNT_FIND, find_sql, &s);

	if (error)
		return error;
	bind_text(s, name);
	error = statement_step(s, &found);
	if (!error && found)
		accounts_read(s, out);
	accounts_end(accounts, s);
	if (error)
		return error;
	return found ? 0 : ENOENT;
}

int
accounts_set(struct accounts *accounts, const char *name,
    const struct account_change *change, const char *guarded,
    struct account *out)
{
	struct statement *s;
	bool is_done = false;
	int error = accounts_begin(accounts, SLOT_ACCOUNT_SET, set_sql, &s);

	if (error)
		return error;
	bind_text(s, name);
	bind_text(s, change->role);
	bind_text(s, change->numbers);
	bind_text(s, change->password);
	bind_text(s, guarded);
	bind_int(s, change->numbers != NULL);
	error = statement_step(s, &is_done);
	if (!error && is_done)
		accounts_read(s, out);
	accounts_end(accounts, s);
	if (error || is_done)
		return error;
	error = accounts_find(accounts, name, out);
	return error ? error : EPERM;
}

int
accounts_remove(
    struct accounts *accounts, const char *name, const char *guarded)
{
	struct account account;
	struct statement *s;
	int error = accounts_find(accounts, name, &account);

	if (!error)
		error = accounts_begin(
		    accounts, SLOT_ACCOUNT_REMOVE, remove_sql, &s);
	if (error)
		return error;
	bind_text(s, account.name);
	bind_text(s, guarded);
	error = accounts_change(accounts, s);
	return error == ENOENT ? EPERM : error;
}

int
accounts_each(struct accounts *accounts, accounts_each_fn *each, void *arg)
{
	struct account account;
	struct statement *s;
	bool row = true;
	int error = accounts_begin(accounts, SLOT_ACCOUNTS, all_sql, &s);

	if (error)
		return error;
	while (!error && (error = statement_step(s, &row)) == 0 && row) {
		accounts_read(s, &account);
		error = each(&account, arg);
	}
	accounts_end(accounts, s);
	return error;
}

int
accounts_count(struct accounts *accounts, int64_t *out)
{
	struct statement *s;
	bool row;
	int error = accounts_begin(accounts, SLOT_ACCOUNT_COUNT, count_sql, &s);

	*out = 0;
	if (error)
		return error;
	error = statement_step(s, &row);
	if (!error && row)
		*out = column_int(s);
	accounts_end(accounts, s);
	return error;
}
