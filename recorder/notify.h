/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the recorder tells the service manager that started it, by the protocol
 * of sd_notify(3): that it records, and that it is alive. When nobody
 * wants to be told, all of these do nothing. For the engine thread: a loop that
 * hangs is no longer told of, and is started anew.
 */
#ifndef RECORDER_NOTIFY_H
#define RECORDER_NOTIFY_H

/* Looks at NOTIFY_SOCKET and WATCHDOG_USEC, and takes them out of the
 * environment. Makes a socket, so it has to come before rights are dropped. */
void notify_open(void);
void notify_close(void);

/* The recorder has begun, or has read its configuration again. */
void notify_ready(void);

/* It reads its configuration again; notify_ready() follows. */
void notify_reloading(void);

/* It was asked to end. */
void notify_stopping(void);

/* It is alive. To be called as often as the loop turns: tells it twice in the
 * time after which it would be taken for dead. Reads the clock of the system,
 * as its time is that of the manager and not of packets. */
void notify_alive(void);

#endif
