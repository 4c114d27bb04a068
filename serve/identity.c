/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/identity.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {
    [ROLE_NONE] = "none",
    [ROLE_VIEWER] = "viewer",
    [ROLE_SUPERVISOR] = "supervisor",
    [ROLE_ADMINISTRATOR] = "administrator",
};

enum role
role_find(const char *name)
{
	for (size_t i = ROLE_VIEWER; i <= ROLE_ADMINISTRATOR; i++) {
		if (name && !strcmp(names[i], name))
			return (enum role)i;
	}
	return ROLE_NONE;
}

const char *
role_name(enum role role)
{
	return names[role];
}
