/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user may be called, and which numbers are somebody's. */
#ifndef SERVE_ACCOUNT_NAME_H
#define SERVE_ACCOUNT_NAME_H

#include <stdbool.h>

/* 1 to 64 of the letters a-z, digits and "._@-", and not "." or "-" first. */
bool account_name_allowed(const char *name);

#endif
