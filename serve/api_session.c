/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, and the first user. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/time.h"
#include "serve/account_name.h"
#include "serve/audit.h"
#include "serve/body.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

/* The keys by which wrong passwords are counted. */
struct attempt {
	struct {
		enum limit limit;
		const char *key;
	} counts[3];
	char user[ACCOUNT_NAME_SIZE]; /* in small letters: it is one in any */
	char both[ACCOUNT_NAME_SIZE + INET6_ADDRSTRLEN + 2];
};

static void
attempt_init(
    struct attempt *attempt, const struct exchange *exchange, const char *user)
{
	text_copy(attempt->user, sizeof attempt->user, text_of(user));
	for (char *at = attempt->user; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	snprintf(attempt->both, sizeof attempt->both, "%s %s",
	    exchange->network, attempt->user);
	attempt->counts[0].limit = LIMIT_SIGN_IN;
	attempt->counts[0].key = attempt->both;
	attempt->counts[1].limit = LIMIT_SIGN_IN_ADDRESS;
	attempt->counts[1].key = exchange->network;
	attempt->counts[2].limit = LIMIT_SIGN_IN_USER;
	attempt->counts[2].key = attempt->user;
}

static unsigned
attempt_wait(const struct attempt *attempt, struct limits *limits)
{
	unsigned longest = 0;

	for (size_t i = 0; i < 3; i++) {
		unsigned wait = limits_wait(
		    limits, attempt->counts[i].limit, attempt->counts[i].key);

		longest = wait > longest ? wait : longest;
	}
	return longest;
}

static void
attempt_note(
    const struct attempt *attempt, struct limits *limits, bool was_right)
{
	if (was_right) {
		limits_passed(limits, LIMIT_SIGN_IN, attempt->both);
		return;
	}
	for (size_t i = 0; i < 3; i++)
		limits_failed(
		    limits, attempt->counts[i].limit, attempt->counts[i].key);
}

static void
sign_in(struct exchange *exchange, const char *user, const char *password)
{
	struct server *server = exchange->server;
	struct account *account = &exchange->who.account;
	struct attempt attempt;
	unsigned wait_s;
	bool is_right;
	int error;

	attempt_init(&attempt, exchange, user);
	wait_s = attempt_wait(&attempt, server->limits);
	if (wait_s) {
		answer_too_many(exchange, wait_s);
		return;
	}
	error = accounts_find(server->accounts, user, account);
	if (error && error != ENOENT) {
		answer_error(exchange, error);
		return;
	}
	if (error)
		account->password[0] = '\0';
	is_right = password_verify(password, account->password);
	attempt_note(&attempt, server->limits, is_right);
	if (!is_right)
		text_copy(account->name, sizeof account->name,
		    text_of(account_name_allowed(user) ? user : NULL));
	audit_note(exchange,
	    &(struct audit_entry){
		is_right ? "sign-in" : "sign-in-refused", NULL, NULL});
	if (is_right)
		session_begin(exchange);
	else
		answer_problem(exchange, 401, "user or password is wrong");
}

void
api_session_post(struct exchange *exchange)
{
	json_t *body = body_object(exchange);
	const char *user = body_text(body, "user", ACCOUNT_NAME_SIZE - 1);
	const char *password = body_text(body, "password", PASSWORD_MAX);

	if (body && user && password)
		sign_in(exchange, user, password);
	else if (body)
		answer_problem(exchange, 422, "user and password are needed");
	json_decref(body);
	secret_wipe(exchange->body);
}

void
api_session_get(struct exchange *exchange)
{
	session_show(exchange);
}

void
api_session_delete(struct exchange *exchange)
{
	audit_note(exchange, &(struct audit_entry){"sign-out", NULL, NULL});
	session_end(exchange);
}

/* Makes the first user, who is an administrator, and signs in. */
static void
set_up(struct exchange *exchange, const char *token)
{
	struct server *server = exchange->server;
	struct account *account = &exchange->who.account;
	char detail[ACCOUNT_NAME_SIZE + ACCOUNT_ROLE_SIZE + 2];
	char hash[ACCOUNT_SECRET_SIZE];
	int error;

	secret_hash(token, hash);
	error = accounts_setup(server->accounts, hash, time_now_us(), account);
	if (!error)
		error = accounts_find(server->accounts, account->name, account);
	if (!error) {
		log_notice("the first user was made");
		snprintf(detail, sizeof detail, "%s %s", account->name,
		    account->role);
		audit_change(
		    exchange, &(struct audit_entry){"user-add", NULL, detail});
		session_begin(exchange);
		return;
	}
	limits_failed(server->limits, LIMIT_SIGN_IN_ADDRESS, exchange->network);
	if (error == ENOENT)
		answer_problem(exchange, 403,
		    "this link is over: \"spanview user add\" makes a user");
	else if (error == EEXIST)
		answer_problem(exchange, 409, "there is a user already");
	else
		answer_error(exchange, error);
}

void
api_setup(struct exchange *exchange)
{
	json_t *body = body_object(exchange);
	const char *token = body_text(body, "token", SECRET_SIZE - 1);
	const char *user = body_text(body, "user", ACCOUNT_NAME_SIZE - 1);
	const char *password = body_text(body, "password", PASSWORD_MAX);
	struct account *account = &exchange->who.account;
	unsigned wait_s = limits_wait(
	    exchange->server->limits, LIMIT_SIGN_IN_ADDRESS, exchange->network);

	if (!body)
		return;
	if (wait_s) /* before a password is hashed, which takes long */
		answer_too_many(exchange, wait_s);
	else if (!token || !user || !password)
		answer_problem(
		    exchange, 422, "token, user and password are needed");
	else if (!account_name_allowed(user))
		answer_problem(exchange, 422,
		    "a user has letters, digits and . _ @ -, 64 at most");
	else if (!password_allowed(password))
		answer_problem(exchange, 422, "a password has 8 to 1024 bytes");
	else if (password_hash(password, account->password))
		answer_error(exchange, ENOMEM);
	else {
		text_copy(account->name, sizeof account->name, text_of(user));
		text_copy(account->role, sizeof account->role,
		    text_of(role_name(ROLE_ADMINISTRATOR)));
		set_up(exchange, token);
	}
	json_decref(body);
	secret_wipe(exchange->body);
}
