/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview user: who may sign in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/audit.h"
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
take_options(struct account *account, const struct serve_request *options,
    bool asks_password)
{
	char password[PASSWORD_MAX + 1];
	int error = options->role ? take_role(account, options->role) : 0;

	if (!error && options->numbers)
		error = account_numbers_parse(
		    options->numbers, ',', account->numbers);
	if (error || !asks_password)
		return error;
	error = password_ask(password);
	if (!error)
		error = password_hash(password, account->password);
	secret_wipe(password);
	return error;
}

static int
add(struct accounts *accounts, const struct request *request,
    struct account *account)
{
	const char *name = request->words[1];
	int error;

	if (!account_name_allowed(name)) {
		log_warnx("a name has letters, digits and . _ @ -, 64 at most");
		return EINVAL;
	}
	if (!accounts_find(accounts, name, account)) {
		log_warnx("there is a user of this name: use \"set\"");
		return EEXIST;
	}
	*account = (struct account){.role = "viewer"};
	text_copy(account->name, sizeof account->name, text_of(name));
	error = take_options(account, &request->serve, true);
	return error ? error : accounts_add(accounts, account);
}

static int
set(struct accounts *accounts, const struct request *request,
    struct account *account)
{
	const struct serve_request *options = &request->serve;
	const char *name = request->words[1];
	struct account given = {.id = 0};
	/* Nobody types a password for a user that there is not. */
	int error = accounts_find(accounts, name, account);

	if (!error)
		error = take_options(&given, options, options->password);
	if (error)
		return error;
	return accounts_set(accounts, name,
	    &(struct account_change){.role = options->role ? given.role : NULL,
		.numbers = options->numbers ? given.numbers : NULL,
		.password = options->password ? given.password : NULL},
	    role_name(ROLE_ADMINISTRATOR), account);
}

static int
remove_user(struct accounts *accounts, const struct request *request,
    struct account *account)
{
	const char *name = request->words[1];

	text_copy(account->name, sizeof account->name, text_of(name));
	return accounts_remove(accounts, name, role_name(ROLE_ADMINISTRATOR));
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
list(struct accounts *accounts, const struct request *request,
    struct account *account)
{
	(void)request;
	(void)account;
	return accounts_each(accounts, print_account, NULL);
}

static const struct verb {
	const char *name;
	/* Does it, and says of whom. */
	int (*run)(struct accounts *accounts, const struct request *request,
	    struct account *account);
	size_t words;
	const char *action; /* in the audit; NULL: nothing is changed */
} verbs[] = {
    {"add", add, 2, "user-add"},
    {"set", set, 2, "user-set"},
    {"remove", remove_user, 2, "user-remove"},
    {"list", list, 1, NULL},
};

/* Tells the audit of a change, as spanview serve does. */
static void
note(const struct request *request, const char *action,
    const struct account *account)
{
	char detail[ACCOUNT_NAME_SIZE + ACCOUNT_ROLE_SIZE + 2];

	snprintf(detail, sizeof detail, "%s%s%s", account->name,
	    account->role[0] ? " " : "", account->role);
	terminal_audit(request->folder, action, NULL, detail);
}

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
	struct account account = {.id = 0};
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
		error = verb->run(accounts, request, &account);
	if (!error && verb->action)
		note(request, verb->action, &account);
	if (error == ENOENT)
		log_warnx("there is no user of this name");
	if (error == EPERM)
		log_warnx("this is the last administrator");
	accounts_close(accounts);
	return error ? STATUS_FAILED : STATUS_DONE;
}
