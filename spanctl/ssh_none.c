/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for ssh.c where libssh is missing. */
#include <errno.h>

#include "base/log.h"
#include "spanctl/wire.h"

int
wire_open_ssh(const struct device *device, struct wire *out)
{
	(void)out;
	log_warnx("%s: spanctl was built without libssh, and cannot speak SSH",
	    device->name);
	return ENOTSUP;
}
