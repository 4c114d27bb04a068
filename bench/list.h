/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of calls: a line of JSON for each, when it is over. Ten thousand
 * calls fit where their audio does not. The format is in bench/README.md.
 */
#ifndef BENCH_LIST_H
#define BENCH_LIST_H

struct call;
struct engine;

/* Opens the list that the options name, if any. Returns 0 or an errno. */
int list_open(struct engine *e) __attribute__((warn_unused_result));

/* Appends the finished call 'c'. */
void list_call(struct engine *e, const struct call *c);

/* Closes the list. Returns 0, or the errno of this or an earlier write. */
int list_close(struct engine *e) __attribute__((warn_unused_result));

#endif
