/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does this host's firewall let in what no rule speaks of? */
#ifndef SPANCTL_FIREWALL_H
#define SPANCTL_FIREWALL_H

#include <stdbool.h>

#define FIREWALL_NAME_SIZE 256

/*
 * Is there a chain of nftables for input whose policy is to drop? Its name is
 * written to 'chain'. False also when that cannot be found out.
 */
bool firewall_drops_input(char chain[FIREWALL_NAME_SIZE]);

#endif
