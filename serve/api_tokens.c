/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens, by which programs use the API: one may what its user may. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "browse/json_set.h"
#include "browse/time.h"
#include "serve/audit.h"
#include "serve/body.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

#define DAYS_MAX 3650
#define DAY_US (INT64_C(86400) * 1000000)

/* Whose tokens are meant: one's own, and an administrator means all. */
static int64_t
owner(const struct exchange *exchange)
{
	return exchange->who.role == ROLE_ADMINISTRATOR
		   ? 0
		   : exchange->who.account.id;
}

static json_t *
token_object(const struct account_token *token)
{
	json_t *object = json_object();

	set_int(object, "id", token->id);
	set_text(object, "user", token->account_name);
	set_text(object, "label", token->label);
	set_time(object, "created", token->created_us);
	set_time(object, "expires",
	    token->expires_us ? token->expires_us : ROW_NO_TIME);
	return object;
}

static int
add_token(const struct account_token *token, void *arg)
{
	return json_array_append_new(arg, token_object(token)) ? ENOMEM : 0;
}

void
api_tokens_get(struct exchange *exchange)
{
	json_t *object = json_object(), *tokens = json_array();
	int error = accounts_each_token(
	    exchange->server->accounts, owner(exchange), add_token, tokens);

	set(object, "tokens", tokens);
	if (error) {
		json_decref(object);
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, object);
}

/* Makes one, whose text is seen in this answer and never again. */
static void
make_token(struct exchange *exchange, struct account_token *token)
{
	char secret[SECRET_SIZE], text[sizeof TOKEN_PREFIX + SECRET_SIZE];
	json_t *object;
	int error;

	secret_new(secret);
	snprintf(text, sizeof text, TOKEN_PREFIX "%s", secret);
	secret_hash(text, token->hash);
	error =
	    accounts_add_token(exchange->server->accounts, token, &token->id);
	if (error == EDQUOT) {
		answer_problem(exchange, 409, "you have too many tokens");
		return;
	}
	if (error) {
		answer_error(exchange, error);
		return;
	}
	audit_change(
	    exchange, &(struct audit_entry){"token-add", NULL, token->label});
	object = token_object(token);
	set_text(object, "token", text);
	answer_json(exchange, object);
	exchange->answer.status = 201;
	secret_wipe(text);
	secret_wipe(secret);
}

void
api_tokens_post(struct exchange *exchange)
{
	json_t *body = body_object(exchange);
	const char *label = body_text(body, "label", ACCOUNT_NAME_SIZE - 1);
	const json_t *days = json_object_get(body, "days");
	struct account_token token = {.account_id = exchange->who.account.id,
	    .created_us = time_now_us()};
	json_int_t count = json_integer_value(days);

	if (!body)
		return;
	if (!label || (days && (count < 1 || count > DAYS_MAX))) {
		answer_problem(
		    exchange, 422, "a label, and days from 1 to 3650 or none");
	} else {
		text_copy(token.label, sizeof token.label, text_of(label));
		text_copy(token.account_name, sizeof token.account_name,
		    text_of(exchange->who.account.name));
		token.expires_us = days ? token.created_us + count * DAY_US : 0;
		make_token(exchange, &token);
	}
	json_decref(body);
}

void
api_tokens_delete(struct exchange *exchange)
{
	unsigned long id;
	int error = ENOENT;

	if (params_number(exchange->word[0], 1, 4000000000UL, &id))
		error = accounts_remove_token(
		    exchange->server->accounts, (int64_t)id, owner(exchange));
	if (error) {
		answer_error(exchange, error);
		return;
	}
	answer_nothing(exchange);
	audit_change(exchange,
	    &(struct audit_entry){"token-remove", NULL, exchange->word[0]});
}
