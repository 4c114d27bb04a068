/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of the page. All are read when the server starts, and only what
 * was read then is ever given out: no request names a file of the disk.
 */
#ifndef SERVE_PAGES_H
#define SERVE_PAGES_H

struct pages;
struct exchange;

/* Reads all below 'folder'. 0 or a positive errno, which was logged; a folder
 * that is not there has no files. */
int pages_load(const char *folder, struct pages **out)
    __attribute__((warn_unused_result));
void pages_free(struct pages *pages); /* NULL is allowed */

/* Answers with the file that the target names, index.html for "/". */
void pages_answer(struct exchange *exchange);

#endif
