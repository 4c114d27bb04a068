/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger (promise 2): every answered call ends as exactly one of
 * complete, partial, undecodable, skipped or missing, with a reason.
 */
#ifndef CALLS_LEDGER_H
#define CALLS_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "calls/call.h"

#define LEDGER_REASON_SIZE 512

/* Totals of a run. */
struct ledger {
	uint64_t calls;
	uint64_t answered;
	uint64_t by_completeness[COMPLETENESS_COUNT];
	uint64_t recordings;
	uint64_t recorded_ms;
	uint64_t recorded_bytes;
	uint64_t streams;
};

/* "complete", ...; NULL for CALL_UNANSWERED. */
const char *completeness_name(enum completeness completeness);

/*
 * Judges a call that is over, whose gaps were judged (calls/gaps.h), and
 * writes why it is not complete to 'reason'; of a complete one, which side did
 * not speak, as was agreed, or "".
 */
enum completeness
ledger_judge(const struct call *call, char reason[LEDGER_REASON_SIZE]);

/* Enters a call that is filed. */
void ledger_enter(struct ledger *ledger, const struct call *call,
    enum completeness completeness);

/* Does every answered call have its one entry? */
bool ledger_balances(const struct ledger *ledger);

#endif
