/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading spanrec.conf again while the program runs (SIGHUP, "reload" on the
 * control socket). All of the file is checked before anything changes.
 */
#ifndef RECORDER_RELOAD_H
#define RECORDER_RELOAD_H

#include "recorder/options.h"
#include "recorder/privileges.h"

/*
 * Sees to it that the file can be read again once all privileges are dropped;
 * its folder, that is, as editors make new files. False: that is not possible,
 * which was said.
 */
bool reload_prepare(const struct options *options,
    const struct privileges *privileges) __attribute__((warn_unused_result));

/*
 * Reads the file that 'options' named again. When it is right, those settings
 * that may change while the program runs have their new values afterwards,
 * and for others that differ the log says that they wait for a restart. When
 * it is wrong all stays as it was, false is returned, and the alarm "settings"
 * is raised until a right file was read; 'error' says why in one line.
 *
 * To be called by the engine thread between two batches of frames: users of
 * 'options->settings' see the new values with the next one.
 */
#define RELOAD_ERROR_SIZE 256
bool reload(struct options *options, char error[RELOAD_ERROR_SIZE]);

#endif
