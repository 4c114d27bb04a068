# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += sip/libsip.a
sip_libsip_a_SOURCES = \
	sip/dialog.c sip/dialog.h \
	sip/leg.c sip/leg.h \
	sip/message.h \
	sip/parse.c sip/parse.h \
	sip/sdp.c sip/sdp.h
