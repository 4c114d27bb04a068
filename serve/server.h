/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all handlers share. */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "serve/audit.h"
#include "serve/limits.h"
#include "serve/live.h"
#include "serve/pages.h"
#include "serve/workers.h"
#include "storage/accounts.h"

struct server {
	const char *folder; /* with catalogue and audio */
	int folder_fd;
	bool has_tls;
	atomic_bool is_stopping; /* what takes long ends */
	struct accounts *accounts;
	struct audit *audit;
	struct limits *limits;
	struct pages *pages;
	struct live *live;
	struct workers *workers;
};

#endif
