# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += sip/libsip.a
sip_libsip_a_SOURCES = \
	sip/address.c sip/address.h \
	sip/cause.c sip/cause.h \
	sip/dialog.c sip/dialog.h \
	sip/framing.c sip/framing.h \
	sip/header.c sip/header.h \
	sip/identity.c sip/identity.h \
	sip/info.c sip/info.h \
	sip/known.c sip/known.h \
	sip/leg.c sip/leg.h \
	sip/line.h \
	sip/mask.c sip/mask.h \
	sip/message.h \
	sip/multipart.c sip/multipart.h \
	sip/offer.c sip/offer.h \
	sip/parse.c sip/parse.h \
	sip/reference.c sip/reference.h \
	sip/sdp.c sip/sdp.h \
	sip/sdp_codec.c sip/sdp_codec.h \
	sip/sdp_crypto.c sip/sdp_crypto.h \
	sip/sdp_ice.c sip/sdp_ice.h \
	sip/start_line.c sip/start_line.h \
	sip/stream.c sip/stream.h \
	sip/wash.c sip/wash.h \
	sip/wash_name.c sip/wash_name.h \
	sip/websocket.c sip/websocket.h
