/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The socket by which a running recorder is asked and told things. A client
 * sends lines, and gets for each, in order:
 *
 *     ok 12\n        and 12 bytes of an answer, or
 *     error 9\n      and 9 bytes that say what is wrong
 *
 * Who may connect says the mode of the socket, 0660; who did is in the answer
 * of the kernel (SO_PEERCRED, unix(7)). A client may be as slow, greedy or
 * mute as it likes: it costs the engine one non-blocking step for each poll,
 * and memory up to the limits below.
 *
 * Belongs to the engine thread. What lines mean is in recorder/control.h.
 */
#ifndef RECORDER_CONTROL_SOCKET_H
#define RECORDER_CONTROL_SOCKET_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"
#include "base/tstamp.h"

#define CONTROL_CLIENTS_MAX 8          /* the longest silent one gives way */
#define CONTROL_LINE_MAX 1024          /* bytes of a line with its end */
#define CONTROL_ANSWER_MAX (16U << 20) /* bytes of an answer */
#define CONTROL_PATIENCE_NS (10 * NS_PER_SEC) /* without any progress */
#define CONTROL_ERROR_SIZE 256

/* Who asks. */
struct control_peer {
	unsigned uid;
	int pid;
};

/*
 * Answers one line, which has no end and is not empty, to 'out'. False: what
 * it wrote says what is wrong.
 */
typedef bool control_answer_fn(
    struct text line, const struct control_peer *peer, FILE *out, void *arg);

struct control_socket;

/*
 * Makes the socket 'path' and listens there. What a run that died left behind
 * is replaced; when somebody answers there it is not. NULL with the reason in
 * 'error'.
 */
struct control_socket *control_socket_open(const char *path,
    control_answer_fn *answer, void *arg, char error[CONTROL_ERROR_SIZE]);

/* Closes all and removes the socket; NULL is allowed. */
void control_socket_close(struct control_socket *control);

/* Can be read when control_socket_poll() has something to do. */
int control_socket_fd(const struct control_socket *control);

/*
 * Does what can be done without waiting: at most one line is answered. 'now'
 * is of a clock that is never set back. To be called when the descriptor can
 * be read, and each second.
 */
void control_socket_poll(struct control_socket *control, struct tstamp now);

#endif
