/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a ladder shows of a SIP message, read out of its bytes. */
#include "browse/ladder_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "sip/header.h"
#include "sip/line.h"
#include "sip/multipart.h"
#include "sip/start_line.h"

#define REASON_MAX 80 /* bytes of a reason phrase that are shown */

static const char sdp_type[] = "application/sdp";

/* The reason phrase, as UTF-8. */
static void
read_reason(struct text message, char out[REASON_MAX * UTF8_REPLACEMENT_SIZE])
{
	struct start_line start;
	struct text line;
	size_t len;

	out[0] = '\0';
	if (!line_next(&message, &line) || !start_line_parse(line, &start) ||
	    start.is_request)
		return;
	len = start.reason_phrase.len;
	len = utf8_repair(start.reason_phrase.at,
	    len < REASON_MAX ? len : REASON_MAX - 1, out);
	out[len] = '\0';
	/* A NUL ends it. */
}

/* The body: what is behind the first empty line. */
static struct text
body_of(struct text message)
{
	struct text line;

	while (line_next(&message, &line)) {
		if (line.len == 0)
			return message;
	}
	return (struct text){NULL, 0};
}

/* Reads the session description of a message; false: it has none. */
static bool
read_sdp(struct text message, struct sdp *out)
{
	struct text rest = message, type, body = body_of(message);

	if (!sip_header_next(&rest, "Content-Type", &type)) {
		rest = message;
		if (!sip_header_next(&rest, "c", &type))
			return false;
	}
	if (content_type_is_multipart(type))
		body = multipart_find(type, body, sdp_type);
	else if (!text_is(content_type_name(type), sdp_type))
		return false;
	return sdp_parse(body, out) == COUNTER_NONE;
}

/* Does it answer an offer (RFC 3264, RFC 6337 section 2.1)? */
static bool
is_answer(struct ladder_offer *offer, const struct sip_message_row *message)
{
	bool answers;

	if (message->status) {
		answers = offer->in_request && offer->cseq == message->cseq;
		if (!answers)
			*offer = (struct ladder_offer){
			    .cseq = message->cseq, .late = true};
		return answers;
	}
	answers = offer->late && (!strcmp(message->method, "ACK") ||
				     !strcmp(message->method, "PRACK"));
	if (answers)
		offer->late = false;
	else
		*offer = (struct ladder_offer){
		    .cseq = message->cseq, .in_request = true};
	return answers;
}

static const struct sdp_media *
choose_media(const struct sdp *sdp)
{
	for (size_t i = 0; i < sdp->media_count; i++) {
		if (sdp->media[i].kind == SDP_AUDIO)
			return &sdp->media[i];
	}
	return sdp->media_count ? &sdp->media[0] : NULL;
}

static const char *const media_names[] = {
    [SDP_AUDIO] = "audio",
    [SDP_VIDEO] = "video",
    [SDP_IMAGE] = "image",
    [SDP_OTHER] = "other",
};

/* As it is usually written. */
static void
name_codec(const struct sdp_codec *codec, char out[LADDER_CODEC_SIZE])
{
	bool known =
	    codec->name[0] && utf8_valid(codec->name, strlen(codec->name));

	if (known && !strcmp(codec->name, "TELEPHONE-EVENT"))
		text_copy(out, LADDER_CODEC_SIZE, text_of("telephone-event"));
	else if (known)
		text_copy(out, LADDER_CODEC_SIZE, text_of(codec->name));
	else
		snprintf(out, LADDER_CODEC_SIZE, "%u", codec->payload_type);
}

/* A copy of what matters of 'from'; NULL without memory. */
static struct ladder_sdp *
copy_sdp(const struct sdp_media *from, bool answers)
{
	static const char *const directions[] = {
	    [SDP_SENDRECV] = "sendrecv",
	    [SDP_SENDONLY] = "sendonly",
	    [SDP_RECVONLY] = "recvonly",
	    [SDP_INACTIVE] = "inactive",
	};
	struct ladder_sdp *sdp = calloc(1, sizeof *sdp);

	if (!sdp)
		return NULL;
	sdp->answers = answers;
	sdp->media = media_names[from->kind];
	sdp->direction = directions[from->direction];
	if (from->has_address)
		sdp->address = from->rtp;
	if (from->codec_count == 0)
		return sdp;
	sdp->codecs = calloc(from->codec_count, sizeof *sdp->codecs);
	if (!sdp->codecs) {
		free(sdp);
		return NULL;
	}
	for (size_t i = 0; i < from->codec_count; i++)
		name_codec(&from->codecs[i], sdp->codecs[sdp->codec_count++]);
	return sdp;
}

/* "offer sendonly PCMU, PCMA; 1 more" */
static char *
describe_sdp(const struct ladder_sdp *sdp, const struct sdp *whole)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(sdp->answers ? "answer" : "offer", out);
	if (strcmp(sdp->media, media_names[SDP_AUDIO]))
		fprintf(out, " %s", sdp->media);
	if (strcmp(sdp->direction, "sendrecv"))
		fprintf(out, " %s", sdp->direction);
	if (sdp->address.port == 0)
		fputs(" port 0", out);
	else if (addr_is_any(&sdp->address.addr))
		fputs(" c=0.0.0.0", out);
	for (size_t i = 0; i < sdp->codec_count; i++)
		fprintf(out, "%s%s", i ? ", " : " ", sdp->codecs[i]);
	if (whole->media_count > 1)
		fprintf(out, "; %zu more", whole->media_count - 1);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int
add_sdp(struct ladder_maker *maker, const struct sip_message_row *message,
    struct ladder_row *row)
{
	const struct sdp_media *media = choose_media(&maker->sdp);
	bool answers = is_answer(&maker->offers[row->leg], message);

	if (!media)
		return 0;
	row->sdp = copy_sdp(media, answers);
	if (!row->sdp)
		return ENOMEM;
	row->detail = describe_sdp(row->sdp, &maker->sdp);
	return row->detail ? 0 : ENOMEM;
}

int
ladder_read_message(struct ladder_maker *maker,
    const struct sip_message_row *message, struct ladder_row *row)
{
	struct text bytes = {message->bytes, message->size};
	char reason[REASON_MAX * UTF8_REPLACEMENT_SIZE];
	bool invites = !strcmp(message->method, "INVITE");
	int len, error = 0;

	read_reason(bytes, reason);
	if (message->status)
		len = asprintf(&row->text, "%d%s%s%s%s%s", message->status,
		    reason[0] ? " " : "", reason, invites ? "" : " (",
		    invites ? "" : message->method, invites ? "" : ")");
	else
		len = asprintf(&row->text, "%s", message->method);
	if (len < 0) {
		row->text = NULL;
		return ENOMEM;
	}
	if (message->size && read_sdp(bytes, &maker->sdp)) {
		error = add_sdp(maker, message, row);
		sdp_wipe(&maker->sdp);
	}
	return error;
}
