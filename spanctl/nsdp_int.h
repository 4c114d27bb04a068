/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about Netgear's protocol share. */
#ifndef SPANCTL_NSDP_INT_H
#define SPANCTL_NSDP_INT_H

#include "spanctl/backend.h"

#define NSDP_MESSAGE_MAX 1472 /* of one datagram */
#define NSDP_HEADER_SIZE 32
#define NSDP_PORTS_MOST 16

/* The second byte of a message; an answer is one more. */
enum operation {
	OPERATION_READ = 1,
	OPERATION_WRITE = 3,
};

enum attribute {
	ATTRIBUTE_MODEL = 0x0001,
	ATTRIBUTE_MAC = 0x0004,
	ATTRIBUTE_PASSWORD = 0x000a,
	ATTRIBUTE_STATUS = 0x0c00,     /* one for each port: port, speed */
	ATTRIBUTE_STATISTICS = 0x1000, /* ... port, received, sent ... */
	ATTRIBUTE_MIRROR = 0x5c00,
	ATTRIBUTE_PORTS = 0x6000,
	ATTRIBUTE_END = 0xffff,
};

struct nsdp {
	const struct device *device;
	int fd;
	uint8_t mac[6]; /* of the switch */
	uint16_t sequence;
	unsigned ports;  /* it has; 0: not said */
	unsigned to;     /* where it copies to; 0: nowhere */
	uint8_t from[2]; /* a bit for each source; port 1 is the highest */
	size_t from_size;
	struct port_counts counts[NSDP_PORTS_MOST]; /* of port 1 first */
};

/* A message that is put together. */
struct message {
	uint8_t bytes[NSDP_MESSAGE_MAX];
	size_t size;
};

/* Begins a message to the switch. */
void nsdp_begin(
    struct nsdp *nsdp, enum operation operation, struct message *message);

/* Appends an attribute; what does not fit is left out. */
void nsdp_put(struct message *message, enum attribute type, const void *value,
    size_t size);

/* Sends until an answer comes that is none of refusal. 0, or a positive errno
 * after a message. */
int nsdp_exchange(struct nsdp *nsdp, enum operation operation,
    const struct message *message, struct message *answer)
    __attribute__((warn_unused_result));

/* Opens the socket that its device is asked by; 0 or a positive errno. */
int nsdp_connect(struct nsdp *nsdp) __attribute__((warn_unused_result));

#endif
