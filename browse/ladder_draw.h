/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ladder as text, for a screen. */
#ifndef BROWSE_LADDER_DRAW_H
#define BROWSE_LADDER_DRAW_H

#include <stdio.h>

#include "browse/ladder.h"
#include "browse/table.h"

/*
 * Draws 'ladder' with a line for each row, and another one for what does not
 * fit on its arrow. Each participant has a line downwards, which is thick
 * while audio comes or goes there. With a 'screen' of width 0 nothing is cut.
 */
void ladder_draw(
    const struct ladder *ladder, const struct screen *screen, FILE *out);

#endif
