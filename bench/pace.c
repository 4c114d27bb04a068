/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pace INTERFACE FILE: sends the frames of a capture, each when it is due,
 * many at a time: a hundred thousand a second leave the processors to others.
 * Says how many they were, and by how much the latest was late.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#define BATCH 256
#define PAUSE_NS 500000
#define NS_PER_S INT64_C(1000000000)

/* Of a classic capture file, in the order of this machine. */
struct file_head {
	uint32_t magic, version, zone, accuracy, snaplen, link;
};

struct frame_head {
	uint32_t seconds, fraction, size, wire_size;
};

struct capture {
	const unsigned char *at, *end;
	int64_t tick_ns; /* of a fraction */
};

static int64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static struct capture
open_capture(const char *path)
{
	struct file_head head;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const unsigned char *bytes;

	if (fd < 0 || fstat(fd, &st))
		err(1, "%s", path);
	bytes = mmap(NULL, (size_t)st.st_size, PROT_READ,
	    MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (bytes == MAP_FAILED)
		err(1, "%s", path);
	memcpy(&head, bytes, sizeof head);
	if (head.magic != 0xa1b2c3d4 && head.magic != 0xa1b23c4d)
		errx(1, "%s: not the capture that is expected", path);
	return (struct capture){bytes + sizeof head, bytes + st.st_size,
	    head.magic == 0xa1b2c3d4 ? 1000 : 1};
}

static int
open_interface(const char *name)
{
	struct sockaddr_ll at = {
	    .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(name)};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);
	int yes = 1;

	if (fd < 0 || !at.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&at, sizeof at) ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes))
		err(1, "%s", name);
	return fd;
}

/* When the next frame is due, in the time of the file. */
static int64_t
due_ns(const struct capture *capture)
{
	struct frame_head head;

	memcpy(&head, capture->at, sizeof head);
	return head.seconds * NS_PER_S + head.fraction * capture->tick_ns;
}

/* Takes the frames that are due by then. */
static unsigned
take(struct capture *capture, int64_t until_ns, struct mmsghdr *messages)
{
	static struct iovec parts[BATCH];
	unsigned count = 0;

	for (; count < BATCH && capture->at < capture->end &&
	       due_ns(capture) <= until_ns;
	     count++) {
		struct frame_head head;

		memcpy(&head, capture->at, sizeof head);
		parts[count].iov_base =
		    (void *)(uintptr_t)(capture->at + sizeof head);
		parts[count].iov_len = head.size;
		messages[count] = (struct mmsghdr){
		    .msg_hdr = {.msg_iov = &parts[count], .msg_iovlen = 1}};
		capture->at += sizeof head + head.size;
	}
	return count;
}

static void
send_all(int fd, struct mmsghdr *messages, unsigned count)
{
	while (count) {
		int sent = sendmmsg(fd, messages, count, 0);

		if (sent < 0 && errno != ENOBUFS && errno != EINTR)
			err(1, "a frame is not sent");
		if (sent > 0) {
			messages += sent;
			count -= (unsigned)sent;
		}
	}
}

int
main(int argc, char **argv)
{
	static struct mmsghdr messages[BATCH];
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct capture capture;
	uint64_t total = 0;
	int64_t begin, late_ns = 0;
	int fd;

	if (argc != 3)
		errx(2, "usage: pace INTERFACE FILE");
	fd = open_interface(argv[1]);
	capture = open_capture(argv[2]);
	begin = now_ns() - due_ns(&capture);
	while (capture.at < capture.end) {
		int64_t late = now_ns() - begin - due_ns(&capture);
		unsigned count;

		if (late < 0) {
			nanosleep(&pause, NULL);
			continue;
		}
		late_ns = late > late_ns ? late : late_ns;
		count = take(&capture, now_ns() - begin, messages);
		send_all(fd, messages, count);
		total += count;
	}
	printf("%llu frames are sent, the latest %lld ms late\n",
	    (unsigned long long)total, (long long)(late_ns / 1000000));
	return 0;
}
