# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += browse/libbrowse.a
# wcwidth()
browse_libbrowse_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
browse_libbrowse_a_SOURCES = \
	browse/browse.h \
	browse/control.c \
	browse/control_client.c browse/control_client.h \
	browse/explain.c browse/explain.h \
	browse/explain_audio.c \
	browse/explain_call.c \
	browse/explain_capture.c \
	browse/explain_legs.c \
	browse/explain_streams.c \
	browse/json.c browse/json.h browse/json_set.h \
	browse/list.c \
	browse/options.c browse/options.def browse/options.h \
	browse/pick.c browse/pick.h \
	browse/registrations.c \
	browse/show.c \
	browse/source.c browse/source.h \
	browse/stats.c \
	browse/table.c browse/table.h \
	browse/time.c browse/time.h

bin_PROGRAMS += spanview
spanview_SOURCES = browse/main.c
spanview_LDADD = browse/libbrowse.a storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS) $(JANSSON_LIBS)
