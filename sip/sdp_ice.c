/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates, and media that share an address. RFC 8839, RFC 8843, RFC 5576. */
#include "sip/sdp_ice.h"

/*
 * "foundation component transport priority address port typ type ...". What
 * is no literal address (a name under .local, RFC 8828) is left out, and so is
 * TCP (RFC 6544).
 */
void
sdp_ice_candidate(struct sdp_media *media, struct text value)
{
	struct sdp_candidate candidate = {.component = 0};
	struct text transport, address;
	unsigned long component = 0, port = 0;
	bool has_component;

	(void)text_word(&value); /* foundation */
	has_component = text_number(text_word(&value), 256, &component);
	transport = text_word(&value);
	(void)text_word(&value); /* priority */
	address = text_word(&value);
	if (!has_component || !text_is(transport, "UDP") ||
	    !addr_parse(address, &candidate.address.addr) ||
	    !text_number(text_word(&value), UINT16_MAX, &port) || port == 0)
		return;
	if (media->candidate_count == SDP_CANDIDATES_MAX) {
		counter_up(sdp_candidate_limit);
		return;
	}
	candidate.component = (uint16_t)component;
	candidate.address.port = (uint16_t)port;
	media->candidates[media->candidate_count++] = candidate;
}

void
sdp_ice_ssrc(struct sdp_media *media, struct text value)
{
	unsigned long number;

	if (!text_number(text_word(&value), UINT32_MAX, &number))
		return;
	/* One line for each attribute of a source. */
	for (size_t i = 0; i < media->ssrc_count; i++)
		if (media->ssrcs[i] == number)
			return;
	if (media->ssrc_count < SDP_SSRCS_MAX)
		media->ssrcs[media->ssrc_count++] = (uint32_t)number;
}

void
sdp_ice_group(struct sdp_groups *groups, struct text value)
{
	if (text_is(text_word(&value), "BUNDLE") &&
	    groups->count < SDP_GROUPS_MAX)
		groups->members[groups->count++] = value;
}

/* The media with that mid, or 'media_count'. */
static size_t
find_mid(const struct sdp *sdp, struct text mid)
{
	size_t i = 0;

	while (i < sdp->media_count &&
	       (sdp->media[i].mid[0] == '\0' ||
		   !text_equal(text_of(sdp->media[i].mid), mid)))
		i++;
	return i;
}

/* RFC 8843 section 7.2: the first one that is in use has the address. */
static void
bundle(struct sdp *sdp, struct text members)
{
	size_t tagged = sdp->media_count;
	struct text mid;

	while ((mid = text_word(&members)).len > 0) {
		size_t at = find_mid(sdp, mid);

		if (at == sdp->media_count)
			continue;
		if (tagged == sdp->media_count && sdp->media[at].rtp.port != 0)
			tagged = at;
		if (tagged != sdp->media_count)
			sdp->media[at].bundle = tagged;
	}
}

void
sdp_ice_bundle(struct sdp *sdp, const struct sdp_groups *groups)
{
	for (size_t i = 0; i < sdp->media_count; i++)
		sdp->media[i].bundle = i;
	for (size_t i = 0; i < groups->count; i++)
		bundle(sdp, groups->members[i]);
}
