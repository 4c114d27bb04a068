# SPDX-License-Identifier: GPL-3.0-or-later
# The shell tests need no libcheck: include this outside of its condition.
spanctl_tests = \
	tests/spanctl/check.sh \
	tests/spanctl/comware.sh \
	tests/spanctl/confirm.sh \
	tests/spanctl/dialects.sh \
	tests/spanctl/doctor.sh \
	tests/spanctl/fastpath.sh \
	tests/spanctl/ios.sh \
	tests/spanctl/linux.sh \
	tests/spanctl/nic.sh \
	tests/spanctl/nic_vm.sh \
	tests/spanctl/nsdp.sh \
	tests/spanctl/ovs.sh \
	tests/spanctl/parse.sh \
	tests/spanctl/procurve.sh \
	tests/spanctl/routeros.sh \
	tests/spanctl/smon.sh \
	tests/spanctl/vrp.sh \
	tests/spanctl/where.sh \
	tests/spanctl/secrets.sh \
	tests/spanctl/whole.sh \
	tests/spanctl/whole_ovs.sh
TESTS += $(spanctl_tests)
dist_check_SCRIPTS += $(spanctl_tests)
EXTRA_DIST += tests/spanctl/at_once.sh tests/spanctl/bridge_agent.py tests/spanctl/catalyst.py \
	tests/spanctl/cli_device.py \
	tests/spanctl/dialects.py \
	tests/spanctl/dialects_lib.sh \
	tests/spanctl/hpe.py \
	tests/spanctl/lose.py \
	tests/spanctl/plus_switch.py \
	tests/spanctl/vendors.py \
	tests/spanctl/vendors_lib.sh \
	tests/spanctl/whole_lib.sh tests/spanctl/devices.sh \
	tests/spanctl/secrets_lib.sh tests/spanctl/traffic.sh

# What nic.sh compares with ethtool.
check_PROGRAMS += tests/spanctl/nic_print
tests_spanctl_nic_print_SOURCES = tests/spanctl/nic_print.c
tests_spanctl_nic_print_LDADD = spanctl/libspanctl.a base/libbase.a

# The switch of smon.sh.
if HAVE_NETSNMP
check_PROGRAMS += tests/spanctl/smon_agent
tests_spanctl_smon_agent_SOURCES = tests/spanctl/smon_agent.c
tests_spanctl_smon_agent_CFLAGS = $(AM_CFLAGS) $(NETSNMP_CFLAGS)
tests_spanctl_smon_agent_LDADD = -lnetsnmpagent $(NETSNMP_LIBS)
else
EXTRA_DIST += tests/spanctl/smon_agent.c
endif

# Its fuzzer; what else there is to one is in tests/fuzz/fuzz.mk.
check_PROGRAMS += tests/fuzz/fuzz_show
EXTRA_DIST += tests/fuzz/fuzz_show.in
tests_fuzz_fuzz_show_SOURCES = tests/fuzz/fuzz_show.c $(FUZZ_MAIN)
tests_fuzz_fuzz_show_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_show_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS)

check_PROGRAMS += tests/fuzz/fuzz_discovery
EXTRA_DIST += tests/fuzz/fuzz_discovery.in
tests_fuzz_fuzz_discovery_SOURCES = tests/fuzz/fuzz_discovery.c $(FUZZ_MAIN)
tests_fuzz_fuzz_discovery_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_discovery_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS)

if HAVE_CHECK
check_PROGRAMS += tests/spanctl/test_cli tests/spanctl/test_counts \
	tests/spanctl/test_guards tests/spanctl/test_ovsdb \
	tests/spanctl/test_station
TESTS += tests/spanctl/test_cli tests/spanctl/test_counts \
	tests/spanctl/test_guards tests/spanctl/test_ovsdb \
	tests/spanctl/test_station
tests_spanctl_test_counts_SOURCES = tests/spanctl/test_counts.c
tests_spanctl_test_counts_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_spanctl_test_counts_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS) $(CHECK_LIBS)
tests_spanctl_test_guards_SOURCES = tests/spanctl/test_guards.c
tests_spanctl_test_guards_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_spanctl_test_guards_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS) $(CHECK_LIBS)
tests_spanctl_test_ovsdb_SOURCES = tests/spanctl/test_ovsdb.c
tests_spanctl_test_ovsdb_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_spanctl_test_ovsdb_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS) $(CHECK_LIBS)
tests_spanctl_test_station_SOURCES = tests/spanctl/test_station.c
tests_spanctl_test_station_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_spanctl_test_station_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS) $(CHECK_LIBS)
tests_spanctl_test_cli_SOURCES = tests/spanctl/test_cli.c
tests_spanctl_test_cli_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_spanctl_test_cli_LDADD = spanctl/libspanctl.a base/libbase.a \
	$(SPANCTL_LIBS) $(CHECK_LIBS)
endif
