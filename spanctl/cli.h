/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dialogue with the command line of a device. */
#ifndef SPANCTL_CLI_H
#define SPANCTL_CLI_H

#include "spanctl/plan.h"
#include "spanctl/terminal.h"
#include "spanctl/wire.h"

#define CLI_HOST_SIZE 64

struct cli {
	const struct device *device;
	const struct cli_talk *talk;
	struct wire wire;
	struct terminal terminal;
	unsigned guard_s;         /* the device undoes changes after; or 0 */
	bool quiet;               /* a refusal needs no message */
	char host[CLI_HOST_SIZE]; /* as prompts have it; "" before the first */
};

/*
 * Connects, logs in, gets privilege, turns the pager off. 0, or a positive
 * errno after a message: EACCES when a password is wrong.
 */
int cli_open(const struct device *device, struct cli *cli)
    __attribute__((warn_unused_result));

/*
 * Sends one line and waits for the prompt; '*answer' is what came between, and
 * is valid until the next line. Questions are answered with yes. 0, EPROTO when
 * the device refused it (said in a message), ECANCELED when it asks for what
 * is not known, ETIMEDOUT, ECONNRESET.
 */
int cli_line(struct cli *cli, const char *line, struct text *answer)
    __attribute__((warn_unused_result));

void cli_close(struct cli *cli);

#endif
