/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the blocks of a ring, as packet_mmap.rst of the kernel describes them.
 * What lies in it was laid out by the kernel, not by who sent the frames. */
#include "capture/ring.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "capture/ethertype.h"

#define VLAN_TAG_BYTES 4
#define ETHERNET_ADDRESSES_BYTES 12

/* 'blocks' of memory for the frames of 'fd'. 0 or a positive errno. */
static int
ask_for(int fd, size_t blocks)
{
	struct tpacket_req3 request = {
	    .tp_block_size = RING_BLOCK_BYTES,
	    .tp_block_nr = (unsigned)blocks,
	    .tp_frame_size = RING_BLOCK_BYTES, /* means nothing in version 3 */
	    .tp_frame_nr = (unsigned)blocks,
	    .tp_retire_blk_tov = RING_BLOCK_MS,
	};

	return setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request,
		   sizeof request) == 0
		   ? 0
		   : errno;
}

int
ring_open(struct ring *ring, int fd, size_t bytes, size_t *got)
{
	int version = TPACKET_V3, headroom = VLAN_TAG_BYTES, error;
	size_t blocks;
	void *memory;

	*ring = (struct ring){0};
	if (bytes < RING_BYTES_MIN)
		bytes = RING_BYTES_MIN;
	if (bytes > RING_BYTES_MAX)
		bytes = RING_BYTES_MAX;
	blocks = bytes / RING_BLOCK_BYTES;
	if (setsockopt(
		fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) ||
	    setsockopt(
		fd, SOL_PACKET, PACKET_RESERVE, &headroom, sizeof headroom))
		return errno;
	while ((error = ask_for(fd, blocks)) == ENOMEM &&
	       blocks / 2 * RING_BLOCK_BYTES >= RING_BYTES_MIN)
		blocks /= 2;
	if (error)
		return error;
	memory = mmap(NULL, blocks * RING_BLOCK_BYTES, PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return errno;
	ring->memory = memory;
	ring->blocks = blocks;
	*got = blocks * RING_BLOCK_BYTES;
	return 0;
}

void
ring_close(struct ring *ring)
{
	if (ring->memory)
		munmap(ring->memory, ring->blocks * RING_BLOCK_BYTES);
	*ring = (struct ring){0};
}

static struct tpacket_hdr_v1 *
header_of(const struct ring *ring, size_t block)
{
	struct tpacket_block_desc *at =
	    (void *)(ring->memory +
		     (ring->first + block) % ring->blocks * RING_BLOCK_BYTES);

	return &at->hdr.bh1;
}

/* Takes over the next block, if the kernel has handed it over. */
static bool
next_block(struct ring *ring)
{
	struct tpacket_hdr_v1 *header;
	uint32_t status;

	if (ring->held == ring->blocks)
		return false;
	header = header_of(ring, ring->held);
	status = __atomic_load_n(&header->block_status, __ATOMIC_ACQUIRE);
	if (!(status & TP_STATUS_USER))
		return false;
	ring->held++;
	ring->left = header->num_pkts;
	ring->next = (uint8_t *)header -
		     offsetof(struct tpacket_block_desc, hdr) +
		     header->offset_to_first_pkt;
	if (status & TP_STATUS_LOSING)
		ring->losing = true;
	return true;
}

/* Makes room for a tag behind the addresses, in front of the frame. */
static void
put_tag_back(struct tpacket3_hdr *header, struct frame *frame)
{
	uint8_t *at = (uint8_t *)header + header->tp_mac - VLAN_TAG_BYTES;
	unsigned kind = header->tp_status & TP_STATUS_VLAN_TPID_VALID
			    ? header->hv1.tp_vlan_tpid
			    : ETHERTYPE_CVLAN;
	unsigned tag = header->hv1.tp_vlan_tci;

	memmove(at, at + VLAN_TAG_BYTES, ETHERNET_ADDRESSES_BYTES);
	at[12] = (uint8_t)(kind >> 8);
	at[13] = (uint8_t)kind;
	at[14] = (uint8_t)(tag >> 8);
	at[15] = (uint8_t)tag;
	frame->bytes = at;
	frame->captured += VLAN_TAG_BYTES;
	frame->length += VLAN_TAG_BYTES;
}

bool
ring_next(struct ring *ring, struct frame *out, struct ring_frame *how)
{
	struct tpacket3_hdr *header;

	how->first = ring->left == 0;
	while (ring->left == 0)
		if (!next_block(ring))
			return false;
	header = (void *)ring->next;
	ring->left--;
	ring->next += header->tp_next_offset;
	if (ring->left)
		__builtin_prefetch(ring->next);
	out->time = (struct tstamp){
	    (int64_t)header->tp_sec * NS_PER_SEC + header->tp_nsec};
	out->bytes = (uint8_t *)header + header->tp_mac;
	out->captured = header->tp_snaplen;
	out->length = header->tp_len;
	how->hardware_time = header->tp_status & TP_STATUS_TS_RAW_HARDWARE;
	how->tagged = header->tp_status & TP_STATUS_VLAN_VALID &&
		      out->captured >= ETHERNET_ADDRESSES_BYTES;
	if (how->tagged)
		put_tag_back(header, out);
	return true;
}

void
ring_release(struct ring *ring, bool but_newest)
{
	size_t done = ring->held;

	if (done && (ring->left || but_newest))
		done--;
	for (size_t i = 0; i < done; i++)
		__atomic_store_n(&header_of(ring, i)->block_status,
		    TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	ring->first = (ring->first + done) % ring->blocks;
	ring->held -= done;
}

bool
ring_take_losing(struct ring *ring)
{
	bool losing = ring->losing;

	ring->losing = false;
	return losing;
}
