/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/session.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "browse/json_set.h"
#include "browse/time.h"
#include "serve/cookie.h"
#include "serve/problem.h"
#include "serve/server.h"

#define SECOND_US INT64_C(1000000)
#define NOTED_S 60 /* the last use of a session is written down each */

static bool
find_cookie(const struct exchange *exchange, char out[SECRET_SIZE])
{
	return cookie_find(
	    exchange->fields.cookie, SESSION_COOKIE, out, SECRET_SIZE);
}

/* The token in "Authorization: Bearer TOKEN" (RFC 6750), or NULL. */
static const char *
find_token(const struct exchange *exchange)
{
	const char *field = exchange->fields.authorization;

	if (!field || strncasecmp(field, "Bearer ", 7))
		return NULL;
	field += 7;
	while (*field == ' ')
		field++;
	return field;
}

static bool
is_over(const struct account_session *session, int64_t now)
{
	return now - session->used_us > SESSION_IDLE_S * SECOND_US ||
	       now - session->created_us > SESSION_LIFE_S * SECOND_US;
}

static int
identify_session(struct exchange *exchange, int64_t now)
{
	struct accounts *accounts = exchange->server->accounts;
	struct identity *who = &exchange->who;
	char secret[SECRET_SIZE];
	struct account_session session;
	int error;

	if (!find_cookie(exchange, secret))
		return ENOENT;
	secret_hash(secret, who->hash);
	error =
	    accounts_find_session(accounts, who->hash, &session, &who->account);
	if (error)
		return error;
	if (is_over(&session, now))
		return ENOENT;
	if (now - session.used_us > NOTED_S * SECOND_US)
		error = accounts_use_session(accounts, who->hash, now);
	return error;
}

static int
identify_token(struct exchange *exchange, const char *token, int64_t now)
{
	struct identity *who = &exchange->who;

	who->by_token = true;
	secret_hash(token, who->hash);
	return accounts_find_token(
	    exchange->server->accounts, who->hash, now, &who->account);
}

int
session_identify(struct exchange *exchange)
{
	const char *token = find_token(exchange);
	int64_t now = time_now_us();
	int error = token ? identify_token(exchange, token, now)
			  : identify_session(exchange, now);

	if (error)
		return error;
	exchange->who.role = role_find(exchange->who.account.role);
	return exchange->who.role == ROLE_NONE ? ENOENT : 0;
}

bool
session_goes_on(struct accounts *accounts, const struct identity *who)
{
	int64_t now = time_now_us();
	struct account_session session;
	struct account account;
	int error = who->by_token ? accounts_find_token(
					accounts, who->hash, now, &account)
				  : accounts_find_session(accounts, who->hash,
					&session, &account);

	if (error)
		return error != ENOENT;
	return (who->by_token || !is_over(&session, now)) &&
	       role_find(account.role) >= who->role;
}

bool
session_is_meant(const struct exchange *exchange)
{
	char secret[SECRET_SIZE], csrf[SECRET_SIZE];

	if (exchange->who.by_token)
		return true;
	if (!exchange->fields.csrf || !find_cookie(exchange, secret))
		return false;
	secret_csrf(secret, csrf);
	return secret_equal(csrf, exchange->fields.csrf);
}

/* "secret" may be NULL: a token needs no CSRF. */
static json_t *
session_object(const struct account *account, const char *secret)
{
	struct text rest = text_of(account->numbers);
	json_t *object = json_object();
	json_t *numbers = json_array();
	char csrf[SECRET_SIZE];

	set_text(object, "user", account->name);
	set_text(object, "role", account->role);
	if (secret)
		secret_csrf(secret, csrf);
	set_text(object, "csrf", secret ? csrf : NULL);
	while (rest.len) {
		struct text number = text_cut(&rest, '\n');

		json_array_append_new(
		    numbers, json_stringn(number.at, number.len));
	}
	set(object, "numbers", numbers);
	return object;
}

static void
set_cookie(struct exchange *exchange, const char *value, int seconds)
{
	answer_header(exchange, "Set-Cookie",
	    SESSION_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; "
			   "SameSite=Strict%s",
	    value, seconds, exchange->server->has_tls ? "; Secure" : "");
}

void
session_begin(struct exchange *exchange)
{
	struct accounts *accounts = exchange->server->accounts;
	int64_t now = time_now_us();
	struct account_session session = {
	    .account_id = exchange->who.account.id,
	    .created_us = now,
	    .used_us = now};
	char secret[SECRET_SIZE];
	int error;

	secret_new(secret);
	secret_hash(secret, session.hash);
	error = accounts_end_old_sessions(accounts,
	    now - SESSION_LIFE_S * SECOND_US, now - SESSION_IDLE_S * SECOND_US);
	if (!error)
		error = accounts_add_session(accounts, &session);
	if (error) {
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, session_object(&exchange->who.account, secret));
	set_cookie(exchange, secret, SESSION_LIFE_S);
	secret_wipe(secret);
}

void
session_show(struct exchange *exchange)
{
	char secret[SECRET_SIZE];
	bool has_cookie =
	    !exchange->who.by_token && find_cookie(exchange, secret);

	answer_json(exchange,
	    session_object(&exchange->who.account, has_cookie ? secret : NULL));
}

void
session_end(struct exchange *exchange)
{
	char secret[SECRET_SIZE], hash[ACCOUNT_SECRET_SIZE];
	int error = 0;

	if (find_cookie(exchange, secret)) {
		secret_hash(secret, hash);
		error = accounts_end_session(exchange->server->accounts, hash);
	}
	if (error) {
		answer_error(exchange, error);
		return;
	}
	answer_nothing(exchange);
	set_cookie(exchange, "", 0);
}
