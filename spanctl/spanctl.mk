# SPDX-License-Identifier: GPL-3.0-or-later
# The library is all but the verbs and what they talk to.
noinst_LIBRARIES += spanctl/libspanctl.a
spanctl_libspanctl_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
spanctl_libspanctl_a_SOURCES = \
	spanctl/driver.c spanctl/driver.h \
	spanctl/driver_comware.c \
	spanctl/driver_eos.c \
	spanctl/driver_fastpath.c \
	spanctl/driver_ios.c \
	spanctl/driver_junos.c \
	spanctl/driver_nxos.c \
	spanctl/driver_procurve.c \
	spanctl/driver_routeros.c \
	spanctl/driver_vrp.c \
	spanctl/json.c spanctl/json.h \
	spanctl/port.c spanctl/port.h \
	spanctl/session.c spanctl/session.h \
	spanctl/show.c spanctl/show.h \
	spanctl/show_config.c

bin_PROGRAMS += spanctl/spanctl
spanctl_spanctl_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
spanctl_spanctl_SOURCES = \
	spanctl/main.c \
	spanctl/parse.c \
	spanctl/spanctl.h
spanctl_spanctl_LDADD = spanctl/libspanctl.a base/libbase.a $(JANSSON_LIBS)
