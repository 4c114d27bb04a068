/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, for administrators. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "browse/json_set.h"
#include "serve/account_name.h"
#include "serve/audit.h"
#include "serve/body.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/secret.h"
#include "serve/server.h"

static json_t *
user_object(const struct account *account)
{
	const char *numbers[FILTER_NUMBERS_MAX];
	char text[ACCOUNT_NUMBERS_SIZE];
	size_t count = account_numbers_split(account->numbers, text, numbers);
	json_t *object = json_object(), *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(numbers[i]));
	set_text(object, "user", account->name);
	set_text(object, "role", account->role);
	set(object, "numbers", array);
	return object;
}

static int
add_user(const struct account *account, void *arg)
{
	return json_array_append_new(arg, user_object(account)) ? ENOMEM : 0;
}

void
api_users_get(struct exchange *exchange)
{
	json_t *object = json_object(), *users = json_array();
	int error = accounts_each(exchange->server->accounts, add_user, users);

	set(object, "users", users);
	if (error) {
		json_decref(object);
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, object);
}

/* An array of numbers as an account keeps them. 0 or EINVAL. */
static int
take_numbers(const json_t *array, char out[ACCOUNT_NUMBERS_SIZE])
{
	char text[ACCOUNT_NUMBERS_SIZE] = "";
	size_t len = 0;

	if (!json_is_array(array))
		return EINVAL;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *it = json_string_value(json_array_get(array, i));

		if (!it || strchr(it, '\n') ||
		    len + strlen(it) + 2 > sizeof text)
			return EINVAL;
		len +=
		    (size_t)snprintf(text + len, sizeof text - len, "%s\n", it);
	}
	return account_numbers_parse(text, '\n', out);
}

/*
 * What the body says of an account; false: something is wrong, and the answer
 * says what.
 */
static bool
take_body(
    struct exchange *exchange, const json_t *body, struct account *account)
{
	const json_t *numbers = json_object_get(body, "numbers");
	const char *role = body_text(body, "role", ACCOUNT_ROLE_SIZE - 1);
	const char *password = body_text(body, "password", PASSWORD_MAX);
	const char *wrong = NULL;

	if (json_object_get(body, "role") && role_find(role) == ROLE_NONE)
		wrong = "a role is viewer, supervisor or administrator";
	else if (numbers && take_numbers(numbers, account->numbers))
		wrong = "numbers is an array of at most 50 texts";
	else if (json_object_get(body, "password") &&
		 (!password || !password_allowed(password)))
		wrong = "a password has 8 to 1024 bytes";
	else if (password && password_hash(password, account->password))
		wrong = "no memory";
	if (wrong) {
		answer_problem(exchange, 422, wrong);
		return false;
	}
	if (role)
		text_copy(account->role, sizeof account->role, text_of(role));
	return true;
}

static void
answer_user(struct exchange *exchange, int error, const struct account *account)
{
	if (error == EEXIST)
		answer_problem(exchange, 409, "there is a user of this name");
	else if (error == EPERM)
		answer_problem(exchange, 409, "this is the last administrator");
	else if (error)
		answer_error(exchange, error);
	else
		answer_json(exchange, user_object(account));
}

static void
note(const struct exchange *exchange, const char *action,
    const struct account *account)
{
	char detail[ACCOUNT_NAME_SIZE + ACCOUNT_ROLE_SIZE + 2];

	if (exchange->answer.status >= 300)
		return;
	snprintf(detail, sizeof detail, "%s %s", account->name, account->role);
	audit_change(exchange, &(struct audit_entry){action, NULL, detail});
}

void
api_users_post(struct exchange *exchange)
{
	struct account account = {.role = "viewer"};
	json_t *body = body_object(exchange);
	const char *name = body_text(body, "user", ACCOUNT_NAME_SIZE - 1);

	if (!body)
		return;
	if (!name || !account_name_allowed(name)) {
		answer_problem(exchange, 422,
		    "a user has letters, digits and . _ @ -, 64 at most");
	} else if (!body_text(body, "password", PASSWORD_MAX)) {
		answer_problem(exchange, 422, "a password is needed");
	} else if (take_body(exchange, body, &account)) {
		text_copy(account.name, sizeof account.name, text_of(name));
		answer_user(exchange,
		    accounts_add(exchange->server->accounts, &account),
		    &account);
		note(exchange, "user-add", &account);
	}
	if (exchange->answer.status == 200)
		exchange->answer.status = 201;
	json_decref(body);
	secret_wipe(exchange->body);
}

/* 'value', if the body has that member. */
static const char *
given(const json_t *body, const char *name, const char *value)
{
	return json_object_get(body, name) ? value : NULL;
}

void
api_users_patch(struct exchange *exchange)
{
	struct account account = {.id = 0};
	json_t *body = body_object(exchange);
	struct account_change change;
	int error;

	if (!body)
		return;
	if (take_body(exchange, body, &account)) {
		change = (struct account_change){
		    .role = given(body, "role", account.role),
		    .numbers = given(body, "numbers", account.numbers),
		    .password = given(body, "password", account.password)};
		error =
		    accounts_set(exchange->server->accounts, exchange->word[0],
			&change, role_name(ROLE_ADMINISTRATOR), &account);
		answer_user(exchange, error, &account);
		note(exchange, "user-set", &account);
	}
	json_decref(body);
	secret_wipe(exchange->body);
}

void
api_users_delete(struct exchange *exchange)
{
	int error = accounts_remove(exchange->server->accounts,
	    exchange->word[0], role_name(ROLE_ADMINISTRATOR));

	if (error) {
		answer_user(exchange, error, NULL);
		return;
	}
	answer_nothing(exchange);
	audit_change(exchange,
	    &(struct audit_entry){"user-remove", NULL, exchange->word[0]});
}
