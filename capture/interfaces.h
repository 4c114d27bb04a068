/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several interfaces as one, in the order of capture time: for frames that
 * come now what capture/merge.h is for files. The kernel hands frames over
 * some time after they came, and of each interface at another moment; so that
 * an older frame of another interface is not passed by, a frame waits until
 * none can come: INTERFACES_HOLD_MS. Of one interface none waits.
 *
 * Belongs to one thread, which may sleep in interfaces_wait().
 */
#ifndef CAPTURE_INTERFACES_H
#define CAPTURE_INTERFACES_H

#include <signal.h>

#include "capture/batch.h"
#include "capture/interface.h"
#include "capture/ring.h"

#define INTERFACES_MAX 16

/* Twice what a frame may wait in its ring. */
#define INTERFACES_HOLD_MS (2 * RING_BLOCK_MS)
#define INTERFACES_HOLD_NS (INTERFACES_HOLD_MS * NS_PER_MS)

struct interfaces;

/* None yet; or NULL with errno. */
struct interfaces *interfaces_new(void);
void interfaces_free(struct interfaces *interfaces); /* NULL is allowed */

/* Adds one; as interface_open(). E2BIG: more than INTERFACES_MAX. */
int interfaces_add(struct interfaces *interfaces, const char *name,
    const struct interface_options *options, char error[INTERFACE_ERROR_SIZE])
    __attribute__((warn_unused_result));

size_t interfaces_count(const struct interfaces *interfaces);
struct interface *interfaces_at(const struct interfaces *interfaces, size_t i);

/* All of them, to which nothing is added any more; borrows 'interfaces'. */
struct origins interfaces_origins(const struct interfaces *interfaces);

/*
 * Takes the next frames, without waiting; those of the batch before are done
 * with. When there are none, '*until' is a time (of the system's clock) before
 * which no frame can come any more, and 0 when one waits for older ones.
 * Returns how many there are. The bytes of 'batch' are not used.
 */
size_t interfaces_fill(
    struct interfaces *interfaces, struct batch *batch, struct tstamp *until);

/*
 * Sleeps until a frame can be had, an interface changed, 'extra_fd' (or -1)
 * can be read, a signal that 'signals' lets through came, or 'timeout_ms'
 * have passed. True: interfaces_look() should be called.
 */
bool interfaces_wait(struct interfaces *interfaces, int extra_fd,
    const sigset_t *signals, int timeout_ms);

/* Looks at the interface 'i'; see interface_look(). */
enum interface_news interfaces_look(struct interfaces *interfaces, size_t i);

/* Nothing is taken any more. */
void interfaces_finish(struct interfaces *interfaces);

#endif
