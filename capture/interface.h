/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One network interface whose frames are captured: a packet socket with its
 * ring, and what is known of the interface. When it goes down, or away, the
 * socket stays, and is bound again when an interface of that name is there:
 * that needs no rights. PACKET_FANOUT could be joined once more then.
 *
 * Belongs to one thread. Reads the clock of the system, since only it can tell
 * whether that of a network card is right.
 */
#ifndef CAPTURE_INTERFACE_H
#define CAPTURE_INTERFACE_H

#include "capture/device.h"
#include "capture/filter.h"
#include "capture/origin.h"

#define INTERFACE_ERROR_SIZE 512

/* A card whose clock is further from that of the system than this, or than
 * what frames may have waited in the ring, is not asked for the time. */
#define HARDWARE_TIME_OFF_NS (5 * NS_PER_SEC)

struct interface;

struct interface_options {
	size_t ring_bytes;     /* memory for frames */
	struct filter *filter; /* borrowed; NULL: all frames are wanted */
	bool hardware_time;    /* of the card, where it offers that */
};

/* What became of an interface since it was last looked at. */
enum interface_news {
	INTERFACE_AS_BEFORE,
	INTERFACE_DOWN,  /* it is there, and set down */
	INTERFACE_GONE,  /* there is none of that name */
	INTERFACE_BACK,  /* frames are captured again */
	INTERFACE_STUCK, /* it is there, and cannot be captured from: errno */
};

/*
 * Captures from 'name', from now on. 0, or a positive errno and a sentence for
 * people in 'error': ENODEV (there is none), EPERM (no CAP_NET_RAW).
 */
int interface_open(const char *name, const struct interface_options *options,
    struct device_watch *watch, struct interface **out,
    char error[INTERFACE_ERROR_SIZE]) __attribute__((warn_unused_result));

void interface_close(struct interface *interface); /* NULL is allowed */

/*
 * The next frame, or NULL when there is none now. It is the same one until
 * interface_take(). Its source is not filled in.
 */
const struct frame *interface_peek(struct interface *interface);

/* Did it show one that was not taken? */
bool interface_has_next(const struct interface *interface);

/* The frame that interface_peek() showed; its bytes live until
 * interface_release(). */
struct frame interface_take(struct interface *interface);

/* All frames that were taken are done with. */
void interface_release(struct interface *interface);

/* Looks whether it is there and up, and binds to it again when it is back.
 * Once a second, and when something was said of it. */
enum interface_news
interface_look(struct interface *interface, struct device_watch *watch);

/* To be waited for by poll(2), for POLLIN. An error there means that
 * interface_look() will see something; it is taken away. */
int interface_fd(const struct interface *interface);
void interface_take_error(struct interface *interface);

/* Adds what the kernel dropped and was not counted yet to the counters; there
 * will be no frame any more. */
void interface_finish(struct interface *interface);

/* Are frames captured now? */
bool interface_is_up(const struct interface *interface);

/* Bytes of the ring, and whether the time of frames is that of the card. */
size_t interface_ring_bytes(const struct interface *interface);
bool interface_has_hardware_time(const struct interface *interface);

const struct origin *interface_origin(const struct interface *interface);

#endif
