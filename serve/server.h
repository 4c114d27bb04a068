/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all handlers share. */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <stdbool.h>

#include "serve/limits.h"
#include "serve/pages.h"
#include "serve/workers.h"
#include "storage/accounts.h"

struct server {
	const char *folder; /* with catalogue and audio */
	int folder_fd;
	const char *socket; /* of the recorder */
	bool has_tls;
	struct accounts *accounts;
	struct limits *limits;
	struct pages *pages;
	struct workers *workers;
};

#endif
