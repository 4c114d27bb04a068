/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Session descriptions to media addresses. RFC 3264 sections 5 and 8.4, RFC
 * 8843 (BUNDLE), RFC 8839 (ICE), RFC 3605 (a=rtcp). */
#include "calls/describe.h"

#include "calls/media_srtp.h"

/* Does 'line' say how audio comes? */
static bool
is_audio(const struct sdp_media *line)
{
	return line->kind == SDP_AUDIO && line->is_rtp;
}

static bool
is_literal(const struct sdp_media *line)
{
	return line->has_address && !addr_is_any(&line->rtp.addr);
}

/* Do packets of both come to the same address? */
static bool
share_address(const struct sdp_media *a, const struct sdp_media *b)
{
	return a->bundle == b->bundle ||
	       (a->ufrag[0] && !strcmp(a->ufrag, b->ufrag)) ||
	       (a->rtp.port && endpoint_equal(&a->rtp, &b->rtp));
}

static bool
has_type(const struct payload_map *map, uint8_t number)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->types[i].number == number)
			return true;
	return false;
}

/* Notes by what packets of 'other' are told from audio. */
static void
add_other(struct media_endpoint *model, const struct sdp_media *other)
{
	struct media_facts *facts = &model->facts;

	for (size_t i = 0; i < other->codec_count; i++) {
		uint8_t type = other->codecs[i].payload_type & 0x7f;

		if (!has_type(&model->map, type))
			facts->other_types[type / 64] |= UINT64_C(1)
							 << type % 64;
	}
	for (size_t i = 0; i < other->ssrc_count; i++)
		if (facts->other_ssrc_count < OTHER_SSRCS_MAX)
			facts->other_ssrcs[facts->other_ssrc_count++] =
			    other->ssrcs[i];
}

static void
add_codecs(struct payload_map *map, const struct sdp_media *line)
{
	for (size_t i = 0; i < line->codec_count; i++) {
		const struct sdp_codec *codec = &line->codecs[i];

		payload_map_add(map, codec->payload_type,
		    &(struct codec_terms){.name = codec->name,
			.clock_hz = codec->clock_hz,
			.channels = codec->channels,
			.fmtp = codec->fmtp});
	}
}

/* What the line of audio at 'place' says of whoever sends to its side. */
static void
make_model(struct media_endpoint *model, const struct description *description,
    size_t place)
{
	const struct sdp *sdp = description->sdp;
	const struct sdp_media *line = &sdp->media[place];

	model->speaker = (uint8_t)other_side(description->side);
	model->encrypted = line->encrypted;
	model->is_udptl = line->is_udptl;
	model->leg_id = description->leg_id;
	model->facts = (struct media_facts){
	    .described = true,
	    .time = description->time,
	    .host = *description->host,
	    .source_id = description->source_id,
	};
	model->map.count = 0;
	add_codecs(&model->map, line);
	/* More lines of audio there: their codecs, too. */
	for (size_t i = 0; i < sdp->media_count; i++)
		if (i != place && is_audio(&sdp->media[i]) &&
		    share_address(line, &sdp->media[i]))
			add_codecs(&model->map, &sdp->media[i]);
	for (size_t i = 0; i < sdp->media_count; i++)
		if (!is_audio(&sdp->media[i]) &&
		    share_address(line, &sdp->media[i]))
			add_other(model, &sdp->media[i]);
}

/* Adds the types of 'before' whose numbers 'map' has no other meaning for. */
static void
keep_types(struct payload_map *map, const struct payload_map *before)
{
	for (size_t i = 0; i < before->count; i++)
		if (!has_type(map, before->types[i].number) &&
		    map->count < PAYLOAD_TYPES_MAX)
			map->types[map->count++] = before->types[i];
}

/* 'address' is one where the side that 'model' describes receives. */
static struct media_endpoint *
watch(struct media *media, const struct media_endpoint *model,
    const struct endpoint *address, enum media_learned learned, bool tentative)
{
	struct media_endpoint *endpoint =
	    media_watch(media, model->call, (enum side)model->speaker, address);
	struct payload_map before;
	int64_t leg_id;

	if (!endpoint)
		return NULL;
	before = endpoint->map;
	leg_id = endpoint->leg_id;
	media_relearn(media, endpoint, learned);
	media_copy_facts(endpoint, model);
	if (tentative)
		keep_types(&endpoint->map, &before);
	endpoint->facts.address = *address;
	endpoint->is_rtcp = false;
	if (leg_id)
		endpoint->leg_id = leg_id;
	return endpoint;
}

/* The line at 'place' is in use. */
static void
watch_line(struct media *media, struct media_endpoint *model,
    const struct description *description, size_t place)
{
	const struct sdp *sdp = description->sdp;
	bool tentative = description->tentative;
	const struct sdp_media *line = &sdp->media[place];
	const struct sdp_media *bundle = &sdp->media[line->bundle];
	struct media_endpoint *rtcp;

	model->facts.address = line->rtp.port ? line->rtp : bundle->rtp;
	if (line->rtp.port && is_literal(line))
		watch(media, model, &line->rtp, MEDIA_BY_SDP, tentative);
	if (bundle != line && is_literal(bundle))
		watch(media, model, &bundle->rtp, MEDIA_BY_SDP, tentative);
	for (size_t i = 0; i < line->candidate_count; i++)
		if (line->candidates[i].component == 1)
			media_learn(media, model, &line->candidates[i].address,
			    MEDIA_BY_ICE);
	if (line->ufrag[0])
		media_expect_checks(media, model, text_of(line->ufrag));
	if (!line->has_rtcp || line->rtcp_mux || line->rtcp.port == 0 ||
	    !is_literal(line) || endpoint_equal(&line->rtcp, &line->rtp))
		return;
	rtcp = watch(media, model, &line->rtcp, MEDIA_BY_SDP, tentative);
	if (rtcp)
		rtcp->is_rtcp = true;
}

/* RFC 3362: "m=image 4000 udptl t38". */
static bool
is_fax(const struct sdp_media *line)
{
	return line->kind == SDP_IMAGE && line->is_udptl;
}

/* What the side will do by its first line that is in use. */
static void
take_direction(struct call_side *side, const struct sdp_media *line)
{
	enum sdp_direction direction = line->direction;

	side->described = true;
	side->encrypted = line->encrypted;
	side->fax = is_fax(line);
	side->offers_to_send = !side->fax && (direction == SDP_SENDRECV ||
						 direction == SDP_SENDONLY);
	side->refuses_address =
	    line->has_address && addr_is_any(&line->rtp.addr);
	side->offers_to_receive =
	    !side->fax &&
	    (direction == SDP_SENDRECV || direction == SDP_RECVONLY) &&
	    !side->refuses_address;
}

void
describe_media(struct media *media, struct call *call,
    const struct description *description)
{
	const struct sdp *sdp = description->sdp;
	struct media_endpoint model = {.call = call};
	bool taken = false, refused = false;

	media_srtp_describe(
	    call, description->side, sdp, description->is_answer);
	for (size_t i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];

		if (!is_audio(line) && !is_fax(line))
			continue;
		if (line->rtp.port == 0 &&
		    !(line->bundle_only && line->bundle != i)) {
			refused = refused || is_audio(line);
			continue;
		}
		if (!taken)
			take_direction(&call->sides[description->side], line);
		taken = true;
		make_model(&model, description, i);
		watch_line(media, &model, description, i);
	}
	call->sides[description->side].refused = refused && !taken;
	media_redescribed(call);
}
