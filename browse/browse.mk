# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += spanview
# wcwidth()
spanview_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
spanview_SOURCES = \
	browse/browse.h \
	browse/json.c browse/json.h browse/json_set.h \
	browse/list.c \
	browse/main.c \
	browse/pick.c browse/pick.h \
	browse/show.c \
	browse/source.c browse/source.h \
	browse/stats.c \
	browse/table.c browse/table.h \
	browse/time.c browse/time.h
spanview_LDADD = storage/libstorage.a base/libbase.a $(STORAGE_LIBS) \
	$(JANSSON_LIBS)
