/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what spanctl reads of interfaces' drivers, for nic.sh to compare. */
#include <stdio.h>

#include "spanctl/ethtool.h"

static void
print_counter(const char *name, uint64_t value, void *arg)
{
	(void)value; /* counts on until ethtool looks */
	printf("%s counter %s\n", (const char *)arg, name);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct nic nic;

		if (nic_read(argv[i], &nic))
			return 1;
		printf("%s driver %s\n", argv[i], nic.driver);
		printf("%s gro %d\n", argv[i], nic.gro);
		printf("%s lro %d\n", argv[i], nic.lro);
		printf("%s ring %u of %u\n", argv[i], nic.ring, nic.ring_most);
		printf("%s speed %u\n", argv[i], nic_speed_mbit(argv[i]));
		(void)!nic_counters_each(argv[i], print_counter, argv[i]);
	}
	return 0;
}
