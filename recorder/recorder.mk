# SPDX-License-Identifier: GPL-3.0-or-later
# Everything but main() is a library, so that tests can link it.
noinst_LIBRARIES += recorder/librecorder.a
recorder_librecorder_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(CONFUSE_CFLAGS)
recorder_librecorder_a_SOURCES = \
	recorder/alarm.c recorder/alarm.h \
	recorder/catalogue_watch.c recorder/catalogue_watch.h \
	recorder/choice.c recorder/choice.h \
	recorder/config_file.c recorder/config_file.h \
	recorder/connections.c recorder/connections.h \
	recorder/control.c recorder/control.h \
	recorder/control_call.c recorder/control_call.h \
	recorder/control_request.c recorder/control_request.h \
	recorder/control_socket.c recorder/control_socket.h \
	recorder/figures.c recorder/figures.h \
	recorder/files.c recorder/files.h \
	recorder/json_set.h \
	recorder/live.c recorder/live.h \
	recorder/metrics.c recorder/metrics.h \
	recorder/mirror.c recorder/mirror.h \
	recorder/notify.c recorder/notify.h \
	recorder/options.c recorder/options.h \
	recorder/pipeline.c recorder/pipeline.h \
	recorder/privileges.c recorder/privileges.h \
	recorder/progress.c recorder/progress.h \
	recorder/reload.c recorder/reload.h \
	recorder/replay.c recorder/replay.h \
	recorder/report.c recorder/report.h \
	recorder/disk.c recorder/disk.h \
	recorder/retention.c recorder/retention.h \
	recorder/reserve.c recorder/reserve.h \
	recorder/run.c recorder/run.h \
	recorder/setting.c recorder/setting.h recorder/settings.def \
	recorder/setting_rules.c \
	recorder/setting_set.c recorder/setting_set.h \
	recorder/sources.c recorder/sources.h \
	recorder/status.c recorder/status.h \
	recorder/tee.c recorder/tee.h \
	recorder/tls_pairs.c recorder/tls_pairs.h \
	recorder/usage.c recorder/usage.h \
	recorder/watch.c recorder/watch.h

bin_PROGRAMS += spanrec
spanrec_SOURCES = recorder/main.c
spanrec_LDADD = recorder/librecorder.a calls/libcalls.a capture/libcapture.a \
	sip/libsip.a rtp/librtp.a tls/libtls.a storage/libstorage.a \
	base/libbase.a $(CAPTURE_LIBS) $(TLS_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) \
	$(SECCOMP_LIBS)
