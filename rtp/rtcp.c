/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTCP: RFC 3550 section 6 and appendix A.2, RFC 3611, RFC 5506. */
#include "rtp/rtcp.h"

#include "base/cursor.h"

#define VERSION 2
#define HEADER_SIZE 4
#define REPORT_SIZE 24

enum {
	TYPE_SR = 200,
	TYPE_RR = 201,
	TYPE_SDES = 202,
	TYPE_BYE = 203,
	TYPE_XR = 207,
};

enum {
	SDES_END = 0,
	SDES_CNAME = 1,
};

enum {
	XR_RECEIVER_TIME = 4,
	XR_DELAY = 5,
	XR_VOIP = 7,
};

#define XR_VOIP_SIZE 32
#define XR_DELAY_SIZE 12

/* One packet of a compound one. */
struct packet {
	uint8_t count; /* of whatever it holds */
	uint8_t type;
	struct cursor body;
};

struct reader {
	rtcp_item_fn *on_item;
	void *arg;
	struct rtcp_item item;
};

static void
give(struct reader *reader, enum rtcp_kind kind)
{
	reader->item.kind = kind;
	reader->on_item(&reader->item, reader->arg);
}

/*
 * Takes the next packet off 'rest'; false at the end, or when it is none.
 * The last one alone may be padded (RFC 3550 section 6.4.1).
 */
static bool
next_packet(struct cursor *rest, struct packet *out)
{
	uint8_t first = cursor_u8(rest);
	size_t size, padding = 0;
	const uint8_t *body;

	out->count = first & 0x1f;
	out->type = cursor_u8(rest);
	size = (size_t)cursor_be16(rest) * 4;
	body = cursor_bytes(rest, size);
	if (!body || first >> 6 != VERSION)
		return false;
	if (first & 0x20) {
		padding = size ? body[size - 1] : 0;
		if (padding == 0 || padding > size || rest->left)
			return false;
	}
	out->body = cursor_over(body, size - padding);
	return true;
}

static void
read_reports(struct reader *reader, struct packet *packet)
{
	struct rtcp_report *report = &reader->item.report;
	struct cursor *body = &packet->body;

	for (unsigned i = 0; i < packet->count && body->left >= REPORT_SIZE;
	     i++) {
		uint32_t lost;

		report->source = cursor_be32(body);
		lost = cursor_be32(body);
		report->fraction = (uint8_t)(lost >> 24);
		/* 24 bits with a sign */
		lost &= 0xffffff;
		report->lost =
		    (int32_t)lost - (lost & 0x800000 ? 0x1000000 : 0);
		report->highest = cursor_be32(body);
		report->jitter = cursor_be32(body);
		report->last = cursor_be32(body);
		report->delay = cursor_be32(body);
		give(reader, RTCP_REPORT);
	}
}

static void
read_sender_report(struct reader *reader, struct packet *packet)
{
	struct rtcp_sender *sender = &reader->item.sender;
	struct cursor *body = &packet->body;
	uint32_t seconds, fraction;

	reader->item.ssrc = cursor_be32(body);
	seconds = cursor_be32(body);
	fraction = cursor_be32(body);
	sender->ntp = seconds << 16 | fraction >> 16;
	sender->rtp_time = cursor_be32(body);
	sender->packets = cursor_be32(body);
	sender->octets = cursor_be32(body);
	if (!cursor_ok(body))
		return;
	give(reader, RTCP_SENDER);
	read_reports(reader, packet);
}

static void
read_receiver_report(struct reader *reader, struct packet *packet)
{
	reader->item.ssrc = cursor_be32(&packet->body);
	if (cursor_ok(&packet->body))
		read_reports(reader, packet);
}

/* The items of one source, up to the end of its chunk: a zero, and more of
 * them up to a multiple of four bytes. */
static void
read_chunk(struct reader *reader, struct cursor *body)
{
	size_t left = body->left;

	reader->item.ssrc = cursor_be32(body);
	while (cursor_ok(body)) {
		uint8_t type = cursor_u8(body), size;
		const uint8_t *text;

		if (type == SDES_END)
			break;
		size = cursor_u8(body);
		text = cursor_bytes(body, size);
		if (!text || type != SDES_CNAME || size == 0)
			continue;
		reader->item.cname = (struct text){(const char *)text, size};
		give(reader, RTCP_CNAME);
	}
	if (cursor_ok(body))
		cursor_skip(body, (4 - (left - body->left) % 4) % 4);
}

static void
read_sdes(struct reader *reader, struct packet *packet)
{
	for (unsigned i = 0; i < packet->count && cursor_ok(&packet->body); i++)
		read_chunk(reader, &packet->body);
}

static void
read_bye(struct reader *reader, struct packet *packet)
{
	for (unsigned i = 0; i < packet->count; i++) {
		reader->item.ssrc = cursor_be32(&packet->body);
		if (!cursor_ok(&packet->body))
			return;
		give(reader, RTCP_BYE);
	}
}

/* RFC 3611 section 4.7. */
static void
read_voip(struct reader *reader, struct cursor *block)
{
	struct rtcp_voip *voip = &reader->item.voip;

	voip->source = cursor_be32(block);
	voip->loss_rate = cursor_u8(block);
	voip->discard_rate = cursor_u8(block);
	cursor_skip(block, 6); /* density and duration of bursts and gaps */
	voip->round_trip_ms = cursor_be16(block);
	voip->end_delay_ms = cursor_be16(block);
	cursor_skip(block, 4); /* levels, Gmin */
	voip->r_factor = cursor_u8(block);
	cursor_skip(block, 1); /* external R factor */
	voip->mos_lq = cursor_u8(block);
	voip->mos_cq = cursor_u8(block);
	if (cursor_ok(block))
		give(reader, RTCP_VOIP);
}

static void
read_block(struct reader *reader, uint8_t type, struct cursor *block)
{
	uint32_t seconds;

	switch (type) {
	case XR_RECEIVER_TIME:
		seconds = cursor_be32(block);
		reader->item.receiver_time =
		    seconds << 16 | cursor_be32(block) >> 16;
		if (cursor_ok(block))
			give(reader, RTCP_RECEIVER_TIME);
		break;
	case XR_DELAY:
		while (block->left >= XR_DELAY_SIZE) {
			reader->item.delay.source = cursor_be32(block);
			reader->item.delay.last = cursor_be32(block);
			reader->item.delay.delay = cursor_be32(block);
			give(reader, RTCP_DELAY);
		}
		break;
	case XR_VOIP:
		if (block->left >= XR_VOIP_SIZE)
			read_voip(reader, block);
		break;
	default:
		break;
	}
}

static void
read_extended(struct reader *reader, struct packet *packet)
{
	struct cursor *body = &packet->body;

	reader->item.ssrc = cursor_be32(body);
	while (cursor_ok(body) && body->left > 0) {
		uint8_t type = cursor_u8(body);
		struct cursor block;
		const uint8_t *at;
		size_t size;

		cursor_skip(body, 1);
		size = (size_t)cursor_be16(body) * 4;
		at = cursor_bytes(body, size);
		if (!at)
			return;
		block = cursor_over(at, size);
		read_block(reader, type, &block);
	}
}

static void
read_packet(struct reader *reader, struct packet *packet)
{
	switch (packet->type) {
	case TYPE_SR:
		read_sender_report(reader, packet);
		break;
	case TYPE_RR:
		read_receiver_report(reader, packet);
		break;
	case TYPE_SDES:
		read_sdes(reader, packet);
		break;
	case TYPE_BYE:
		read_bye(reader, packet);
		break;
	case TYPE_XR:
		read_extended(reader, packet);
		break;
	default:
		break;
	}
}

/* Do the packets fill the datagram (A.2)? RFC 5506 lets any type be first. */
static bool
is_whole(const uint8_t *bytes, size_t size)
{
	struct cursor rest = cursor_over(bytes, size);
	struct packet packet;

	do {
		if (!next_packet(&rest, &packet))
			return false;
	} while (rest.left > 0);
	return true;
}

bool
rtcp_parse(const uint8_t *bytes, size_t size, size_t cut_bytes,
    rtcp_item_fn *on_item, void *arg)
{
	struct reader reader = {.on_item = on_item, .arg = arg};
	struct cursor rest = cursor_over(bytes, size);
	struct packet packet;

	if (cut_bytes == 0 && !is_whole(bytes, size))
		return false;
	while (rest.left >= HEADER_SIZE && next_packet(&rest, &packet))
		read_packet(&reader, &packet);
	return true;
}
