# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += spanview
# wcwidth()
spanview_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
spanview_SOURCES = \
	browse/browse.h \
	browse/control.c \
	browse/explain.c browse/explain.h \
	browse/explain_audio.c \
	browse/explain_call.c \
	browse/explain_capture.c \
	browse/explain_legs.c \
	browse/explain_streams.c \
	browse/json.c browse/json.h browse/json_set.h \
	browse/list.c \
	browse/main.c \
	browse/pick.c browse/pick.h \
	browse/registrations.c \
	browse/show.c \
	browse/source.c browse/source.h \
	browse/stats.c \
	browse/table.c browse/table.h \
	browse/time.c browse/time.h
spanview_LDADD = storage/libstorage.a base/libbase.a $(STORAGE_LIBS) \
	$(JANSSON_LIBS)
