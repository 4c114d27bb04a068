# SPDX-License-Identifier: GPL-3.0-or-later
unit_tests += tests/recorder/test_options tests/recorder/test_alarm \
	tests/recorder/test_config tests/recorder/test_control_socket \
	tests/recorder/test_notify tests/recorder/test_tee

recorder_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
recorder_test_libs = recorder/librecorder.a calls/libcalls.a \
	capture/libcapture.a sip/libsip.a rtp/librtp.a tls/libtls.a \
	storage/libstorage.a base/libbase.a $(CAPTURE_LIBS) $(TLS_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS) $(CONFUSE_LIBS) \
	$(SECCOMP_LIBS) \
	$(CHECK_LIBS)

tests_recorder_test_options_SOURCES = tests/recorder/test_options.c
tests_recorder_test_options_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_options_LDADD = $(recorder_test_libs)

tests_recorder_test_tee_SOURCES = tests/recorder/test_tee.c
tests_recorder_test_tee_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_tee_LDADD = $(recorder_test_libs)

tests_recorder_test_notify_SOURCES = tests/recorder/test_notify.c
tests_recorder_test_notify_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_notify_LDADD = $(recorder_test_libs)

# What is left of the rights of a process, by a program that gives them up.
TESTS += tests/recorder/privileges.sh
dist_check_SCRIPTS += tests/recorder/privileges.sh
check_PROGRAMS += tests/recorder/confined
tests_recorder_confined_SOURCES = tests/recorder/confined.c
tests_recorder_confined_LDADD = $(recorder_test_libs)

tests_recorder_test_alarm_SOURCES = tests/recorder/test_alarm.c
tests_recorder_test_alarm_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_alarm_LDADD = $(recorder_test_libs)

tests_recorder_test_config_SOURCES = tests/recorder/test_config.c
tests_recorder_test_config_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_config_LDADD = $(recorder_test_libs)

tests_recorder_test_control_socket_SOURCES = \
	tests/recorder/test_control_socket.c
tests_recorder_test_control_socket_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_control_socket_LDADD = $(recorder_test_libs)

check_PROGRAMS += tests/recorder/list_settings
tests_recorder_list_settings_SOURCES = tests/recorder/list_settings.c
tests_recorder_list_settings_LDADD = $(recorder_test_libs)
TESTS += tests/recorder/manual.sh
dist_check_SCRIPTS += tests/recorder/manual.sh

unit_tests += tests/recorder/test_disk
tests_recorder_test_disk_SOURCES = tests/recorder/test_disk.c
tests_recorder_test_disk_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_disk_LDADD = $(recorder_test_libs)
