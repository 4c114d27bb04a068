# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += browse/libbrowse.a
# wcwidth()
browse_libbrowse_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
browse_libbrowse_a_SOURCES = \
	browse/browse.h \
	browse/annotate.c browse/annotate.h \
	browse/audit.c browse/audit.h \
	browse/delete.c \
	browse/control.c \
	browse/control_client.c browse/control_client.h \
	browse/explain.c browse/explain.h \
	browse/explain_audio.c \
	browse/explain_call.c \
	browse/explain_capture.c \
	browse/explain_legs.c \
	browse/explain_streams.c \
	browse/json.c browse/json.h browse/json_set.h \
	browse/json_annotation.c \
	browse/json_peaks.c browse/json_peaks.h \
	browse/json_stats.c \
	browse/list.c \
	browse/options.c browse/options.def browse/options.h \
	browse/pick.c browse/pick.h \
	browse/registrations.c \
	browse/sheet.c browse/sheet.h \
	browse/show.c \
	browse/source.c browse/source.h \
	browse/stats.c \
	browse/table.c browse/table.h \
	browse/time.c browse/time.h \
	browse/words.c browse/words.h

bin_PROGRAMS += spanview
spanview_SOURCES = browse/main.c
spanview_LDADD = serve/libserve.a browse/libbrowse.a storage/libstorage.a \
	base/libbase.a $(STORAGE_LIBS) $(JANSSON_LIBS) $(SERVE_LIBS)
