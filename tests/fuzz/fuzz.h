/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each fuzzer defines; libFuzzer or replay.c calls it. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Feeds 'size' bytes to the parser under test; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
