/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lets somebody in: sessions, tokens, and the link of the first start;
 * of each only a hash. */
#include "storage/accounts_int.h"

#include <errno.h>

static const char add_session_sql[] =
    "INSERT INTO session (hash, user_id, created_us, used_us) "
    "VALUES (?1, ?2, ?3, ?4)";

/* Keeps ?2 of them. */
static const char end_surplus_sql[] =
    "DELETE FROM session WHERE hash IN (SELECT hash FROM session "
    "WHERE user_id = ?1 ORDER BY used_us DESC, created_us DESC "
    "LIMIT -1 OFFSET ?2)";

static const char find_session_sql[] =
    "SELECT session.hash, user_id, created_us, used_us, " ACCOUNT_COLUMNS
    " FROM session JOIN user ON user.id = user_id WHERE session.hash = ?1";

static const char use_session_sql[] =
    "UPDATE session SET used_us = ?2 WHERE hash = ?1";

static const char end_session_sql[] = "DELETE FROM session WHERE hash = ?1";

static const char end_old_sql[] =
    "DELETE FROM session WHERE created_us < ?1 OR used_us < ?2";

/* ?6 is how many one may have. */
static const char add_token_sql[] =
    "INSERT INTO token (hash, user_id, label, created_us, expires_us) "
    "SELECT ?1, ?2, ?3, ?4, nullif(?5, 0) WHERE ?6 > "
    "(SELECT count(*) FROM token WHERE user_id = ?2 "
    "AND coalesce(expires_us > ?4, 1)) RETURNING id";

static const char find_token_sql[] =
    "SELECT " ACCOUNT_COLUMNS
    " FROM token JOIN user ON user.id = user_id WHERE token.hash = ?1 "
    "AND coalesce(expires_us > ?2, 1)";

static const char remove_token_sql[] =
    "DELETE FROM token WHERE id = ?1 AND ?2 IN (0, user_id) RETURNING id";

static const char tokens_sql[] =
    "SELECT token.id, user_id, label, user.name, created_us, expires_us "
    "FROM token JOIN user ON user.id = user_id WHERE ?1 IN (0, user_id) "
    "ORDER BY token.id";

static const char forget_setup_sql[] = "DELETE FROM setup";

static const char offer_setup_sql[] =
    "INSERT INTO setup (hash, expires_us) VALUES (?1, ?2)";

static const char setup_sql[] =
    "INSERT INTO user (name, role, numbers, password) "
    "SELECT ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM user) AND EXISTS "
    "(SELECT 1 FROM setup WHERE hash = ?1 AND expires_us > ?2) RETURNING id";

static int
end_surplus(struct accounts *accounts, int64_t account_id)
{
	struct statement *s;
	int error = accounts_begin(
	    accounts, SLOT_SESSIONS_END_SURPLUS, end_surplus_sql, &s);

	if (error)
		return error;
	bind_int(s, account_id);
	bind_int(s, ACCOUNT_SESSIONS_MAX);
	return accounts_write(accounts, s);
}

int
accounts_add_session(
    struct accounts *accounts, const struct account_session *session)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_SESSION_ADD, add_session_sql, &s);

	if (error)
		return error;
	bind_text(s, session->hash);
	bind_int(s, session->account_id);
	bind_int(s, session->created_us);
	bind_int(s, session->used_us);
	error = accounts_write(accounts, s);
	return error ? error : end_surplus(accounts, session->account_id);
}

int
accounts_find_session(struct accounts *accounts, const char *hash,
    struct account_session *session, struct account *account)
{
	struct statement *s;
	bool found = false;
	int error =
	    accounts_begin(accounts, SLOT_SESSION_FIND, find_session_sql, &s);

	if (error)
		return error;
	bind_text(s, hash);
	error = statement_step(s, &found);
	if (!error && found) {
		accounts_text(s, session->hash, sizeof session->hash);
		session->account_id = column_int(s);
		session->created_us = column_int(s);
		session->used_us = column_int(s);
		accounts_read(s, account);
	}
	accounts_end(accounts, s);
	if (error)
		return error;
	return found ? 0 : ENOENT;
}

int
accounts_use_session(
    struct accounts *accounts, const char *hash, int64_t now_us)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_SESSION_USE, use_session_sql, &s);

	if (error)
		return error;
	bind_text(s, hash);
	bind_int(s, now_us);
	return accounts_write(accounts, s);
}

int
accounts_end_session(struct accounts *accounts, const char *hash)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_SESSION_END, end_session_sql, &s);

	if (error)
		return error;
	bind_text(s, hash);
	return accounts_write(accounts, s);
}

int
accounts_end_old_sessions(struct accounts *accounts, int64_t created_before_us,
    int64_t used_before_us)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_SESSIONS_END_OLD, end_old_sql, &s);

	if (error)
		return error;
	bind_int(s, created_before_us);
	bind_int(s, used_before_us);
	return accounts_write(accounts, s);
}

int
accounts_add_token(
    struct accounts *accounts, const struct account_token *token, int64_t *id)
{
	struct statement *s;
	bool row;
	int error = accounts_begin(accounts, SLOT_TOKEN_ADD, add_token_sql, &s);

	if (error)
		return error;
	bind_text(s, token->hash);
	bind_int(s, token->account_id);
	bind_text(s, token->label);
	bind_int(s, token->created_us);
	bind_int(s, token->expires_us);
	bind_int(s, ACCOUNT_TOKENS_MAX);
	error = statement_step(s, &row);
	if (!error && !row)
		error = EDQUOT;
	*id = error ? 0 : column_int(s);
	accounts_end(accounts, s);
	return error;
}

int
accounts_find_token(struct accounts *accounts, const char *hash, int64_t now_us,
    struct account *account)
{
	struct statement *s;
	bool found = false;
	int error =
	    accounts_begin(accounts, SLOT_TOKEN_FIND, find_token_sql, &s);

	if (error)
		return error;
	bind_text(s, hash);
	bind_int(s, now_us);
	error = statement_step(s, &found);
	if (!error && found)
		accounts_read(s, account);
	accounts_end(accounts, s);
	if (error)
		return error;
	return found ? 0 : ENOENT;
}

int
accounts_remove_token(struct accounts *accounts, int64_t id, int64_t account_id)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_TOKEN_REMOVE, remove_token_sql, &s);

	if (error)
		return error;
	bind_int(s, id);
	bind_int(s, account_id);
	return accounts_change(accounts, s);
}

int
accounts_each_token(struct accounts *accounts, int64_t account_id,
    accounts_token_fn *each, void *arg)
{
	struct account_token token = {.id = 0};
	struct statement *s;
	bool row = true;
	int error = accounts_begin(accounts, SLOT_TOKENS, tokens_sql, &s);

	if (error)
		return error;
	bind_int(s, account_id);
	while (!error && (error = statement_step(s, &row)) == 0 && row) {
		token.id = column_int(s);
		token.account_id = column_int(s);
		accounts_text(s, token.label, sizeof token.label);
		accounts_text(s, token.account_name, sizeof token.account_name);
		token.created_us = column_int(s);
		token.expires_us = column_int(s);
		error = each(&token, arg);
	}
	accounts_end(accounts, s);
	return error;
}

int
accounts_offer_setup(
    struct accounts *accounts, const char *hash, int64_t expires_us)
{
	struct statement *s;
	int error =
	    accounts_begin(accounts, SLOT_SETUP_FORGET, forget_setup_sql, &s);

	if (!error)
		error = accounts_write(accounts, s);
	if (!error)
		error = accounts_begin(
		    accounts, SLOT_SETUP_OFFER, offer_setup_sql, &s);
	if (error)
		return error;
	bind_text(s, hash);
	bind_int(s, expires_us);
	return accounts_write(accounts, s);
}

int
accounts_setup(struct accounts *accounts, const char *hash, int64_t now_us,
    const struct account *account)
{
	struct statement *s;
	int64_t count;
	int error = accounts_begin(accounts, SLOT_SETUP, setup_sql, &s);

	if (error)
		return error;
	bind_text(s, hash);
	bind_int(s, now_us);
	bind_text(s, account->name);
	bind_text(s, account->role);
	bind_text(s, account->numbers);
	bind_text(s, account->password);
	error = accounts_change(accounts, s);
	if (error == ENOENT && !accounts_count(accounts, &count) && count)
		error = EEXIST;
	return error;
}
