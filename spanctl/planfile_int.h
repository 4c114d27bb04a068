/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of a plan file share; the only place for confuse.h. */
#ifndef SPANCTL_PLANFILE_INT_H
#define SPANCTL_PLANFILE_INT_H

#include <confuse.h>

#include "spanctl/plan.h"
#include "base/position.h"

/* Takes ports of a list into a set. */
struct port_sink {
	const struct driver *driver;
	struct mirror_ports *ports;
	enum direction direction;
};

/* Prints "path:line:column: what" and counts it. */
void planfile_complain(struct position where, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Of an option of a section or of the file, or of a value of it; NULLs as in
 * position.h. */
struct position
planfile_where(cfg_t *section, const char *option, const char *value);

/* Values; what is wrong with them is complained about. */
void planfile_text(cfg_t *section, const char *option, char *out, size_t size);
void planfile_title(cfg_t *section, char *out, size_t size);
unsigned planfile_number(
    cfg_t *section, const char *option, unsigned least, unsigned most);
void planfile_ports(cfg_t *section, const char *option,
    const struct driver *driver, struct mirror_ports *ports);
port_fn planfile_add_port; /* 'arg' is a struct port_sink */

/* Whole sections. */
void planfile_session(
    cfg_t *section, const struct plan *plan, struct planned *planned);
void planfile_analysis(
    cfg_t *section, const struct plan *plan, struct analysis *analysis);

#endif
