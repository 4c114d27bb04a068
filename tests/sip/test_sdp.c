/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/sdp.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define HEAD "v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\n"
#define AUDIO "m=audio 4000 RTP/AVP 0\r\n"

static struct sdp sdp;

/* Reads 'string', which must have media; its first. */
static const struct sdp_media *
read_media(const char *string)
{
	ck_assert_counter(sdp_parse(text_of(string), &sdp), COUNTER_NONE);
	return &sdp.media[0];
}

static const char *
print(struct endpoint endpoint)
{
	static char out[2][ENDPOINT_TEXT_SIZE];
	static int next;

	next = !next;
	return endpoint_format(&endpoint, out[next]);
}

START_TEST(static_types_have_names)
{
	static const struct {
		unsigned type;
		const char *name;
		unsigned clock_hz, channels;
	} cases[] = {{0, "PCMU", 8000, 1}, {3, "GSM", 8000, 1},
	    {4, "G723", 8000, 1}, {5, "DVI4", 8000, 1}, {6, "DVI4", 16000, 1},
	    {7, "LPC", 8000, 1}, {8, "PCMA", 8000, 1}, {9, "G722", 8000, 1},
	    {10, "L16", 44100, 2}, {11, "L16", 44100, 1},
	    {12, "QCELP", 8000, 1}, {13, "CN", 8000, 1}, {14, "MPA", 90000, 1},
	    {15, "G728", 8000, 1}, {16, "DVI4", 11025, 1},
	    {17, "DVI4", 22050, 1}, {18, "G729", 8000, 1}, {1, "", 0, 1},
	    {31, "H261", 90000, 1}, {34, "H263", 90000, 1}, {35, "", 0, 1},
	    {96, "", 0, 1}, {127, "", 0, 1}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sdp_codec *codec;
		char text[64];

		snprintf(text, sizeof text, "m=audio 4000 RTP/AVP %u",
		    cases[i].type);
		codec = read_media(text)->codecs;
		ck_assert_uint_eq(sdp.media[0].codec_count, 1);
		ck_assert_uint_eq(codec->payload_type, cases[i].type);
		ck_assert_str_eq(codec->name, cases[i].name);
		ck_assert_uint_eq(codec->clock_hz, cases[i].clock_hz);
		ck_assert_uint_eq(codec->channels, cases[i].channels);
	}
}
END_TEST

START_TEST(rtpmap_and_fmtp_describe_their_type)
{
	const struct sdp_media *media =
	    read_media(HEAD "m=audio 4000 RTP/AVP 111 0 101 111 x 128 9\r\n"
			    "a=fmtp:111 useinbandfec=1; minptime=10 \r\n"
			    "a=rtpmap:111 opus/48000/2\r\n"
			    "a=rtpmap: 101  telephone-event/8000\r\n"
			    "a=fmtp:101 0-15\r\n"
			    "a=rtpmap:9 g722/16000/0\r\n"
			    "a=rtpmap:0 /8000\r\na=rtpmap:0 X\r\n"
			    "a=rtpmap:0 X/99999999999\r\na=rtpmap:97 X/8000\r\n"
			    "a=fmtp:\r\na=fmtp:97 x\r\n");
	static const struct sdp_codec expected[] = {
	    {111, "OPUS", 48000, 2, "useinbandfec=1; minptime=10"},
	    {0, "PCMU", 8000, 1, ""},
	    {101, "TELEPHONE-EVENT", 8000, 1, "0-15"},
	    {9, "G722", 16000, 1, ""},
	};

	ck_assert_uint_eq(media->codec_count, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		const struct sdp_codec *codec = &media->codecs[i];

		ck_assert_uint_eq(
		    codec->payload_type, expected[i].payload_type);
		ck_assert_str_eq(codec->name, expected[i].name);
		ck_assert_uint_eq(codec->clock_hz, expected[i].clock_hz);
		ck_assert_uint_eq(codec->channels, expected[i].channels);
		ck_assert_str_eq(codec->fmtp, expected[i].fmtp);
	}
}
END_TEST

START_TEST(long_values_are_cut)
{
	char text[600];
	const struct sdp_codec *codec;
	int len = snprintf(text, sizeof text,
	    "m=audio 1 RTP/AVP 97\na=rtpmap:97 %040d/8000\na=fmtp:97 ", 0);

	memset(text + len, 'x', 300);
	text[len + 300] = '\0';
	codec = read_media(text)->codecs;
	ck_assert_uint_eq(strlen(codec->name), sizeof codec->name - 1);
	ck_assert_uint_eq(strlen(codec->fmtp), SDP_FMTP_SIZE - 1);
	ck_assert_uint_eq(codec->clock_hz, 8000);
}
END_TEST

START_TEST(addresses_and_ports)
{
	static const struct {
		const char *text, *rtp, *rtcp;
		bool has_address;
	} cases[] = {
	    {"c=IN IP4 192.0.2.1\n" AUDIO, "192.0.2.1:4000", "192.0.2.1:4001",
		true},
	    {AUDIO "c=IN IP4 192.0.2.1", "192.0.2.1:4000", "192.0.2.1:4001",
		true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "c=IN IP4 192.0.2.2\n",
		"192.0.2.2:4000", "192.0.2.2:4001", true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "c=IN IP4\nc=\nc=XX IP4 192.0.2.7",
		"192.0.2.1:4000", "192.0.2.1:4001", true},
	    {"c=IN IP4 224.2.36.42/127/3\nm=audio 4000/2 RTP/AVP 0",
		"224.2.36.42:4000", "224.2.36.42:4001", true},
	    {"t=0 0\nc=IN IP6 2001:db8::1\n" AUDIO, "[2001:db8::1]:4000",
		"[2001:db8::1]:4001", true},
	    {"c=IN IP4 0.0.0.0\n" AUDIO, "0.0.0.0:4000", "0.0.0.0:4001", true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "c=IN IP4 host.example.org",
		"[::]:4000", "[::]:4001", false},
	    {AUDIO, "[::]:4000", "[::]:4001", false},
	    {AUDIO "a=rtcp:53020\nc=IN IP4 192.0.2.1", "192.0.2.1:4000",
		"192.0.2.1:53020", true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "a=rtcp:53020 IN IP4 192.0.2.3",
		"192.0.2.1:4000", "192.0.2.3:53020", true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "a=rtcp:53020 IN IP4 host",
		"192.0.2.1:4000", "192.0.2.1:53020", true},
	    {"c=IN IP4 192.0.2.1\n" AUDIO "a=rtcp:70000\na=rtcp:",
		"192.0.2.1:4000", "192.0.2.1:4001", true},
	    {"m=audio 0 RTP/AVP 0", "[::]:0", "[::]:0", false},
	    {"m=audio 65535 RTP/AVP 0", "[::]:65535", "[::]:0", false},
	    {"m=audio 65536 RTP/AVP 0", "[::]:0", "[::]:0", false},
	    {"m=audio abc RTP/AVP 0", "[::]:0", "[::]:0", false},
	    {"m=audio -1 RTP/AVP 0", "[::]:0", "[::]:0", false},
	    {"m=", "[::]:0", "[::]:0", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sdp_media *media = read_media(cases[i].text);

		ck_assert_str_eq(print(media->rtp), cases[i].rtp);
		ck_assert_str_eq(print(media->rtcp), cases[i].rtcp);
		ck_assert(media->has_address == cases[i].has_address);
	}
}
END_TEST

START_TEST(profiles_and_keys)
{
	static const struct {
		const char *text;
		bool is_rtp, encrypted;
		size_t codecs;
	} cases[] = {
	    {"m=audio 1 RTP/AVP 0", true, false, 1},
	    {"m=audio 1  rtp/avpf  0  8", true, false, 2},
	    {"m=audio 1 RTP/SAVP 0", true, true, 1},
	    {"m=audio 1 RTP/SAVPF 0", true, true, 1},
	    {"m=audio 1 UDP/TLS/RTP/SAVP 0", true, true, 1},
	    {"m=audio 1 UDP/TLS/RTP/SAVPF 0", true, true, 1},
	    {"m=audio 1 TCP/RTP/AVP 0", true, false, 1},
	    {"m=audio 1 RTP/AVP 0\na=crypto:1 X inline:y", true, true, 1},
	    {"m=audio 1 RTP/AVP 0\na=fingerprint:sha-1 AA", true, true, 1},
	    {"a=fingerprint:sha-1 AA\nm=audio 1 RTP/AVP 0", true, true, 1},
	    {"m=image 1 udptl t38", false, false, 0},
	    {"m=image 1 UDP/TLS/UDPTL t38", false, true, 0},
	    {"m=message 1 TCP/MSRP *", false, false, 0},
	    {"m=audio 1 RTP 0", false, false, 0},
	    {"m=audio 1", false, false, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sdp_media *media = read_media(cases[i].text);

		ck_assert_msg(media->is_rtp == cases[i].is_rtp &&
				  media->encrypted == cases[i].encrypted &&
				  media->codec_count == cases[i].codecs,
		    "%s: rtp %d, encrypted %d, %zu codecs", cases[i].text,
		    media->is_rtp, media->encrypted, media->codec_count);
	}
}
END_TEST

START_TEST(media_inherit_from_the_session)
{
	static const enum sdp_kind kinds[] = {
	    SDP_AUDIO, SDP_VIDEO, SDP_IMAGE, SDP_OTHER, SDP_AUDIO};
	static const enum sdp_direction directions[] = {SDP_RECVONLY,
	    SDP_SENDONLY, SDP_INACTIVE, SDP_SENDRECV, SDP_RECVONLY};

	(void)read_media("a=recvonly\r\na=ptime:20\r\n"
			 "c=IN IP4 192.0.2.1\r\n"
			 "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n"
			 "a=ptime:30\r\na=rtcp:9\r\n"
			 "m=video 4002 RTP/AVP 34\r\na=sendonly \r\n"
			 "m=image 4004 udptl t38\r\na=inactive\r\n"
			 "m=text 4006 RTP/AVP 98\r\na=SendRecv\r\n"
			 "a=ptime:x\r\n"
			 "m=audio 4008 RTP/AVP 0\r\n");
	ck_assert_uint_eq(sdp.media_count, COUNT(kinds));
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct sdp_media *media = &sdp.media[i];

		ck_assert_int_eq(media->kind, kinds[i]);
		ck_assert_int_eq(media->direction, directions[i]);
		ck_assert_uint_eq(media->ptime_ms, i ? 20 : 30);
		ck_assert(media->rtcp_mux == (i == 0));
		ck_assert_uint_eq(media->rtp.port, 4000 + 2 * i);
		ck_assert_uint_eq(media->rtcp.port, i ? 4001 + 2 * i : 9);
		ck_assert(media->has_address);
	}
	ck_assert_int_eq(read_media(AUDIO)->direction, SDP_SENDRECV);
	ck_assert_uint_eq(sdp.media[0].ptime_ms, 0);
}
END_TEST

START_TEST(origins_are_read_from_their_end)
{
	static const struct {
		const char *line, *origin;
	} cases[] = {
	    {"o=alice 2890844526 2890842807 IN IP4 h", "2890844526 2890842807"},
	    {"o=user with spaces 12 34 IN IP4 192.0.2.1", "12 34"},
	    {"o=12 34 IN IP4 192.0.2.1", "12 34"},
	    {"o=- 1 IN IP4", ""},
	    {"o=", ""},
	    {"", ""},
	    {"o=- 1234567890123456789012345678901234567890 "
	     "1234567890123456789012345678901234567890 IN IP4 h",
		"1234567890123456789012345678901 "
		"1234567890123456789012345678901"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[200];

		snprintf(text, sizeof text, "%s\n%s", cases[i].line, AUDIO);
		(void)read_media(text);
		ck_assert_str_eq(sdp.origin, cases[i].origin);
	}
}
END_TEST

START_TEST(order_and_line_ends_do_not_matter)
{
	static const char *const texts[] = {
	    "v=0\rc=IN IP4 192.0.2.1\rm=audio 4000 RTP/AVP 18\ra=ptime:20",
	    "v=0\nc=IN IP4 192.0.2.1\n\nm=audio 4000 RTP/AVP 18\na=ptime:20",
	    ("m=audio 4000 RTP/AVP 18\r\na=ptime:20\r\nb=AS:64\r\n"
	     "c=IN IP4 192.0.2.1\r\nx=unknown\r\n=\r\nrubbish\r\na\r\na=\r\n"),
	    " m=audio 4000 RTP/AVP 18\n a=ptime:20 \nc= IN  IP4\t192.0.2.1 ",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct sdp_media *media = read_media(texts[i]);

		ck_assert_uint_eq(sdp.media_count, 1);
		ck_assert_str_eq(print(media->rtp), "192.0.2.1:4000");
		ck_assert_uint_eq(media->ptime_ms, 20);
		ck_assert_str_eq(media->codecs[0].name, "G729");
	}
}
END_TEST

START_TEST(limits_are_counted)
{
	char text[2000];
	int len = 0;

	counter_reset();
	for (int i = 0; i < SDP_MEDIA_MAX + 2; i++)
		len += snprintf(text + len, sizeof text - (size_t)len,
		    "m=audio %d RTP/AVP 0\na=ptime:%d\n", 4000 + i, i);
	(void)read_media(text);
	ck_assert_uint_eq(sdp.media_count, SDP_MEDIA_MAX);
	ck_assert_uint_eq(
	    sdp.media[SDP_MEDIA_MAX - 1].ptime_ms, SDP_MEDIA_MAX - 1);
	ck_assert_uint_eq(counter_get(COUNTER_sdp_media_limit), 2);

	len = snprintf(text, sizeof text, "m=audio 4000 RTP/AVP");
	for (int i = 0; i < SDP_CODECS_MAX + 3; i++)
		len +=
		    snprintf(text + len, sizeof text - (size_t)len, " %d", i);
	ck_assert_uint_eq(read_media(text)->codec_count, SDP_CODECS_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_sdp_codec_limit), 3);
}
END_TEST

START_TEST(empty_and_nul_are_refused)
{
	static const char with_nul[] = "v=0\r\n\0" AUDIO;
	static const char nul_at_end[] = "v=0\r\n" AUDIO "\0";

	ck_assert_counter(
	    sdp_parse((struct text){NULL, 0}, &sdp), COUNTER_sdp_empty);
	ck_assert_counter(sdp_parse(text_of(HEAD), &sdp), COUNTER_sdp_empty);
	ck_assert_counter(
	    sdp_parse((struct text){with_nul, sizeof with_nul - 1}, &sdp),
	    COUNTER_sdp_nul);
	ck_assert_counter(
	    sdp_parse((struct text){nul_at_end, sizeof nul_at_end}, &sdp),
	    COUNTER_NONE);
}
END_TEST

/* RFC 8839 section 5.1; what is not UDP at a literal address is left out. */
START_TEST(candidates_of_ice_are_read)
{
	char text[2000] = "a=ice-ufrag:AbCd\r\nm=audio 9 RTP/AVP 0\r\n"
			  "a=candidate:1 1 UDP 99 192.0.2.1 4000 typ host\r\n"
			  "a=candidate:2 2 udp 9 2001:db8::1 4001 typ srflx "
			  "raddr 192.0.2.1 rport 9\r\n"
			  "a=candidate:3 1 tcp 9 192.0.2.1 9 typ host\r\n"
			  "a=candidate:4 1 UDP 9 x.local 4000 typ host\r\n"
			  "a=candidate:5 1 UDP 9 192.0.2.1 0 typ host\r\n"
			  "a=candidate:6 1 UDP 9 192.0.2.1 65536 typ host\r\n"
			  "a=candidate:7 1 UDP\r\na=candidate:\r\n"
			  "m=audio 9 RTP/AVP 0\r\na=ice-ufrag:EfGh\r\n";
	size_t len;

	(void)read_media(text);
	ck_assert_uint_eq(sdp.media[0].candidate_count, 2);
	ck_assert_uint_eq(sdp.media[0].candidates[0].component, 1);
	ck_assert_uint_eq(sdp.media[0].candidates[0].address.port, 4000);
	ck_assert_uint_eq(sdp.media[0].candidates[1].component, 2);
	ck_assert_str_eq(sdp.media[0].ufrag, "AbCd");
	ck_assert_str_eq(sdp.media[1].ufrag, "EfGh");

	counter_reset();
	for (int i = 0; i < SDP_CANDIDATES_MAX + 3; i++) {
		len = strlen(text);
		snprintf(text + len, sizeof text - len,
		    "a=candidate:1 1 UDP 9 192.0.2.1 %d typ host\n", 1 + i);
	}
	(void)read_media(text);
	ck_assert_uint_eq(sdp.media[1].candidate_count, SDP_CANDIDATES_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_sdp_candidate_limit), 3);
}
END_TEST

/* RFC 8843 section 7.2. */
START_TEST(bundled_media_share_an_address)
{
	(void)read_media("a=group:LS d\na=group:BUNDLE x a b c\n"
			 "m=audio 0 RTP/AVP 0\na=mid:a\n"
			 "m=video 4000 RTP/AVP 96\na=mid:b\n"
			 "a=ssrc:7 cname:x\na=ssrc:7 label:y\na=ssrc:8 z\n"
			 "m=audio 0 RTP/AVP 0\na=mid:c\na=bundle-only\n"
			 "m=audio 4002 RTP/AVP 0\na=mid:d\n"
			 "m=audio 4004 RTP/AVP 0\n");
	/* The first one is refused: it shares nothing. */
	ck_assert_uint_eq(sdp.media[0].bundle, 0);
	ck_assert_uint_eq(sdp.media[1].bundle, 1);
	ck_assert_uint_eq(sdp.media[2].bundle, 1);
	ck_assert(sdp.media[2].bundle_only && !sdp.media[0].bundle_only);
	ck_assert_uint_eq(sdp.media[3].bundle, 3);
	ck_assert_uint_eq(sdp.media[4].bundle, 4);
	ck_assert_uint_eq(sdp.media[1].ssrc_count, 2);
	ck_assert_uint_eq(sdp.media[1].ssrcs[1], 8);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sdp");

	add_test(suite, "static_types", static_types_have_names);
	add_test(suite, "rtpmap", rtpmap_and_fmtp_describe_their_type);
	add_test(suite, "long_values", long_values_are_cut);
	add_test(suite, "addresses", addresses_and_ports);
	add_test(suite, "profiles", profiles_and_keys);
	add_test(suite, "session_level", media_inherit_from_the_session);
	add_test(suite, "origin", origins_are_read_from_their_end);
	add_test(suite, "order", order_and_line_ends_do_not_matter);
	add_test(suite, "ice", candidates_of_ice_are_read);
	add_test(suite, "bundle", bundled_media_share_an_address);
	add_test(suite, "limits", limits_are_counted);
	add_test(suite, "refused", empty_and_nul_are_refused);
	return run_suite(suite);
}
