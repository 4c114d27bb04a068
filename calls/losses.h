/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where packets were lost: what is missing from many streams is looked at
 * together, soon after it happened.
 *
 *  - A mirror that has more to send than its port can carry drops copies of
 *    whatever comes, so that streams of several calls, with no sender and no
 *    receiver in common, miss packets at one moment, and far more of them than
 *    in the moments around it.
 *  - A packet that is seen on its next hop was not lost on this one.
 *  - The recorder knows when it lost frames of a source itself.
 *  - A receiver tells by RTCP what it missed: what it had, and was not seen
 *    here, was lost by the mirror.
 *
 * Bounded, and by packet time only. Owned by struct calls.
 */
#ifndef CALLS_LOSSES_H
#define CALLS_LOSSES_H

#include <stdint.h>

#include "base/tstamp.h"
#include "calls/gap_cause.h"
#include "calls/media.h"

/* Losses of the last second or two; some 3 MB. */
#define LOSSES_MAX 32768
#define LOSSES_PER_CALL_MAX 256 /* in a second */

/* Moments in which a mirror dropped packets: an hour of ten each second. */
#define LOSS_BURSTS_MAX 36000

/* Losses that begin so near to each other are of one moment. */
#define LOSS_MOMENT_NS (20 * NS_PER_MS)

/* Calls that must miss something at one moment ... */
#define LOSS_CALLS_MIN 5

/* ... and so many times what is missed in other moments around it. */
#define LOSS_BURST_RATIO 5

struct losses;

struct losses *losses_new(void);         /* NULL without memory */
void losses_free(struct losses *losses); /* NULL is allowed */

/*
 * 'stream' missed the 'count' packets before the one that came at 'now', its
 * newest; the one before these came at 'before'. Takes no memory.
 */
void losses_note(struct losses *losses, struct media_stream *stream,
    uint64_t count, struct tstamp before, struct tstamp now);

/* Judges what was noted; once a second, before calls are filed. */
void losses_tick(struct losses *losses, struct tstamp now);

/* Judges all that is left: nothing more comes. */
void losses_finish(struct losses *losses, struct tstamp now);

/* 'call' and its streams go. */
void losses_forget(struct losses *losses, const struct call *call);

/* Frames of a file or interface, of all mirrors in it, that came between two
 * times were lost before they could be looked at. */
void losses_note_capture(struct losses *losses, unsigned capture,
    struct tstamp from, struct tstamp to);

/*
 * The receiver of 'stream' tells that of the packets that came from 'from' to
 * 'to' it missed 'reported', of which 'seen' are missing here, too (RFC 3550
 * section 6.4.1, differences of two reports).
 */
void losses_report(struct media_stream *stream, struct tstamp from,
    struct tstamp to, uint64_t seen, uint64_t reported);

/* Why 'call' has nothing of 'side' between two times: GAP_MIRROR, GAP_NETWORK,
 * GAP_CAPTURE or, when it is not known, GAP_LOSS. */
enum gap_cause
losses_cause(const struct losses *losses, const struct call *call,
    enum side side, struct tstamp from, struct tstamp to);

#endif
