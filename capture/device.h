/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the kernel knows of a network interface: whether it is there and up,
 * and what it lost. Asked through a socket (rtnetlink(7)), so that nobody needs
 * rights, or sees /sys, when an interface goes away and comes back.
 */
#ifndef CAPTURE_DEVICE_H
#define CAPTURE_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

struct device {
	int index;     /* of the interface; it changes with each new one */
	bool up;       /* set up by the administrator */
	bool running;  /* ... and its link is there */
	uint64_t lost; /* frames that the card or the kernel dropped before any
	                   program could have them */
};

/* The sockets through which it is asked. */
struct device_watch {
	int ask;
	int news;        /* becomes readable when any interface changes */
	uint32_t number; /* of the newest question */
};

/* 0 or a positive errno; then both sockets are -1. */
int device_watch_open(struct device_watch *watch)
    __attribute__((warn_unused_result));
void device_watch_close(struct device_watch *watch);

/* Asks about the interface 'name'. 0, ENODEV when there is none, or another
 * positive errno. Does not wait. */
int device_look(struct device_watch *watch, const char *name,
    struct device *out) __attribute__((warn_unused_result));

/* Did any interface change since the last call? */
bool device_watch_has_news(struct device_watch *watch);

#endif
