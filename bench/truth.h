/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what a call really was, for checkaudio and for tests. */
#ifndef BENCH_TRUTH_H
#define BENCH_TRUTH_H

struct call;

/*
 * Writes 'dir'/<Call-ID>.json and the audio of both sides of the finished call
 * 'c' beside it. Returns 0 or an errno. The format is in bench/README.md.
 */
int truth_write(const struct call *c, const char *dir)
    __attribute__((warn_unused_result));

#endif
