/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands that a running recorder takes on its control socket, see
 * spanrec.conf(5). Engine thread only: a command is carried out between two
 * batches of frames.
 */
#ifndef RECORDER_CONTROL_H
#define RECORDER_CONTROL_H

#include "recorder/control_request.h"
#include "recorder/control_socket.h"
#include "recorder/options.h"
#include "recorder/run.h"

struct control;

/*
 * Makes the socket of the setting "control", before privileges are dropped.
 * Borrows its arguments, of which 'run' may be started later: until then only
 * errors are answered. NULL with the reason in 'error'.
 */
struct control *control_open(
    struct run *run, struct options *options, char error[CONTROL_ERROR_SIZE]);
void control_close(struct control *control); /* NULL is allowed */

/* To be waited for; see control_socket_poll() for the other one. */
int control_fd(const struct control *control);
void control_serve(struct control *control, struct tstamp now);

/* Reads the file of settings again, as SIGHUP wants it. */
bool control_reload(struct control *control, char error[CONTROL_ERROR_SIZE]);

#endif
