/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTM_GETLINK of rtnetlink(7): one request, one answer. */
#include "capture/device.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An answer with all that a virtual function may have to tell. */
#define ANSWER_BYTES (64 << 10)

struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	char attributes[RTA_SPACE(IFNAMSIZ)];
};

static int
open_socket(unsigned groups)
{
	struct sockaddr_nl name = {
	    .nl_family = AF_NETLINK, .nl_groups = groups};
	int fd = socket(
	    AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int
device_watch_open(struct device_watch *watch)
{
	int error;

	*watch = (struct device_watch){.ask = open_socket(0), .news = -1};
	if (watch->ask >= 0)
		watch->news = open_socket(RTMGRP_LINK);
	if (watch->news >= 0)
		return 0;
	error = errno;
	device_watch_close(watch);
	return error;
}

void
device_watch_close(struct device_watch *watch)
{
	if (watch->ask >= 0)
		close(watch->ask);
	if (watch->news >= 0)
		close(watch->news);
	watch->ask = watch->news = -1;
}

static void
add_attribute(struct request *request, unsigned short type, const void *value,
    size_t size)
{
	struct rtattr *at =
	    (void *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));

	at->rta_type = type;
	at->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(at), value, size);
	request->header.nlmsg_len =
	    (uint32_t)(NLMSG_ALIGN(request->header.nlmsg_len) +
		       RTA_SPACE(size));
}

static int
send_request(int ask, const char *name, uint32_t number)
{
	struct request request = {
	    .header =
		{
		    .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
		    .nlmsg_type = RTM_GETLINK,
		    .nlmsg_flags = NLM_F_REQUEST,
		    .nlmsg_seq = number,
		},
	    .link = {.ifi_family = AF_UNSPEC},
	};
	size_t size = strlen(name) + 1;

	if (size > IFNAMSIZ)
		return ENODEV;
	add_attribute(&request, IFLA_IFNAME, name, size);
	return send(ask, &request, request.header.nlmsg_len, 0) < 0 ? errno : 0;
}

static void
read_statistics(struct rtattr *at, struct device *out)
{
	struct rtnl_link_stats64 stats = {0};
	size_t size = RTA_PAYLOAD(at);

	/* A newer kernel may have more to say. */
	memcpy(&stats, RTA_DATA(at), size < sizeof stats ? size : sizeof stats);
	out->lost = stats.rx_dropped + stats.rx_missed_errors;
}

static void
read_link(struct nlmsghdr *header, struct device *out)
{
	const struct ifinfomsg *link = NLMSG_DATA(header);
	uint8_t *bytes = (uint8_t *)header;
	size_t at = NLMSG_SPACE(sizeof *link);

	*out = (struct device){
	    .index = link->ifi_index,
	    .up = link->ifi_flags & IFF_UP,
	    .running = link->ifi_flags & IFF_RUNNING,
	};
	while (at + sizeof(struct rtattr) <= header->nlmsg_len) {
		struct rtattr *attribute = (void *)(bytes + at);

		if (attribute->rta_len < sizeof *attribute ||
		    attribute->rta_len > header->nlmsg_len - at)
			break;
		if (attribute->rta_type == IFLA_STATS64)
			read_statistics(attribute, out);
		at += RTA_ALIGN(attribute->rta_len);
	}
}

/* Reads answers up to the one with that number. The kernel has written it when
 * send() returned: nothing is waited for. */
static int
read_answer(int ask, uint32_t number, struct device *out)
{
	union {
		struct nlmsghdr header;
		char bytes[ANSWER_BYTES];
	} answer;

	for (;;) {
		ssize_t got = recv(ask, &answer, sizeof answer, 0);
		struct nlmsghdr *header = &answer.header;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (!NLMSG_OK(header, (size_t)got) ||
		    header->nlmsg_seq != number)
			continue;
		if (header->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *error = NLMSG_DATA(header);

			return error->error ? -error->error : EPROTO;
		}
		if (header->nlmsg_type != RTM_NEWLINK)
			return EPROTO;
		read_link(header, out);
		return 0;
	}
}

int
device_look(struct device_watch *watch, const char *name, struct device *out)
{
	int error = send_request(watch->ask, name, ++watch->number);

	return error ? error : read_answer(watch->ask, watch->number, out);
}

bool
device_watch_has_news(struct device_watch *watch)
{
	char bytes[8192];
	bool any = false;
	ssize_t got;

	/* Too much of it at once (ENOBUFS) is news, too. */
	while ((got = recv(watch->news, bytes, sizeof bytes, 0)) > 0 ||
	       (got < 0 && (errno == ENOBUFS || errno == EINTR)))
		any = true;
	return any;
}
