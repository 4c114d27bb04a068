# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += browse/libbrowse.a
# wcwidth()
browse_libbrowse_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
browse_libbrowse_a_SOURCES = \
	browse/browse.h \
	browse/annotate.c browse/annotate.h \
	browse/audit.c browse/audit.h \
	browse/csv.c browse/csv.h \
	browse/delete.c \
	browse/completion.c \
	browse/control.c \
	browse/control_client.c browse/control_client.h \
	browse/explain.c browse/explain.h \
	browse/explain_audio.c \
	browse/explain_call.c \
	browse/explain_capture.c \
	browse/explain_legs.c \
	browse/explain_streams.c \
	browse/export.c \
	browse/export_call.c browse/export_call.h \
	browse/export_say.c browse/export_say.h \
	browse/export_zip.c browse/export_zip.h \
	browse/json.c browse/json.h browse/json_set.h \
	browse/json_explanation.h \
	browse/json_quality.c browse/json_quality.h \
	browse/json_ladder.c browse/json_ladder.h \
	browse/ladder.c browse/ladder.h browse/ladder_int.h \
	browse/ladder_draw.c browse/ladder_draw.h \
	browse/ladder_message.c \
	browse/ladder_parties.c \
	browse/ladder_show.c \
	browse/json_annotation.c \
	browse/json_messages.c browse/json_messages.h \
	browse/json_peaks.c browse/json_peaks.h \
	browse/json_stats.c \
	browse/list.c browse/list.h \
	browse/options.c browse/options.def browse/options.h \
	browse/options_help.c browse/options_int.h \
	browse/output.c browse/output.h \
	browse/pager.c browse/pager.h \
	browse/pick.c browse/pick.h \
	browse/play.c \
	browse/player.c browse/player.h \
	browse/registrations.c \
	browse/sheet.c browse/sheet.h \
	browse/show.c \
	browse/source.c browse/source.h \
	browse/stats.c \
	browse/tail.c \
	browse/table.c browse/table.h \
	browse/terminal.c browse/terminal.h \
	browse/time.c browse/time.h \
	browse/top.c browse/top.h \
	browse/top_calls.c \
	browse/top_draw.c \
	browse/words.c browse/words.h

# What libbrowse.a stands on.
browse_libs = export/libexport.a capture/libcapture.a sip/libsip.a rtp/librtp.a \
	storage/libstorage.a base/libbase.a $(EXPORT_LIBS) $(STORAGE_LIBS) \
	$(JANSSON_LIBS)

bin_PROGRAMS += spanview
spanview_SOURCES = browse/main.c
spanview_LDADD = serve/libserve.a browse/libbrowse.a $(browse_libs) \
	$(SERVE_LIBS) $(SECCOMP_LIBS)

# What shells need to complete its command lines, printed by itself.
browse/bash/spanview: spanview$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) browse/bash && \
	./spanview completion bash >$@.new && mv $@.new $@
browse/zsh/_spanview: spanview$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) browse/zsh && \
	./spanview completion zsh >$@.new && mv $@.new $@
bashcompletiondir = $(datadir)/bash-completion/completions
bashcompletion_DATA = browse/bash/spanview
zshcompletiondir = $(datadir)/zsh/vendor-completions
zshcompletion_DATA = browse/zsh/_spanview
CLEANFILES += $(bashcompletion_DATA) $(zshcompletion_DATA)
