/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pcap format (draft-ietf-opsawg-pcap) in the machine's own byte order,
 * through one large buffer.
 */
#include "bench/pcapfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE (1U << 20)
#define MAGIC_NS 0xa1b23c4dU
#define SNAPLEN 262144U
#define LINKTYPE_ETHERNET 1U
#define NS_PER_S 1000000000

/* Hands the buffer to the kernel. */
static void
flush(struct pcapfile *p)
{
	size_t done = 0;

	while (done < p->used && p->err == 0) {
		ssize_t n = write(p->fd, p->buffer + done, p->used - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			p->err = errno;
	}
	p->used = 0;
}

/* Appends 'size' bytes, fewer than the buffer holds. */
static void
append(struct pcapfile *p, const void *bytes, size_t size)
{
	if (size > BUFFER_SIZE - p->used)
		flush(p);
	memcpy(p->buffer + p->used, bytes, size);
	p->used += size;
	p->bytes += size;
}

int
pcapfile_open(struct pcapfile *p, const char *path)
{
	const uint32_t header[6] = {
	    MAGIC_NS, 0, 0, 0, SNAPLEN, LINKTYPE_ETHERNET};
	const uint16_t version[2] = {2, 4};
	uint8_t bytes[24];

	*p = (struct pcapfile){.fd = STDOUT_FILENO};
	if (strcmp(path, "-") != 0)
		p->fd =
		    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (p->fd < 0)
		return errno;
	p->buffer = malloc(BUFFER_SIZE);
	if (p->buffer == NULL) {
		close(p->fd);
		return ENOMEM;
	}
	memcpy(bytes, header, sizeof(bytes));
	memcpy(bytes + 4, version, sizeof(version));
	append(p, bytes, sizeof(bytes));
	return 0;
}

void
pcapfile_write(
    struct pcapfile *p, int64_t at_ns, const uint8_t *bytes, size_t size)
{
	const uint32_t header[4] = {(uint32_t)(at_ns / NS_PER_S),
	    (uint32_t)(at_ns % NS_PER_S), (uint32_t)size, (uint32_t)size};

	append(p, header, sizeof(header));
	append(p, bytes, size);
	p->packets++;
	p->last_ns = at_ns;
}

int
pcapfile_close(struct pcapfile *p)
{
	flush(p);
	if (close(p->fd) != 0 && p->err == 0)
		p->err = errno;
	free(p->buffer);
	p->buffer = NULL;
	return p->err;
}
