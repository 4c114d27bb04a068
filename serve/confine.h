/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server takes from itself before it hears anybody: all files but
 * those it serves, programs, and sockets to anywhere but this machine. What
 * somebody gets it to do, it can do no more than that.
 */
#ifndef SERVE_CONFINE_H
#define SERVE_CONFINE_H

/*
 * After all was opened that is elsewhere, and before the first thread: threads
 * have what the one has that starts them. 'folder' has the catalogue; files
 * that nobody sees are made there too, unless TMPDIR says where. A part that
 * this system lacks is told, and the others are done. 0 or a positive errno.
 */
int confine(const char *folder) __attribute__((warn_unused_result));

#endif
