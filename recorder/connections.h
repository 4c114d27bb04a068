/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIP that comes in streams: TCP connections to messages, which go to
 * signalling. All that knows both TCP and SIP is here.
 */
#ifndef RECORDER_CONNECTIONS_H
#define RECORDER_CONNECTIONS_H

#include "base/counter.h"
#include "base/tstamp.h"
#include "capture/packet.h"
#include "calls/settings.h"
#include "calls/signalling.h"
#include "recorder/sources.h"

struct connections;

/* All arguments are borrowed and must outlive it. NULL without memory. */
struct connections *connections_new(const struct settings *settings,
    struct signalling *signalling, struct sources *sources);
void connections_free(struct connections *connections); /* NULL is allowed */

/* Takes a TCP segment; returns the outcome of its frame. */
enum counter_id
connections_push(struct connections *connections, const struct packet *segment);

/* Lets time pass; cheap, to be called for each packet. */
void connections_tick(struct connections *connections, struct tstamp now);

/* The capture is over: what waits for missing segments is given. */
void connections_finish(struct connections *connections);

#endif
