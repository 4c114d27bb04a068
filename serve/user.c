/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview user: who may sign in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/browse.h"
#include "serve/account_name.h"
#include "serve/identity.h"
#include "serve/password.h"
#include "serve/secret.h"

static int
take_role(struct account *account, const char *role)
{
	if (role_find(role) == ROLE_NONE) {
		log_warnx("--role: give viewer, supervisor or administrator");
		return EINVAL;
	}
	text_copy(account->role, sizeof account->role, text_of(role));
	return 0;
}

/* What the options say of an account. */
static int
take_options(struct account *account, const struct serve_request *options)
{
	char password[PASSWORD_MAX + 1];
	int error = options->role ? take_role(account, options->role) : 0;

	if (!error && options->numbers)
		error = account_numbers_parse(
		    options->numbers, ',', account->numbers);
	if (error)
		return error;
	if (!account->password[0] || options->password) {
		error = password_ask(password);
		if (!error)
			error = password_hash(password, account->password);
		secret_wipe(password);
	}
	return error;
}

static int
add(struct accounts *accounts, const struct request *request)
{
	struct account account = {.role = "viewer"};
	const char *name = request->words[1];
	int error;

	if (!account_name_allowed(name)) {
		log_warnx("a name has letters, digits and . _ @ -, 64 at most");
		return EINVAL;
	}
	if (!accounts_find(accounts, name, &account)) {
		log_warnx("there is a user of this name: use \"set\"");
		return EEXIST;
	}
	text_copy(account.name, sizeof account.name, text_of(name));
	error = take_options(&account, &request->serve);
	return error ? error : accounts_add(accounts, &account);
}

static int
set(struct accounts *accounts, const struct request *request)
{
	struct account account;
	int error = accounts_find(accounts, request->words[1], &account);

	if (!error)
		error = take_options(&account, &request->serve);
	if (!error)
		error = accounts_set(
		    accounts, &account, role_name(ROLE_ADMINISTRATOR));
	return error;
}

static int
remove_user(struct accounts *accounts, const struct request *request)
{
	return accounts_remove(
	    accounts, request->words[1], role_name(ROLE_ADMINISTRATOR));
}

static int
print_account(const struct account *account, void *arg)
{
	struct text rest = text_of(account->numbers);

	(void)arg;
	printf("%-24s %-14s", account->name, account->role);
	while (rest.len) {
		struct text number = text_cut(&rest, '\n');

		printf(" %.*s", (int)number.len, number.at);
	}
	putchar('\n');
	return 0;
}

static int
list(struct accounts *accounts, const struct request *request)
{
	(void)request;
	return accounts_each(accounts, print_account, NULL);
}

static const struct verb {
	const char *name;
	int (*run)(struct accounts *accounts, const struct request *request);
	size_t words;
} verbs[] = {
    {"add", add, 2},
    {"set", set, 2},
    {"remove", remove_user, 2},
    {"list", list, 1},
};

static const struct verb *
find_verb(const struct request *request)
{
	size_t words = 0;

	while (request->words[words])
		words++;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (!strcmp(verbs[i].name, request->words[0]) &&
		    verbs[i].words == words)
			return &verbs[i];
	}
	return NULL;
}

int
command_user(const struct request *request, struct catalogue *catalogue)
{
	const struct verb *verb = find_verb(request);
	struct accounts *accounts = NULL;
	int error;

	(void)catalogue;
	if (!verb) {
		log_warnx("usage: spanview user add|set|remove NAME, or "
			  "spanview user list");
		return STATUS_USAGE;
	}
	error = secret_init();
	if (!error)
		error = accounts_open(request->folder, &accounts);
	if (!error)
		error = verb->run(accounts, request);
	if (error == ENOENT)
		log_warnx("there is no user of this name");
	if (error == EPERM)
		log_warnx("this is the last administrator");
	accounts_close(accounts);
	return error ? STATUS_FAILED : STATUS_DONE;
}
