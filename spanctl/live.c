/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches an interface by a packet socket, packet(7), or a capture file. */
#include "spanctl/live.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/tstamp.h"
#include "capture/source.h"

#define RECEIVE_BYTES (64 << 20)
#define TAG_SIZE 4

static int
join(int fd, const char *interface)
{
	struct sockaddr_ll address = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	struct packet_mreq promiscuous = {.mr_type = PACKET_MR_PROMISC};
	int size = RECEIVE_BYTES, on = 1;

	address.sll_ifindex = (int)if_nametoindex(interface);
	if (address.sll_ifindex == 0)
		return ENODEV;
	promiscuous.mr_ifindex = address.sll_ifindex;
	/* Without the right to more it stays what it is. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
		(void)!setsockopt(
		    fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous,
		sizeof promiscuous))
		return errno;
	return 0;
}

/* Puts the tag back that the kernel took off. */
static size_t
restore_tag(const struct msghdr *message, uint8_t *bytes, size_t size)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	struct tpacket_auxdata data;
	uint16_t type;

	if (!header || header->cmsg_level != SOL_PACKET ||
	    header->cmsg_type != PACKET_AUXDATA || size < 12)
		return size;
	memcpy(&data, CMSG_DATA(header), sizeof data);
	if (!(data.tp_status & TP_STATUS_VLAN_VALID))
		return size;
	type = data.tp_status & TP_STATUS_VLAN_TPID_VALID ? data.tp_vlan_tpid
							  : ETH_P_8021Q;
	memmove(bytes + 12 + TAG_SIZE, bytes + 12, size - 12);
	bytes[12] = (uint8_t)(type >> 8);
	bytes[13] = (uint8_t)type;
	bytes[14] = (uint8_t)(data.tp_vlan_tci >> 8);
	bytes[15] = (uint8_t)data.tp_vlan_tci;
	return size + TAG_SIZE;
}

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * NS_PER_SEC + now.tv_nsec;
}

static int
receive(int fd, live_fn *fn, void *arg, bool *enough)
{
	static uint8_t bytes[65536 + TAG_SIZE];
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec part = {bytes, 65536};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof control};
	struct frame frame = {.link_type = LINK_ETHERNET};
	ssize_t got = recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);
	size_t kept;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : errno;
	kept = (size_t)got < part.iov_len ? (size_t)got : part.iov_len;
	frame.captured = restore_tag(&message, bytes, kept);
	frame.length = frame.captured + ((size_t)got - kept);
	frame.bytes = bytes;
	frame.time.ns = clock_ns(CLOCK_REALTIME);
	*enough = !fn(&frame, arg);
	return 0;
}

static uint64_t
read_drops(int fd)
{
	struct tpacket_stats stats = {0};
	socklen_t size = sizeof stats;

	if (!getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size))
		return stats.tp_drops;
	return 0;
}

int
live_watch(const char *interface, unsigned seconds, live_fn *fn, void *arg,
    uint64_t *dropped)
{
	int64_t end = clock_ns(CLOCK_MONOTONIC) + (int64_t)seconds * NS_PER_SEC;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int error = fd < 0 ? errno : join(fd, interface);
	bool enough = false;

	while (!error && !enough) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		int64_t left = end - clock_ns(CLOCK_MONOTONIC);

		if (left <= 0)
			break;
		if (poll(&wait, 1, (int)(left / NS_PER_MS) + 1) > 0)
			error = receive(fd, fn, arg, &enough);
	}
	if (fd >= 0 && !error)
		*dropped = read_drops(fd);
	if (fd >= 0)
		close(fd);
	errno = error;
	if (error == EPERM || error == EACCES)
		log_warnx(
		    "%s: watching it needs root, or CAP_NET_RAW", interface);
	else if (error == ENETDOWN)
		log_warnx(
		    "%s: is down: ip link set %s up", interface, interface);
	else if (error)
		log_warn("%s", interface);
	return error;
}

int
file_watch(const char *path, live_fn *fn, void *arg)
{
	struct source_options options = {.filter = NULL};
	enum source_status status;
	char text[SOURCE_ERROR_SIZE];
	struct source *source = NULL;
	struct frame frame;
	int error = source_open_file(path, &options, &source, text);

	if (error) {
		log_warnx("%s", text);
		return error;
	}
	do
		status = source_next(source, &frame);
	while (status == SOURCE_FRAME && fn(&frame, arg));
	if (status == SOURCE_DAMAGED) {
		source_describe_damage(source, text);
		log_warnx("%s", text);
	}
	source_close(source);
	return status == SOURCE_DAMAGED ? EIO : 0;
}

static bool
push(const struct frame *frame, void *arg)
{
	observation_push(arg, frame);
	return true;
}

int
live_observe(
    const char *interface, unsigned seconds, struct observation *observation)
{
	return live_watch(
	    interface, seconds, push, observation, &observation->dropped);
}

int
file_observe(const char *path, struct observation *observation)
{
	return file_watch(path, push, observation);
}
