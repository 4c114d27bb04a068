/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a call in one zip file. */
#ifndef BROWSE_EXPORT_ZIP_H
#define BROWSE_EXPORT_ZIP_H

#include "browse/export_call.h"

/*
 * Puts to 'sink', in a folder of the call's id: audio.wav (unless there is
 * none), call.json (as spanview show --json has it), explain.txt, sip.txt (its
 * messages) and packets.pcapng. Errors as those of export_call(); a call
 * without audio is none.
 */
int export_zip(const struct export_source *source,
    const struct export_what *what, const struct export_sink *sink,
    struct export_report *report) __attribute__((warn_unused_result));

#endif
