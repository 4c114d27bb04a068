/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks, and what that person may. */
#ifndef SERVE_IDENTITY_H
#define SERVE_IDENTITY_H

#include <stdbool.h>

#include "storage/accounts.h"

/* Each may all that those before it may. */
enum role {
	ROLE_NONE,       /* not signed in */
	ROLE_VIEWER,     /* calls of own numbers: list, show, play */
	ROLE_SUPERVISOR, /* all calls; export, tag, note */
	ROLE_ADMINISTRATOR,
};

struct identity {
	enum role role;
	bool by_token; /* of the API: no browser sends it by itself */
	char hash[ACCOUNT_SECRET_SIZE]; /* of the session or token */
	struct account account;
};

/* The role called 'name'; ROLE_NONE when there is no such. */
enum role role_find(const char *name);
const char *role_name(enum role role);

#endif
