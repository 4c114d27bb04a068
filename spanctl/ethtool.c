/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks drivers by SIOCETHTOOL, netdevice(7); see ethtool.h. */
#include "spanctl/ethtool.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

#define COUNTERS_MAX 65536

struct asking {
	int fd;
	struct ifreq request;
};

static int
begin(struct asking *asking, const char *interface)
{
	*asking = (struct asking){
	    .fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
	text_copy(asking->request.ifr_name, sizeof asking->request.ifr_name,
	    text_of(interface));
	return asking->fd < 0 ? errno : 0;
}

static int
ask(struct asking *asking, void *question)
{
	asking->request.ifr_data = question;
	return ioctl(asking->fd, SIOCETHTOOL, &asking->request) ? errno : 0;
}

int
nic_read(const char *interface, struct nic *out)
{
	struct ethtool_drvinfo driver = {.cmd = ETHTOOL_GDRVINFO};
	struct ethtool_value gro = {.cmd = ETHTOOL_GGRO};
	struct ethtool_value flags = {.cmd = ETHTOOL_GFLAGS};
	struct ethtool_ringparam ring = {.cmd = ETHTOOL_GRINGPARAM};
	struct asking asking;
	int error = begin(&asking, interface);

	*out = (struct nic){.ring = 0};
	if (error)
		return error;
	if (!ask(&asking, &driver))
		text_copy(out->driver, sizeof out->driver,
		    (struct text){driver.driver,
			strnlen(driver.driver, sizeof driver.driver)});
	out->gro = !ask(&asking, &gro) && gro.data;
	out->lro = !ask(&asking, &flags) && flags.data & ETH_FLAG_LRO;
	if (!ask(&asking, &ring)) {
		out->ring = ring.rx_pending;
		out->ring_most = ring.rx_max_pending;
	}
	close(asking.fd);
	return 0;
}

/* The older question: the newer one takes two steps, and all answer this. */
unsigned
nic_speed_mbit(const char *interface)
{
	struct ethtool_cmd settings = {.cmd = ETHTOOL_GSET};
	struct asking asking;
	unsigned speed = 0;

	if (begin(&asking, interface))
		return 0;
	if (!ask(&asking, &settings))
		speed = (unsigned)settings.speed_hi << 16 | settings.speed;
	close(asking.fd);
	return speed == (unsigned)SPEED_UNKNOWN || speed == UINT16_MAX ? 0
								       : speed;
}

static int
count_of(struct asking *asking, uint32_t *count)
{
	/* One number follows what is asked. */
	_Alignas(struct ethtool_sset_info)
	    uint32_t room[sizeof(struct ethtool_sset_info) / 4 + 1] = {0};
	struct ethtool_sset_info *sets = (void *)room;
	int error;

	sets->cmd = ETHTOOL_GSSET_INFO;
	sets->sset_mask = 1U << ETH_SS_STATS;
	error = ask(asking, sets);
	*count = sets->data[0];
	if (!error && (sets->sset_mask == 0 || *count == 0))
		return EOPNOTSUPP;
	return !error && *count > COUNTERS_MAX ? E2BIG : error;
}

int
nic_counters_each(const char *interface, nic_counter_fn *fn, void *arg)
{
	struct ethtool_gstrings *names = NULL;
	struct ethtool_stats *values = NULL;
	struct asking asking;
	uint32_t count = 0;
	int error = begin(&asking, interface);

	if (error)
		return error;
	error = count_of(&asking, &count);
	if (!error) {
		names =
		    calloc(1, sizeof *names + (size_t)count * ETH_GSTRING_LEN);
		values = calloc(1, sizeof *values + count * sizeof(uint64_t));
		error = names && values ? 0 : ENOMEM;
	}
	if (!error) {
		names->cmd = ETHTOOL_GSTRINGS;
		names->string_set = ETH_SS_STATS;
		names->len = values->n_stats = count;
		values->cmd = ETHTOOL_GSTATS;
		error = ask(&asking, names);
	}
	if (!error)
		error = ask(&asking, values);
	for (uint32_t i = 0; i < count && !error; i++) {
		char name[ETH_GSTRING_LEN + 1] = "";

		memcpy(name, names->data + (size_t)i * ETH_GSTRING_LEN,
		    ETH_GSTRING_LEN);
		fn(name, values->data[i], arg);
	}
	free(names);
	free(values);
	close(asking.fd);
	return error;
}
