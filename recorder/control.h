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
 * Makes the socket of the setting "control", behind run_open() and before
 * run_drop(). When nothing is set it is "control" in the folder that systemd
 * made for the service ($RUNTIME_DIRECTORY), else in the output folder; "none"
 * makes none. Borrows 'run' and 'options'; until the run is started it only
 * says so. False: it cannot be used, which was said. '*out' is to be closed in
 * any case; it is NULL when there is none, which all of these take.
 */
bool control_open(struct run *run, struct options *options,
    struct control **out) __attribute__((warn_unused_result));
void control_close(struct control *control);

/* To be waited for (-1: nothing), and what to do then and each second; see
 * control_socket_poll(). */
int control_fd(const struct control *control);
void control_serve(struct control *control, struct tstamp now);

#endif
