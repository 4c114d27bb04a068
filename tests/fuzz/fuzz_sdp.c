/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the session description reader. */
#include "tests/fuzz/fuzz.h"

#include "sip/sdp.h"

static void
check(const struct sdp *sdp, const struct sdp_media *media)
{
	if (media->bundle >= sdp->media_count ||
	    media->candidate_count > SDP_CANDIDATES_MAX ||
	    media->ssrc_count > SDP_SSRCS_MAX ||
	    !memchr(media->mid, '\0', sizeof media->mid) ||
	    !memchr(media->ufrag, '\0', sizeof media->ufrag))
		abort();
	for (size_t i = 0; i < media->candidate_count; i++)
		if (media->candidates[i].address.port == 0 ||
		    media->candidates[i].component > 256)
			abort();
	if (media->codec_count > SDP_CODECS_MAX ||
	    media->crypto_first + media->crypto_count > SDP_CRYPTOS_MAX)
		abort();
	for (size_t i = 0; i < media->codec_count; i++) {
		const struct sdp_codec *codec = &media->codecs[i];

		if (codec->payload_type > 127 || codec->channels == 0 ||
		    !memchr(codec->name, '\0', sizeof codec->name) ||
		    !memchr(codec->fmtp, '\0', sizeof codec->fmtp))
			abort();
	}
}

static void
check_crypto(const struct sdp_crypto *crypto)
{
	if (crypto->key_size == 0 || crypto->key_size > SDP_CRYPTO_KEY_SIZE ||
	    crypto->mki_size > SDP_CRYPTO_MKI_MAX || crypto->kdr > 24 ||
	    !memchr(crypto->suite, '\0', sizeof crypto->suite))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sdp sdp;
	struct text text = {(const char *)data, size};

	if (sdp_parse(text, &sdp) != COUNTER_NONE)
		return 0;
	if (sdp.media_count == 0 || sdp.media_count > SDP_MEDIA_MAX)
		abort();
	for (size_t i = 0; i < sdp.media_count; i++)
		check(&sdp, &sdp.media[i]);
	if (sdp.crypto_count > SDP_CRYPTOS_MAX)
		abort();
	for (size_t i = 0; i < sdp.crypto_count; i++)
		check_crypto(&sdp.cryptos[i]);
	sdp_wipe(&sdp);
	return 0;
}
