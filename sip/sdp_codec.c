/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Payload types of session descriptions: the static ones (RFC 3551 section 6,
 * tables 4 and 5), and what a=rtpmap and a=fmtp say (RFC 8866 sections 6.6
 * and 6.15).
 */
#include "sip/sdp_codec.h"

struct static_type {
	const char *name; /* NULL: not assigned */
	uint32_t clock_hz;
	uint8_t channels;
};

static const struct static_type static_types[] = {
    [0] = {"PCMU", 8000, 1},
    [3] = {"GSM", 8000, 1},
    [4] = {"G723", 8000, 1},
    [5] = {"DVI4", 8000, 1},
    [6] = {"DVI4", 16000, 1},
    [7] = {"LPC", 8000, 1},
    [8] = {"PCMA", 8000, 1},
    [9] = {"G722", 8000, 1},
    [10] = {"L16", 44100, 2},
    [11] = {"L16", 44100, 1},
    [12] = {"QCELP", 8000, 1},
    [13] = {"CN", 8000, 1},
    [14] = {"MPA", 90000, 1},
    [15] = {"G728", 8000, 1},
    [16] = {"DVI4", 11025, 1},
    [17] = {"DVI4", 22050, 1},
    [18] = {"G729", 8000, 1},
    [25] = {"CELB", 90000, 1},
    [26] = {"JPEG", 90000, 1},
    [28] = {"NV", 90000, 1},
    [31] = {"H261", 90000, 1},
    [32] = {"MPV", 90000, 1},
    [33] = {"MP2T", 90000, 1},
    [34] = {"H263", 90000, 1},
};

static struct sdp_codec *
find_codec(struct sdp_media *media, struct text number)
{
	unsigned long type;

	if (!text_number(number, 127, &type))
		return NULL;
	for (size_t i = 0; i < media->codec_count; i++)
		if (media->codecs[i].payload_type == type)
			return &media->codecs[i];
	return NULL;
}

static void
add_codec(struct sdp_media *media, uint8_t type)
{
	struct sdp_codec *codec = &media->codecs[media->codec_count++];

	*codec = (struct sdp_codec){.payload_type = type, .channels = 1};
	if (type >= sizeof static_types / sizeof *static_types ||
	    !static_types[type].name)
		return;
	text_copy(
	    codec->name, sizeof codec->name, text_of(static_types[type].name));
	codec->clock_hz = static_types[type].clock_hz;
	codec->channels = static_types[type].channels;
}

void
sdp_codec_add_all(struct sdp_media *media, struct text formats)
{
	struct text word;
	unsigned long type;

	while ((word = text_word(&formats)).len > 0) {
		if (!text_number(word, 127, &type) || find_codec(media, word))
			continue;
		if (media->codec_count < SDP_CODECS_MAX)
			add_codec(media, (uint8_t)type);
		else
			counter_up(sdp_codec_limit);
	}
}

static void
copy_upper(char *out, size_t size, struct text name)
{
	text_copy(out, size, name);
	for (; *out; out++)
		if (*out >= 'a' && *out <= 'z')
			*out = (char)(*out - 'a' + 'A');
}

void
sdp_codec_rtpmap(struct sdp_media *media, struct text value)
{
	struct text rest = value;
	struct sdp_codec *codec = find_codec(media, text_word(&rest));
	struct text encoding = text_trim(rest);
	struct text name = text_trim(text_cut(&encoding, '/'));
	struct text clock = text_trim(text_cut(&encoding, '/'));
	unsigned long clock_hz, channels = 1;

	if (!codec || name.len == 0 ||
	    !text_number(clock, UINT32_MAX, &clock_hz))
		return;
	if (!text_number(text_trim(encoding), UINT8_MAX, &channels) ||
	    channels == 0)
		channels = 1;
	copy_upper(codec->name, sizeof codec->name, name);
	codec->clock_hz = (uint32_t)clock_hz;
	codec->channels = (uint8_t)channels;
}

void
sdp_codec_fmtp(struct sdp_media *media, struct text value)
{
	struct text rest = value;
	struct sdp_codec *codec = find_codec(media, text_word(&rest));

	if (codec)
		text_copy(codec->fmtp, sizeof codec->fmtp, text_trim(rest));
}
