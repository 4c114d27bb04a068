# SPDX-License-Identifier: GPL-3.0-or-later
storage_tests = \
	tests/storage/test_accounts \
	tests/storage/test_annotate \
	tests/storage/test_catalogue \
	tests/storage/test_catch_up \
	tests/storage/test_faults \
	tests/storage/test_filter \
	tests/storage/test_g711_encode \
	tests/storage/test_migrate \
	tests/storage/test_path \
	tests/storage/test_query \
	tests/storage/test_audio_reader \
	tests/storage/test_registration \
	tests/storage/test_recover \
	tests/storage/test_repair \
	tests/storage/test_replaced \
	tests/storage/test_source \
	tests/storage/test_spool \
	tests/storage/test_trouble \
	tests/storage/test_writer
unit_tests += $(storage_tests)
storage_test_ldadd = storage/libstorage.a base/libbase.a $(STORAGE_LIBS) \
	$(CHECK_LIBS)
storage_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)

tests_storage_test_accounts_SOURCES = tests/storage/test_accounts.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_accounts_CFLAGS = $(storage_test_cflags)
tests_storage_test_accounts_LDADD = $(storage_test_ldadd)

tests_storage_test_annotate_SOURCES = tests/storage/test_annotate.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_annotate_CFLAGS = $(storage_test_cflags)
tests_storage_test_annotate_LDADD = $(storage_test_ldadd)

tests_storage_test_catalogue_SOURCES = tests/storage/test_catalogue.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_catalogue_CFLAGS = $(storage_test_cflags)
tests_storage_test_catalogue_LDADD = $(storage_test_ldadd)

tests_storage_test_catch_up_SOURCES = tests/storage/test_catch_up.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_catch_up_CFLAGS = $(storage_test_cflags)
tests_storage_test_catch_up_LDADD = $(storage_test_ldadd)

tests_storage_test_faults_SOURCES = tests/storage/test_faults.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_faults_CFLAGS = $(storage_test_cflags)
tests_storage_test_faults_LDADD = $(storage_test_ldadd)

tests_storage_test_filter_SOURCES = tests/storage/test_filter.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_filter_CFLAGS = $(storage_test_cflags)
tests_storage_test_filter_LDADD = $(storage_test_ldadd)

tests_storage_test_g711_encode_SOURCES = tests/storage/test_g711_encode.c
tests_storage_test_g711_encode_CFLAGS = $(storage_test_cflags) $(SNDFILE_CFLAGS)
tests_storage_test_g711_encode_LDADD = $(storage_test_ldadd)

tests_storage_test_migrate_SOURCES = tests/storage/test_migrate.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_migrate_CFLAGS = $(storage_test_cflags)
tests_storage_test_migrate_LDADD = $(storage_test_ldadd)
EXTRA_DIST += tests/storage/version-1.sql tests/storage/version-2.sql \
	tests/storage/version-3.sql

tests_storage_test_path_SOURCES = tests/storage/test_path.c
tests_storage_test_path_CFLAGS = $(storage_test_cflags)
tests_storage_test_path_LDADD = $(storage_test_ldadd)

tests_storage_test_query_SOURCES = tests/storage/test_query.c \
	tests/storage/sample.h
tests_storage_test_query_CFLAGS = $(storage_test_cflags)
tests_storage_test_query_LDADD = $(storage_test_ldadd)

tests_storage_test_source_SOURCES = tests/storage/test_source.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_source_CFLAGS = $(storage_test_cflags)
tests_storage_test_source_LDADD = $(storage_test_ldadd)

tests_storage_test_audio_reader_SOURCES = tests/storage/test_audio_reader.c
tests_storage_test_audio_reader_CFLAGS = $(storage_test_cflags)
tests_storage_test_audio_reader_LDADD = $(storage_test_ldadd)

tests_storage_test_writer_SOURCES = tests/storage/test_writer.c
tests_storage_test_writer_CFLAGS = $(storage_test_cflags)
tests_storage_test_writer_LDADD = $(storage_test_ldadd)

tests_storage_test_registration_SOURCES = tests/storage/test_registration.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_registration_CFLAGS = $(storage_test_cflags)
tests_storage_test_registration_LDADD = $(storage_test_ldadd)

tests_storage_test_spool_SOURCES = tests/storage/test_spool.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_spool_CFLAGS = $(storage_test_cflags)
tests_storage_test_spool_LDADD = $(storage_test_ldadd)

tests_storage_test_replaced_SOURCES = tests/storage/test_replaced.c \
	tests/storage/trouble.h
tests_storage_test_replaced_CFLAGS = $(storage_test_cflags)
tests_storage_test_replaced_LDADD = $(storage_test_ldadd)

tests_storage_test_trouble_SOURCES = tests/storage/test_trouble.c \
	tests/storage/trouble.h tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_trouble_CFLAGS = $(storage_test_cflags)
tests_storage_test_trouble_LDADD = $(storage_test_ldadd)

tests_storage_test_repair_SOURCES = tests/storage/test_repair.c
tests_storage_test_repair_CFLAGS = $(storage_test_cflags) $(SNDFILE_CFLAGS)
tests_storage_test_repair_LDADD = $(storage_test_ldadd)

TESTS += tests/storage/search.sh
dist_check_SCRIPTS += tests/storage/search.sh
check_PROGRAMS += tests/storage/measure_search
tests_storage_measure_search_SOURCES = tests/storage/measure_search.c
tests_storage_measure_search_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_storage_measure_search_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS)

# A measurement, for bench/run.
noinst_PROGRAMS += tests/storage/load_rows
tests_storage_load_rows_SOURCES = tests/storage/load_rows.c \
	tests/storage/sample.h
tests_storage_load_rows_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS)

tests_storage_test_recover_SOURCES = tests/storage/test_recover.c \
	tests/storage/fixture.h tests/storage/sample.h
tests_storage_test_recover_CFLAGS = $(storage_test_cflags)
tests_storage_test_recover_LDADD = $(storage_test_ldadd)
