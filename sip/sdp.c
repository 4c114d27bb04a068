/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Session descriptions, line by line (RFC 8866 section 5; offer and answer:
 * RFC 3264). libosip2's own reader asks for one order of the lines and for an
 * end of the last one, which devices do not keep to; this one does not mind.
 * What stands before the first m= line holds for each media that does not say
 * otherwise.
 */
#include "sip/sdp.h"

#include "sip/line.h"
#include "sip/sdp_codec.h"
#include "sip/sdp_crypto.h"
#include "sip/sdp_ice.h"

/* Digits of a session-id of o= that is made to be unique (RFC 8866 section 5.2
 * recommends a time). */
#define SESSION_ID_MIN 5

/* Characters of each that are kept of it and of the version. */
#define ORIGIN_WORD_MAX 31

/* What a session says for all media, or a media for itself. */
struct level {
	struct addr addr;
	bool has_address;
	enum sdp_direction direction;
	bool encrypted; /* has a key or a fingerprint */
	bool dtls;      /* has a fingerprint */
	bool rtcp_mux;
	unsigned ptime_ms;
	bool has_rtcp;         /* there is an a=rtcp */
	uint16_t rtcp_port;    /* of a=rtcp */
	bool has_rtcp_address; /* 'rtcp_addr' was there too */
	struct addr rtcp_addr; /* of a=rtcp */
	char ufrag[SDP_UFRAG_SIZE];
	struct sdp_media *media; /* NULL for the session, or past the limit */
};

struct reader {
	struct sdp *out;
	struct level session;
	struct level current; /* the media that is being read */
	bool in_media;        /* past the first m= line */
	struct sdp_groups groups;
};

/* Writes what is known about a media when its last line has been read. */
static void
finish_media(struct reader *reader)
{
	const struct level *level = &reader->current;
	struct sdp_media *media = level->media;
	uint16_t port;

	if (!media)
		return;
	port = media->rtp.port;
	media->rtp.addr = level->addr;
	media->has_address = level->has_address;
	media->direction = level->direction;
	media->rtcp_mux = level->rtcp_mux;
	media->ptime_ms = level->ptime_ms;
	media->encrypted = media->encrypted || level->encrypted;
	media->dtls = media->dtls || (level->dtls && media->crypto_count == 0);
	media->rtcp.addr =
	    level->has_rtcp_address ? level->rtcp_addr : level->addr;
	media->has_rtcp = level->has_rtcp;
	memcpy(media->ufrag, level->ufrag, sizeof media->ufrag);
	if (level->has_rtcp)
		media->rtcp.port = level->rtcp_port;
	else if (port != 0 && port != UINT16_MAX)
		media->rtcp.port = (uint16_t)(port + 1);
}

static enum sdp_kind
read_kind(struct text word)
{
	if (text_is(word, "audio"))
		return SDP_AUDIO;
	if (text_is(word, "video"))
		return SDP_VIDEO;
	return text_is(word, "image") ? SDP_IMAGE : SDP_OTHER;
}

/* "UDP/TLS/RTP/SAVPF" and the like, word by word. */
static void
read_profile(struct sdp_media *media, struct text profile)
{
	struct text word;

	while (profile.len) {
		word = text_cut(&profile, '/');
		if (text_is(word, "RTP"))
			media->is_rtp = profile.len > 0;
		else if (text_is(word, "udptl"))
			media->is_udptl = true;
		else if (text_is(word, "SAVP") || text_is(word, "SAVPF"))
			media->encrypted = true;
		else if (text_is(word, "TLS") || text_is(word, "DTLS"))
			media->encrypted = media->dtls = true;
	}
}

/*
 * RFC 8866 section 5.14. A line with a bad port still makes a media, a closed
 * one: answers are matched with offers by the place of their m= lines.
 */
static void
read_m(struct reader *reader, struct text value)
{
	struct sdp *out = reader->out;
	struct sdp_media *media;
	struct text port;
	unsigned long number = 0;

	finish_media(reader);
	reader->in_media = true;
	reader->current = reader->session;
	if (out->media_count == SDP_MEDIA_MAX) {
		counter_up(sdp_media_limit);
		return;
	}
	media = &out->media[out->media_count++];
	memset(media, 0, offsetof(struct sdp_media, codecs));
	reader->current.media = media;
	media->crypto_first = out->crypto_count;
	media->kind = read_kind(text_word(&value));
	port = text_word(&value);
	(void)text_number(text_cut(&port, '/'), UINT16_MAX, &number);
	media->rtp.port = (uint16_t)number;
	read_profile(media, text_word(&value));
	if (media->is_rtp)
		sdp_codec_add_all(media, value);
}

/*
 * "IN IP4 192.0.2.1", with or without "/ttl/count" (RFC 8866 section 5.7).
 * False when it has not this form; '*literal' says whether '*out' is filled.
 */
static bool
read_address(struct text value, struct addr *out, bool *literal)
{
	struct text network = text_word(&value);
	struct text family = text_word(&value);
	struct text address = text_word(&value);

	if (!text_is(network, "IN") || address.len == 0 ||
	    (!text_is(family, "IP4") && !text_is(family, "IP6")))
		return false;
	*literal = addr_parse(text_cut(&address, '/'), out);
	return true;
}

static void
read_c(struct level *level, struct text value)
{
	struct addr addr = {{0}};
	bool literal;

	if (!read_address(value, &addr, &literal))
		return;
	level->addr = addr;
	level->has_address = literal;
}

/* Writes 'text' without a NUL, and gives its end. */
static char *
put(char *out, struct text text)
{
	if (text.len)
		memcpy(out, text.at, text.len);
	return out + text.len;
}

/* Who made the description. A short session-id is not made to be unique. */
static void
set_identity(
    struct sdp *out, struct text user, struct text id, struct text address)
{
	char *at;

	if (id.len < SESSION_ID_MIN ||
	    user.len + id.len + address.len + 3 > sizeof out->identity)
		return;
	at = put(out->identity, user);
	*at++ = ' ';
	at = put(at, id);
	*at++ = ' ';
	*put(at, address) = '\0';
}

static void
set_origin(struct sdp *out, struct text id, struct text version)
{
	char *at;

	_Static_assert(
	    sizeof out->origin == 2 * (ORIGIN_WORD_MAX + 1), "two words");
	if (id.len > ORIGIN_WORD_MAX)
		id.len = ORIGIN_WORD_MAX;
	if (version.len > ORIGIN_WORD_MAX)
		version.len = ORIGIN_WORD_MAX;
	at = put(out->origin, id);
	*at++ = ' ';
	*put(at, version) = '\0';
}

/*
 * RFC 8866 section 5.2, counted from the end, since there are user names with
 * spaces.
 */
static void
read_o(struct sdp *out, struct text value)
{
	struct text word[2] = {{NULL, 0}}, rest = value, user;
	size_t count = 0, at = 0;

	while (text_word(&rest).len > 0)
		count++;
	if (count < 5)
		return;
	for (rest = value; at < count - 5; at++)
		(void)text_word(&rest);
	user = (struct text){value.at, (size_t)(rest.at - value.at)};
	word[0] = text_word(&rest);
	word[1] = text_word(&rest);
	(void)text_word(&rest);
	(void)text_word(&rest);
	set_identity(out, text_trim(user), word[0], text_word(&rest));
	set_origin(out, word[0], word[1]);
}

/* RFC 3605: a port, and perhaps an address. */
static void
read_rtcp(struct level *level, struct text value)
{
	unsigned long port;

	if (!text_number(text_word(&value), UINT16_MAX, &port))
		return;
	level->has_rtcp = true;
	level->rtcp_port = (uint16_t)port;
	if (!read_address(value, &level->rtcp_addr, &level->has_rtcp_address))
		level->has_rtcp_address = false;
}

static void
read_ptime(struct level *level, struct text value)
{
	unsigned long number;

	if (text_number(text_word(&value), UINT16_MAX, &number))
		level->ptime_ms = (unsigned)number;
}

static bool
read_direction(struct level *level, struct text name)
{
	static const struct text names[] = {
	    [SDP_SENDRECV] = {"sendrecv", 8},
	    [SDP_SENDONLY] = {"sendonly", 8},
	    [SDP_RECVONLY] = {"recvonly", 8},
	    [SDP_INACTIVE] = {"inactive", 8},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_equal_nocase(name, names[i])) {
			level->direction = (enum sdp_direction)i;
			return true;
		}
	return false;
}

/* Copies a name that is of use only when it is whole. */
static void
read_name(char *out, size_t size, struct text value)
{
	value = text_trim(value);
	if (value.len < size)
		text_copy(out, size, value);
}

/* What stands for one media only. */
static void
read_media_attribute(
    struct sdp_media *media, struct text name, struct text value)
{
	if (text_is(name, "rtpmap"))
		sdp_codec_rtpmap(media, value);
	else if (text_is(name, "fmtp"))
		sdp_codec_fmtp(media, value);
	else if (text_is(name, "candidate"))
		sdp_ice_candidate(media, value);
	else if (text_is(name, "ssrc"))
		sdp_ice_ssrc(media, value);
	else if (text_is(name, "mid"))
		read_name(media->mid, sizeof media->mid, value);
	else if (text_is(name, "bundle-only"))
		media->bundle_only = true;
}

/* RFC 8866 section 6; crypto: RFC 4568; fingerprint: RFC 8122; ice-ufrag: RFC
 * 8839 section 5.4. */
static void
read_a(struct reader *reader, struct level *level, struct text value)
{
	struct text name = text_trim(text_cut(&value, ':'));

	if (read_direction(level, name))
		return;
	if (text_is(name, "crypto")) {
		level->encrypted = true;
		if (level->media)
			sdp_crypto_add(reader->out, level->media, value);
	} else if (text_is(name, "fingerprint"))
		level->encrypted = level->dtls = true;
	else if (text_is(name, "rtcp-mux"))
		level->rtcp_mux = true;
	else if (text_is(name, "rtcp"))
		read_rtcp(level, value);
	else if (text_is(name, "ptime"))
		read_ptime(level, value);
	else if (text_is(name, "ice-ufrag"))
		read_name(level->ufrag, sizeof level->ufrag, value);
	else if (!reader->in_media && text_is(name, "group"))
		sdp_ice_group(&reader->groups, value);
	else if (level->media)
		read_media_attribute(level->media, name, value);
}

static void
read_line(struct reader *reader, struct text line)
{
	struct level *level =
	    reader->in_media ? &reader->current : &reader->session;
	struct text value;

	line = text_trim(line);
	if (line.len < 2 || line.at[1] != '=')
		return;
	value = (struct text){line.at + 2, line.len - 2};
	switch (line.at[0]) {
	case 'm':
		read_m(reader, value);
		break;
	case 'c':
		read_c(level, value);
		break;
	case 'a':
		read_a(reader, level, value);
		break;
	case 'o':
		read_o(reader->out, value);
		break;
	default:
		break;
	}
}

enum counter_id
sdp_parse(struct text text, struct sdp *out)
{
	struct reader reader = {.out = out};
	struct text line;

	/* Some devices count the NUL of their string into the length. */
	while (text.len && text.at[text.len - 1] == '\0')
		text.len--;
	memset(out, 0, offsetof(struct sdp, media));
	if (text.len && memchr(text.at, '\0', text.len))
		return COUNTER_sdp_nul;
	while (line_next(&text, &line))
		read_line(&reader, line);
	finish_media(&reader);
	sdp_ice_bundle(out, &reader.groups);
	return out->media_count ? COUNTER_NONE : COUNTER_sdp_empty;
}

void
sdp_wipe(struct sdp *sdp)
{
	explicit_bzero(sdp->cryptos, sdp->crypto_count * sizeof *sdp->cryptos);
	sdp->crypto_count = 0;
	for (size_t i = 0; i < sdp->media_count; i++)
		sdp->media[i].crypto_count = 0;
}
