/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a running recorder at its control socket, see spanrec.conf(5). */
#ifndef BROWSE_CONTROL_CLIENT_H
#define BROWSE_CONTROL_CLIENT_H

#include <limits.h>
#include <stddef.h>

#define CONTROL_LINE_SIZE 1024
#define CONTROL_ANSWER_MAX (16U << 20) /* a recorder never says more */

/* Where the recorder of a folder answers: in the folder, as several may run,
 * or at the socket of the service. */
void control_find(const char *folder, char out[PATH_MAX]);

/* What it said: of 'size' bytes and a NUL behind them; to be freed. */
struct control_answer {
	char *text;
	size_t size;
};

/*
 * Connects to 'path', sends 'line' (with its end, less than
 * CONTROL_LINE_SIZE) and waits for the answer, at most 'patience_s' seconds
 * for each part of it. 0: it was carried out; EPROTO: refused, the answer says
 * why; ENOENT and ECONNREFUSED: nobody answers there; ENAMETOOLONG,
 * ETIMEDOUT, EBADMSG (no whole answer came) and others: no answer. Logs
 * nothing.
 */
int control_ask(const char *path, const char *line, int patience_s,
    struct control_answer *out) __attribute__((warn_unused_result));

#endif
