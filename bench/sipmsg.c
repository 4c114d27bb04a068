/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIP messages as two servers exchange them: RFC 3261 section 24 shows the
 * flow. Signalling runs between two fixed addresses, audio directly between
 * the phones on one side and the gateways on the other.
 */
#include "bench/sipmsg.h"

#include "bench/hash.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NET_SIP 8     /* 10.8.0.0: the two servers */
#define NET_CALLER 16 /* 10.16.0.0: phones */
#define NET_CALLEE 32 /* 10.32.0.0: gateways */
#define PHONES 4000   /* addresses of phones */
#define GATEWAYS 40   /* addresses of gateways */
#define SIP_PORT 5060

/* Text that grows to a limit and never beyond. */
struct text {
	char bytes[SIPMSG_MAX + 1]; /* NUL-terminated */
	size_t size;                /* bytes in it, without the NUL */
};

/* Appends formatted text. */
static void add(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct text *t, const char *format, ...)
{
	size_t room = sizeof(t->bytes) - t->size;
	va_list args;

	va_start(args, format);
	int n = vsnprintf(t->bytes + t->size, room, format, args);
	va_end(args);
	if (n > 0)
		t->size += (size_t)n < room ? (size_t)n : room - 1;
}

/* Chooses the audio addresses: no two calls of 800,000 share one. */
static void
choose_media(struct dialog *d, bool ipv6, uint32_t number)
{
	uint32_t phone = number % PHONES;
	uint32_t host = phone / 250 << 8 | (phone % 250 + 1);
	uint32_t port = 16384 + 2 * (number / PHONES % 8000);

	endpoint_init(&d->media[SIDE_CALLER], ipv6, NET_CALLER, (uint16_t)host,
	    (uint16_t)port);
	host = number % GATEWAYS + 1;
	port = 20000 + 2 * (number / GATEWAYS % 20000);
	endpoint_init(&d->media[SIDE_CALLEE], ipv6, NET_CALLEE, (uint16_t)host,
	    (uint16_t)port);
}

void
dialog_init(struct dialog *d, const struct options *opt, uint32_t number)
{
	*d = (struct dialog){
	    .key = hash_at((uint64_t)opt->seed ^ 0x51b0, number),
	    .law = opt->codec == OPTIONS_ALAW ||
			   (opt->codec == OPTIONS_MIXED && number % 2 == 1)
		       ? G711_ALAW
		       : G711_ULAW,
	    .both_laws = opt->codec_change_samples != OPTIONS_NEVER,
	    .noise = opt->noise.len_samples > 0,
	    .ptime_ms = opt->ptime_ms,
	    .ender = number % 2 == 0 ? SIDE_CALLER : SIDE_CALLEE,
	};
	snprintf(d->call_id, sizeof(d->call_id),
	    "callgen-%" PRId64 "-%" PRIu32 "@pbx.example", opt->seed, number);
	snprintf(
	    d->user[SIDE_CALLER], sizeof(d->user[0]), "1%07" PRIu32, number);
	snprintf(
	    d->user[SIDE_CALLEE], sizeof(d->user[0]), "2%07" PRIu32, number);
	endpoint_init(&d->sip[SIDE_CALLER], opt->ipv6, NET_SIP, 1, SIP_PORT);
	endpoint_init(&d->sip[SIDE_CALLEE], opt->ipv6, NET_SIP, 2, SIP_PORT);
	choose_media(d, opt->ipv6, number);
}

/* The other side. */
static enum side
peer(enum side side)
{
	return side == SIDE_CALLER ? SIDE_CALLEE : SIDE_CALLER;
}

enum side
sipmsg_sender(const struct dialog *d, enum sipmsg msg)
{
	switch (msg) {
	case SIPMSG_INVITE:
	case SIPMSG_ACK:
		return SIDE_CALLER;
	case SIPMSG_BYE:
		return d->ender;
	case SIPMSG_BYE_OK:
		return peer(d->ender);
	case SIPMSG_TRYING:
	case SIPMSG_RINGING:
	case SIPMSG_OK:
	case SIPMSG_COUNT:
		break;
	}
	return SIDE_CALLEE;
}

/* Appends the SIP URI of 'side', with the port when 'port' says so. */
static void
add_uri(struct text *t, const struct dialog *d, enum side side, bool port)
{
	const struct endpoint *e = &d->sip[side];

	add(t, "sip:%s@%s%s%s", d->user[side], e->ipv6 ? "[" : "", e->text,
	    e->ipv6 ? "]" : "");
	if (port)
		add(t, ":%u", (unsigned)e->port);
}

/* Appends a From or To line; the callee has no tag before it rings. */
static void
add_party(struct text *t, const struct dialog *d, const char *header,
    enum side side, bool tag)
{
	add(t, "%s: <", header);
	add_uri(t, d, side, false);
	add(t, ">");
	if (tag)
		add(t, ";tag=%08" PRIx32,
		    (uint32_t)hash_at(d->key, 10 + (uint64_t)side));
	add(t, "\r\n");
}

/* Appends what all messages of a transaction share. */
static void
add_headers(struct text *t, const struct dialog *d, enum sipmsg msg)
{
	bool bye = msg == SIPMSG_BYE || msg == SIPMSG_BYE_OK;
	bool tag = msg != SIPMSG_INVITE && msg != SIPMSG_TRYING;
	bool request =
	    msg == SIPMSG_INVITE || msg == SIPMSG_ACK || msg == SIPMSG_BYE;
	enum side from = bye ? d->ender : SIDE_CALLER;
	const struct endpoint *via = &d->sip[from];
	const char *method = "INVITE";
	uint64_t transaction = 0;

	if (msg == SIPMSG_ACK) {
		method = "ACK";
		transaction = 1;
	} else if (bye) {
		method = "BYE";
		transaction = 2;
	}
	add(t, "Via: SIP/2.0/UDP %s%s%s:%u;branch=z9hG4bK%016" PRIx64 "\r\n",
	    via->ipv6 ? "[" : "", via->text, via->ipv6 ? "]" : "",
	    (unsigned)via->port, hash_at(d->key, 20 + transaction));
	if (request)
		add(t, "Max-Forwards: 70\r\n");
	add_party(t, d, "From", from, from == SIDE_CALLER || tag);
	add_party(t, d, "To", peer(from), tag);
	add(t, "Call-ID: %s\r\n", d->call_id);
	add(t, "CSeq: %d %s\r\n", bye && from == SIDE_CALLER ? 2 : 1, method);
}

/* Appends Contact and the name of the program, by 'side'. */
static void
add_contact(struct text *t, const struct dialog *d, enum side side)
{
	add(t, "Contact: <");
	add_uri(t, d, side, true);
	add(t, ">\r\n");
	add(t, "%s: callgen\r\n",
	    side == SIDE_CALLER ? "User-Agent" : "Server");
	add(t, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n");
}

/* Builds the session description of 'side', offer or answer. */
static void
build_sdp(struct text *t, const struct dialog *d, enum side side)
{
	const struct endpoint *media = &d->media[side];
	const char *family = media->ipv6 ? "IP6" : "IP4";
	bool both = side == SIDE_CALLER || d->both_laws;
	enum g711_law other = g711_other(d->law);

	t->size = 0;
	add(t, "v=0\r\no=callgen %" PRIu32 " 1 IN %s %s\r\ns=-\r\n",
	    (uint32_t)hash_at(d->key, 30 + (uint64_t)side), family,
	    media->text);
	add(t, "c=IN %s %s\r\nt=0 0\r\n", family, media->text);
	add(t, "m=audio %u RTP/AVP %d", (unsigned)media->port,
	    g711_payload_type(d->law));
	if (both)
		add(t, " %d", g711_payload_type(other));
	add(t, "%s 101\r\n", d->noise ? " 13" : "");
	add(t, "a=rtpmap:%d %s/8000\r\n", g711_payload_type(d->law),
	    g711_name(d->law));
	if (both)
		add(t, "a=rtpmap:%d %s/8000\r\n", g711_payload_type(other),
		    g711_name(other));
	if (d->noise)
		add(t, "a=rtpmap:13 CN/8000\r\n");
	add(t, "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n");
	add(t, "a=ptime:%" PRIu32 "\r\na=sendrecv\r\n", d->ptime_ms);
}

/* Appends the start line. */
static void
add_start_line(struct text *t, const struct dialog *d, enum sipmsg msg)
{
	static const char *const lines[SIPMSG_COUNT] = {
	    [SIPMSG_INVITE] = "INVITE",
	    [SIPMSG_TRYING] = "SIP/2.0 100 Trying\r\n",
	    [SIPMSG_RINGING] = "SIP/2.0 180 Ringing\r\n",
	    [SIPMSG_OK] = "SIP/2.0 200 OK\r\n",
	    [SIPMSG_ACK] = "ACK",
	    [SIPMSG_BYE] = "BYE",
	    [SIPMSG_BYE_OK] = "SIP/2.0 200 OK\r\n",
	};

	add(t, "%s", lines[msg]);
	if (lines[msg][0] == 'S')
		return;
	add(t, " ");
	/* inside the dialog the target is the Contact of the other side */
	add_uri(t, d, peer(sipmsg_sender(d, msg)), msg != SIPMSG_INVITE);
	add(t, " SIP/2.0\r\n");
}

size_t
sipmsg_build(const struct dialog *d, enum sipmsg msg, uint8_t *out)
{
	struct text head = {.size = 0}, sdp = {.size = 0};
	enum side sender = sipmsg_sender(d, msg);

	add_start_line(&head, d, msg);
	add_headers(&head, d, msg);
	if (msg == SIPMSG_INVITE || msg == SIPMSG_OK || msg == SIPMSG_RINGING)
		add_contact(&head, d, sender);
	if (msg == SIPMSG_INVITE || msg == SIPMSG_OK) {
		build_sdp(&sdp, d, sender);
		add(&head, "Content-Type: application/sdp\r\n");
	}
	add(&head, "Content-Length: %zu\r\n\r\n", sdp.size);
	add(&head, "%s", sdp.bytes);
	memcpy(out, head.bytes, head.size);
	return head.size;
}
