# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += storage/libstorage.a
storage_libstorage_a_CFLAGS = $(AM_CFLAGS) $(SNDFILE_CFLAGS) $(SQLITE_CFLAGS) \
	$(NETTLE_CFLAGS)
storage_libstorage_a_SOURCES = \
	storage/catalogue.h \
	storage/path.h \
	storage/query.h \
	storage/rows.h \
	storage/writer.h
STORAGE_LIBS = $(SNDFILE_LIBS) $(SQLITE_LIBS) $(NETTLE_LIBS)
