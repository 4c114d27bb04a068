# SPDX-License-Identifier: GPL-3.0-or-later
# The shell tests need no libcheck: include this outside of its condition.
browse_tests = \
	tests/browse/annotate.sh \
	tests/browse/completion.sh \
	tests/browse/control.sh \
	tests/browse/csv.sh \
	tests/browse/errors.sh \
	tests/browse/export.sh \
	tests/browse/explain.sh \
	tests/browse/json.sh \
	tests/browse/ladder.sh \
	tests/browse/manual.sh \
	tests/browse/older.sh \
	tests/browse/packets.sh \
	tests/browse/play.sh \
	tests/browse/schema.sh \
	tests/browse/tail.sh \
	tests/browse/text.sh \
	tests/browse/zip.sh
TESTS += $(browse_tests)
dist_check_SCRIPTS += $(browse_tests)
EXTRA_DIST += tests/browse/tap.sh \
	tests/browse/ladder/early-media.txt \
	tests/browse/ladder/hold-resume.txt \
	tests/browse/ladder/kamailio-record-route.txt \
	tests/browse/ladder/sipp-audio.txt \
	tests/browse/ladder/transfer-attended.txt

check_PROGRAMS += tests/browse/make_catalogue
tests_browse_make_catalogue_SOURCES = tests/browse/make_catalogue.c \
	tests/storage/sample.h
tests_browse_make_catalogue_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS)

check_PROGRAMS += tests/browse/make_ladder
tests_browse_make_ladder_SOURCES = tests/browse/make_ladder.c \
	tests/storage/sample.h
tests_browse_make_ladder_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS)

if HAVE_CHECK
check_PROGRAMS += tests/browse/test_source tests/browse/test_time
TESTS += tests/browse/test_source tests/browse/test_time
tests_browse_test_source_SOURCES = tests/browse/test_source.c \
	browse/source.c browse/source.h \
	tests/storage/fixture.h tests/storage/sample.h
tests_browse_test_source_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_browse_test_source_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS) $(CHECK_LIBS)
tests_browse_test_time_SOURCES = tests/browse/test_time.c \
	browse/time.c browse/time.h
tests_browse_test_time_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_browse_test_time_LDADD = base/libbase.a $(CHECK_LIBS)
endif
