/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For loops over samples that the compiler turns into vector instructions:
 * built for the plain processor and for one with AVX2, chosen at start.
 * Write them branch-free, over 'restrict' arrays.
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&         \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define VECTOR_LOOP                                                            \
	__attribute__((optimize("O3"), target_clones("avx2", "default")))
#else
#define VECTOR_LOOP
#endif

#endif
