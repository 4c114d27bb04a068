# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += storage/libstorage.a
storage_libstorage_a_CFLAGS = $(AM_CFLAGS) $(SNDFILE_CFLAGS) $(SQLITE_CFLAGS) \
	$(NETTLE_CFLAGS)
storage_libstorage_a_SOURCES = \
	storage/accounts.c storage/accounts.h \
	storage/accounts_int.h \
	storage/accounts_secret.c \
	storage/annotate.c storage/annotate.h \
	storage/annotate_delete.c \
	storage/annotate_int.h \
	storage/call_copy.c storage/call_copy.h \
	storage/audio_reader.c storage/audio_reader.h \
	storage/call_reader.c storage/call_reader.h \
	storage/catalogue.c storage/catalogue.h storage/catalogue_int.h \
	storage/catalogue_damage.c storage/catalogue_damage.h \
	storage/catalogue_older.c storage/catalogue_older.h \
	storage/catalogue_open.c \
	storage/catalogue_thread.c storage/catalogue_thread.h \
	storage/database.c storage/database.h storage/database_int.h \
	storage/digest.c storage/digest.h \
	storage/expire.c storage/expire.h storage/expire_int.h \
	storage/expire_remove.c \
	storage/filter.c storage/filter.h \
	storage/folder.c storage/folder.h \
	storage/g711_encode.c storage/g711_encode.h \
	storage/number.c storage/number.h \
	storage/ogg.c storage/ogg.h \
	storage/part.c storage/part.h \
	storage/path.c storage/path.h \
	storage/peaks.c storage/peaks.h storage/peaks_int.h \
	storage/peaks_cache.c \
	storage/query.c storage/query.h \
	storage/query_annotation.c \
	storage/query_detail.c \
	storage/query_ended.c \
	storage/query_evidence.c \
	storage/query_measured.c \
	storage/query_registration.c \
	storage/query_source.c \
	storage/query_stats.c \
	storage/recover.c storage/recover.h storage/recover_int.h \
	storage/recover_find.c \
	storage/recover_repair.c \
	storage/recover_rows.c \
	storage/remove.c storage/remove.h \
	storage/repair.c storage/repair.h storage/repair_int.h \
	storage/repair_flac.c \
	storage/repair_ogg.c \
	storage/repair_wav.c \
	storage/row_code.c storage/row_code.h \
	storage/row_kind.c storage/row_kind.h \
	storage/row_known.c storage/row_known.h \
	storage/row_queue.c storage/row_queue.h \
	storage/row_sql.c storage/row_sql.h \
	storage/row_store.c storage/row_store.h \
	storage/row_write.c storage/row_write.h \
	storage/rows.h \
	storage/search.c storage/search.h \
	storage/search_cache.c \
	storage/search_index.c \
	storage/search_int.h \
	storage/search_words.c \
	storage/sound.c storage/sound.h \
	storage/source_index.c storage/source_index.h \
	storage/spool.c storage/spool.h \
	storage/statement.c \
	storage/tiff.c storage/tiff.h \
	storage/writer.c storage/writer.h
nodist_storage_libstorage_a_SOURCES = storage/schema.c \
	storage/accounts_schema.c
STORAGE_LIBS = $(SNDFILE_LIBS) $(SQLITE_LIBS) $(NETTLE_LIBS)

# The steps of the schema as strings of C: each line in quotes.
schema_steps = $(top_srcdir)/storage/schema.sql \
	$(top_srcdir)/storage/schema-2.sql \
	$(top_srcdir)/storage/schema-3.sql \
	$(top_srcdir)/storage/schema-4.sql
storage/schema.c: $(schema_steps)
	$(AM_V_GEN)$(MKDIR_P) storage && { \
	echo '#include "storage/catalogue_int.h"'; \
	echo 'const char *const catalogue_schema[] = {'; \
	for step in $(schema_steps); do \
	sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' "$$step" && \
	echo ',' || exit 1; done; \
	echo '};'; } >$@.tmp && mv $@.tmp $@

storage/accounts_schema.c: $(top_srcdir)/storage/accounts.sql
	$(AM_V_GEN)$(MKDIR_P) storage && { \
	echo '#include "storage/accounts_int.h"'; \
	echo 'const char accounts_schema[] ='; \
	sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' \
	    '$(top_srcdir)/storage/accounts.sql'; \
	echo ';'; } >$@.tmp && mv $@.tmp $@

EXTRA_DIST += storage/accounts.sql storage/schema.sql storage/schema-2.sql storage/schema-3.sql \
	storage/schema-4.sql
BUILT_SOURCES += storage/schema.c storage/accounts_schema.c
CLEANFILES += storage/schema.c storage/schema.c.tmp \
	storage/accounts_schema.c storage/accounts_schema.c.tmp
