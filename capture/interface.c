/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens, binds and watches a packet socket (packet(7)). */
#include "capture/interface.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/filter.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <linux/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/counter.h"
#include "capture/linktype.h"
#include "capture/ring.h"

struct interface {
	struct origin about; /* what others may see */
	char name[IFNAMSIZ];
	int fd;
	struct ring ring;
	size_t ring_bytes;
	struct filter *filter; /* borrowed; or NULL */
	uint32_t link_number;
	bool loopback;
	int index;         /* that the socket is bound to; 0: to none */
	bool up;           /* ... and frames can come */
	bool stuck;        /* it could not be bound */
	bool hardware;     /* the time of frames may be that of the card */
	struct frame next; /* if any */
	bool has_next;
	struct tstamp last;   /* time of the newest frame taken, */
	bool has_last;        /* if there was one */
	uint64_t lost;        /* frames, known to be lost since then */
	uint64_t device_lost; /* as the device last had it */
};

static void
set_up(struct interface *interface, bool up)
{
	interface->up = up;
	interface->about.state = up ? "up" : "down";
}

static struct ifreq
request_for(const struct interface *interface)
{
	struct ifreq request = {0};

	memcpy(request.ifr_name, interface->name, sizeof request.ifr_name);
	return request;
}

/* What its frames begin with. 0 or a positive errno. */
static int
find_link_type(struct interface *interface)
{
	struct ifreq request = request_for(interface);
	int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error = 0;

	if (probe < 0)
		return errno;
	if (ioctl(probe, SIOCGIFHWADDR, &request) != 0)
		error = errno;
	close(probe);
	interface->loopback = request.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK;
	if (interface->loopback ||
	    request.ifr_hwaddr.sa_family == ARPHRD_ETHER) {
		interface->about.link_type = LINK_ETHERNET;
	} else {
		/* Of all others the kernel takes the link header off. */
		interface->about.link_type = LINK_RAW;
	}
	interface->link_number = linktype_number(interface->about.link_type);
	return error;
}

static int
attach_filter(const struct interface *interface)
{
	struct sock_fprog program = {0};
	struct filter_instruction *code;
	size_t count;
	int error = 0;

	if (!interface->filter)
		return 0;
	code =
	    filter_program(interface->filter, interface->link_number, &count);
	if (!code)
		return filter_error(interface->filter) ? EINVAL : ENOMEM;
	_Static_assert(sizeof *code == sizeof *program.filter, "as the kernel");
	if (count > BPF_MAXINSNS) {
		free(code);
		return E2BIG;
	}
	program.len = (unsigned short)count;
	program.filter = (struct sock_filter *)(void *)code;
	if (setsockopt(interface->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		sizeof program) != 0)
		error = errno;
	free(code);
	return error;
}

/* Asks the card for its time of each frame, when it can take that of all. */
static void
use_hardware_time(struct interface *interface)
{
	struct ethtool_ts_info info = {.cmd = ETHTOOL_GET_TS_INFO};
	struct hwtstamp_config config = {.rx_filter = HWTSTAMP_FILTER_ALL};
	struct ifreq request = request_for(interface);
	int wanted = SOF_TIMESTAMPING_RAW_HARDWARE;

	request.ifr_data = (void *)&info;
	if (ioctl(interface->fd, SIOCETHTOOL, &request) != 0 ||
	    !(info.so_timestamping & SOF_TIMESTAMPING_RAW_HARDWARE) ||
	    !(info.rx_filters & 1u << HWTSTAMP_FILTER_ALL))
		return;
	request.ifr_data = (void *)&config;
	interface->hardware =
	    ioctl(interface->fd, SIOCSHWTSTAMP, &request) == 0 &&
	    setsockopt(interface->fd, SOL_PACKET, PACKET_TIMESTAMP, &wanted,
		sizeof wanted) == 0;
}

/* Frames come from now on, if it is up. 0 or a positive errno. */
static int
bind_to(struct interface *interface, int index)
{
	struct sockaddr_ll name = {
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = index,
	};
	struct packet_mreq all = {
	    .mr_ifindex = index, .mr_type = PACKET_MR_PROMISC};

	if (bind(interface->fd, (struct sockaddr *)&name, sizeof name) != 0)
		return errno;
	interface->index = index;
	/* Not all kinds can do that; those that carry a mirror can. */
	(void)setsockopt(
	    interface->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
	return 0;
}

/* All but binding; '*what' is what went wrong. 0 or a positive errno. */
static int
prepare(struct interface *interface, const struct interface_options *options,
    const char **what)
{
	int on = 1, error;

	*what = "cannot be asked for its kind";
	error = find_link_type(interface);
	if (error)
		return error;
	*what = "cannot be captured from";
	interface->fd = socket(AF_PACKET,
	    (interface->about.link_type == LINK_RAW ? SOCK_DGRAM : SOCK_RAW) |
		SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (interface->fd < 0)
		return errno;
	*what = "the filter cannot be used there";
	error = attach_filter(interface);
	if (error)
		return error;
	/* All that is sent to itself would come twice. */
	if (interface->loopback)
		(void)setsockopt(interface->fd, SOL_PACKET,
		    PACKET_IGNORE_OUTGOING, &on, sizeof on);
	if (options->hardware_time)
		use_hardware_time(interface);
	error = ring_open(&interface->ring, interface->fd, options->ring_bytes,
	    &interface->ring_bytes);
	*what = error == ENOMEM ? "no memory for its ring"
				: "it gets no ring from the kernel";
	return error;
}

static const char *
hint(int error)
{
	return error == EPERM || error == EACCES
		   ? " (that needs root or CAP_NET_RAW)"
		   : "";
}

int
interface_open(const char *name, const struct interface_options *options,
    struct device_watch *watch, struct interface **out,
    char error[INTERFACE_ERROR_SIZE])
{
	struct interface *interface = calloc(1, sizeof *interface);
	const char *what = "cannot be opened";
	struct device device;
	int result = ENOMEM;

	if (!interface)
		goto out;
	interface->fd = -1;
	interface->filter = options->filter;
	interface->about.kind = "interface";
	interface->about.name = interface->name;
	result = strlen(name) < sizeof interface->name ? 0 : ENODEV;
	if (!result)
		memcpy(interface->name, name, strlen(name) + 1);
	if (!result)
		result = device_look(watch, name, &device);
	if (!result)
		result = prepare(interface, options, &what);
	if (!result) {
		what = "cannot be captured from";
		result = bind_to(interface, device.index);
	}
	if (!result) {
		set_up(interface, device.up);
		interface->device_lost = device.lost;
		interface_take_error(interface);
		*out = interface;
		return 0;
	}
out:
	if (result == ENODEV)
		snprintf(error, INTERFACE_ERROR_SIZE,
		    "%.64s: there is no such interface", name);
	else
		snprintf(error, INTERFACE_ERROR_SIZE, "%.64s: %s: %s%s", name,
		    what, strerror(result), hint(result));
	interface_close(interface);
	return result;
}

void
interface_close(struct interface *interface)
{
	if (!interface)
		return;
	ring_close(&interface->ring);
	if (interface->fd >= 0)
		close(interface->fd);
	free(interface);
}

/* Counts what the kernel dropped since it was last asked: it forgets that. */
static uint64_t
take_drops(struct interface *interface)
{
	struct tpacket_stats_v3 stats;
	socklen_t size = sizeof stats;

	if (getsockopt(interface->fd, SOL_PACKET, PACKET_STATISTICS, &stats,
		&size) != 0)
		return 0;
	interface->about.ring_dropped += stats.tp_drops;
	counter_add(COUNTER_ring_dropped, stats.tp_drops);
	return stats.tp_drops;
}

/* A card's clock that is not the system's would put frames at times that never
 * were: its time is not taken any more, and frames that have it get that of the
 * one before. */
static void
check_clock(struct interface *interface, const struct frame *frame)
{
	struct timespec clock;
	struct tstamp now;
	int64_t off;
	int software = 0;

	clock_gettime(CLOCK_REALTIME, &clock);
	now = (struct tstamp){clock.tv_sec * NS_PER_SEC + clock.tv_nsec};
	off = tstamp_diff_ns(now, frame->time);
	if (off > -HARDWARE_TIME_OFF_NS && off < HARDWARE_TIME_OFF_NS)
		return;
	interface->hardware = false;
	if (!interface->has_last)
		interface->last = now;
	(void)setsockopt(interface->fd, SOL_PACKET, PACKET_TIMESTAMP, &software,
	    sizeof software);
}

/* Says in '*frame' what was lost before it. */
static void
note_losses(struct interface *interface, struct frame *frame)
{
	frame->lost = 0;
	if (interface->lost == 0)
		return;
	if (interface->has_last) {
		frame->lost = interface->lost < UINT32_MAX
				  ? (uint32_t)interface->lost
				  : UINT32_MAX;
		frame->lost_since = interface->last;
	}
	interface->lost = 0;
}

static bool
is_wanted(const struct interface *interface, const struct ring_frame *how,
    const struct frame *frame)
{
	if (!how->tagged || !interface->filter ||
	    filter_passes(interface->filter, interface->link_number, frame))
		return true;
	counter_up(frame_filtered);
	return false;
}

const struct frame *
interface_peek(struct interface *interface)
{
	struct frame *frame = &interface->next;
	struct ring_frame how;

	if (interface->has_next)
		return frame;
	do {
		if (!ring_next(&interface->ring, frame, &how))
			return NULL;
		if (how.first && ring_take_losing(&interface->ring))
			interface->lost += take_drops(interface);
		if (how.hardware_time && how.first && interface->hardware)
			check_clock(interface, frame);
		if (how.hardware_time && !interface->hardware)
			frame->time = interface->last;
	} while (!is_wanted(interface, &how, frame));
	frame->link_type = interface->about.link_type;
	frame->interface = 0;
	note_losses(interface, frame);
	interface->has_next = true;
	return frame;
}

bool
interface_has_next(const struct interface *interface)
{
	return interface->has_next;
}

struct frame
interface_take(struct interface *interface)
{
	interface->has_next = false;
	interface->last = interface->next.time;
	interface->has_last = true;
	origin_count(&interface->about, &interface->next);
	return interface->next;
}

void
interface_release(struct interface *interface)
{
	ring_release(&interface->ring, interface->has_next);
}

/* Counts what was lost in front of the socket. */
static void
note_device(struct interface *interface, const struct device *device)
{
	uint64_t lost = device->lost - interface->device_lost;

	/* A new interface begins at 0 again. */
	if (device->index == interface->index &&
	    device->lost > interface->device_lost) {
		interface->about.device_dropped += lost;
		counter_add(COUNTER_interface_dropped, lost);
		interface->lost += lost;
	}
	interface->device_lost = device->lost;
}

/* It is there: is it the one that we are bound to? 0 or a positive errno. */
static int
follow(struct interface *interface, const struct device *device)
{
	int error = 0;

	if (device->index != interface->index)
		error = bind_to(interface, device->index);
	if (!error)
		interface_take_error(interface);
	return error;
}

enum interface_news
interface_look(struct interface *interface, struct device_watch *watch)
{
	struct device device;
	bool was_up = interface->up, was_bound = interface->index != 0;
	int error = device_look(watch, interface->name, &device);

	/* Of losses no block tells while no frame comes. */
	if (!interface_peek(interface))
		interface->lost += take_drops(interface);
	if (error && error != ENODEV)
		return INTERFACE_AS_BEFORE;
	if (error) {
		set_up(interface, false);
		interface->about.state = "gone";
		interface->index = 0;
		return was_bound ? INTERFACE_GONE : INTERFACE_AS_BEFORE;
	}
	note_device(interface, &device);
	error = follow(interface, &device);
	if (error) {
		bool was_stuck = interface->stuck;

		set_up(interface, false);
		interface->stuck = true;
		errno = error;
		return was_stuck ? INTERFACE_AS_BEFORE : INTERFACE_STUCK;
	}
	interface->stuck = false;
	set_up(interface, device.up);
	if (interface->up == was_up && was_bound)
		return INTERFACE_AS_BEFORE;
	if (!interface->up)
		return INTERFACE_DOWN;
	/* Nobody knows what came meanwhile. */
	interface->lost++;
	return INTERFACE_BACK;
}

int
interface_fd(const struct interface *interface)
{
	return interface->fd;
}

void
interface_take_error(struct interface *interface)
{
	int error;
	socklen_t size = sizeof error;

	(void)getsockopt(interface->fd, SOL_SOCKET, SO_ERROR, &error, &size);
}

void
interface_finish(struct interface *interface)
{
	(void)take_drops(interface);
}

bool
interface_is_up(const struct interface *interface)
{
	return interface->up;
}

size_t
interface_ring_bytes(const struct interface *interface)
{
	return interface->ring_bytes;
}

bool
interface_has_hardware_time(const struct interface *interface)
{
	return interface->hardware;
}

const struct origin *
interface_origin(const struct interface *interface)
{
	return &interface->about;
}
