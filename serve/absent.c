/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands for the server where it was built without its libraries. */
#include "base/log.h"
#include "browse/browse.h"

static int
say(void)
{
	log_warnx("spanview was built without its server: install the packages "
		  "libmicrohttpd-dev and libsodium-dev (Debian), and build it "
		  "again");
	return STATUS_FAILED;
}

int
command_serve(const struct request *request, struct catalogue *catalogue)
{
	(void)request;
	(void)catalogue;
	return say();
}

int
command_user(const struct request *request, struct catalogue *catalogue)
{
	(void)request;
	(void)catalogue;
	return say();
}
