/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/account_name.h"

#include <string.h>

#include "storage/accounts.h"

bool
account_name_allowed(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_@.-";
	size_t len = strlen(name);

	return len > 0 && len < ACCOUNT_NAME_SIZE && name[0] != '.' &&
	       name[0] != '-' && strspn(name, letters) == len;
}
