/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Session descriptions to media addresses. RFC 3264 sections 5 and 8.4. */
#include "recorder/describe.h"

static void
watch(struct media *media, struct call *call, enum side receiver,
    const struct sdp_media *line, int64_t leg_id)
{
	struct media_endpoint *endpoint =
	    media_watch(media, call, other_side(receiver), &line->rtp);

	if (!endpoint)
		return;
	if (endpoint->leg_id == 0)
		endpoint->leg_id = leg_id;
	endpoint->encrypted = line->encrypted;
	media_reset_map(endpoint);
	for (size_t i = 0; i < line->codec_count; i++) {
		const struct sdp_codec *codec = &line->codecs[i];

		payload_map_add(&endpoint->map, codec->payload_type,
		    codec->name, codec->clock_hz, codec->channels);
	}
}

/* What the side will do by its first line of audio that is in use. */
static void
take_direction(struct call_side *side, const struct sdp_media *line)
{
	enum sdp_direction direction = line->direction;

	side->described = true;
	side->encrypted = line->encrypted;
	side->offers_to_send =
	    direction == SDP_SENDRECV || direction == SDP_SENDONLY;
	side->refuses_address =
	    line->has_address && addr_is_any(&line->rtp.addr);
	side->offers_to_receive =
	    (direction == SDP_SENDRECV || direction == SDP_RECVONLY) &&
	    !side->refuses_address;
}

void
describe_media(struct media *media, struct call *call, enum side side,
    const struct sdp *sdp, int64_t leg_id)
{
	bool taken = false;

	for (size_t i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];

		if (line->kind != SDP_AUDIO || !line->is_rtp ||
		    line->rtp.port == 0)
			continue;
		if (!taken)
			take_direction(&call->sides[side], line);
		taken = true;
		if (line->has_address && !addr_is_any(&line->rtp.addr))
			watch(media, call, side, line, leg_id);
	}
}
