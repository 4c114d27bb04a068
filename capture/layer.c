/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all layers share. */
#include "capture/layer.h"

#include "capture/ethertype.h"

/* Headers of IP and Ethernet in one frame: those of 8 tunnels, and some for
 * pseudowires, which are no tunnels of a mirror. */
#define DEPTH_MAX (TUNNELS_MAX + 4)

enum counter_id
layer_nest(struct layers *l, enum layer next)
{
	if (l->depth == DEPTH_MAX)
		return COUNTER_encapsulation_limit;
	l->depth++;
	l->next = next;
	return COUNTER_NONE;
}

static enum counter_id
note(struct encapsulations *all, const struct encapsulation *one)
{
	if (all->count == ENCAPSULATIONS_MAX)
		return COUNTER_encapsulation_limit;
	all->item[all->count++] = *one;
	return COUNTER_NONE;
}

enum counter_id
layer_enter(
    struct layers *l, const struct encapsulation *tunnel, enum layer next)
{
	struct encapsulations *all = &l->out->encapsulations;
	struct encapsulation own = *tunnel;

	if (all->tunnels == TUNNELS_MAX)
		return COUNTER_encapsulation_limit;
	all->tunnels++;
	own.from = l->out->flow.src.addr;
	if (note(all, &own) != COUNTER_NONE)
		return COUNTER_encapsulation_limit;
	return layer_nest(l, next);
}

enum counter_id
layer_tag(struct layers *l, unsigned vlan)
{
	struct encapsulation tag = {
	    .kind = ENCAPSULATION_VLAN, .has_id = true, .id = vlan};

	return vlan ? note(&l->out->encapsulations, &tag) : COUNTER_NONE;
}

bool
layer_is_ethernet(const uint8_t *bytes, size_t size)
{
	if (size < 14)
		return false;
	switch (bytes[12] << 8 | bytes[13]) {
	case ETHERTYPE_IP4:
	case ETHERTYPE_IP6:
	case ETHERTYPE_ARP:
	case ETHERTYPE_CVLAN:
	case ETHERTYPE_SVLAN:
	case ETHERTYPE_MPLS:
	case ETHERTYPE_PPPOE_SESSION:
		return true;
	default:
		return false;
	}
}

bool
layer_is_ip4(const uint8_t *bytes, size_t size)
{
	size_t header_size;
	uint32_t sum = 0;

	if (size < 20 || bytes[0] >> 4 != 4)
		return false;
	header_size = (size_t)(bytes[0] & 0x0f) * 4;
	if (header_size < 20 || header_size > size)
		return false;
	for (size_t i = 0; i < header_size; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	return ((sum & 0xffff) + (sum >> 16)) == 0xffff;
}
