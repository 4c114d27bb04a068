# SPDX-License-Identifier: GPL-3.0-or-later
# The library is all but the verbs and what they talk to.
noinst_LIBRARIES += spanctl/libspanctl.a
spanctl_libspanctl_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(CONFUSE_CFLAGS) \
	$(LIBSSH_CFLAGS) $(LIBMNL_CFLAGS) $(NETSNMP_CFLAGS)
spanctl_libspanctl_a_SOURCES = \
	spanctl/backend.h spanctl/backend_cli.c \
	spanctl/capacity.c spanctl/capacity.h \
	spanctl/change.c spanctl/change.h spanctl/render.c \
	spanctl/cli.c spanctl/cli.h \
	spanctl/counts.c spanctl/counts.h \
	spanctl/driver.c spanctl/driver.h \
	spanctl/driver_aoscx.c \
	spanctl/driver_cloud.c \
	spanctl/driver_comware.c \
	spanctl/driver_eos.c \
	spanctl/driver_fastpath.c \
	spanctl/driver_ios.c \
	spanctl/driver_junos.c \
	spanctl/driver_linux.c \
	spanctl/driver_nsdp.c \
	spanctl/driver_nxos.c \
	spanctl/driver_ovs.c \
	spanctl/driver_procurve.c \
	spanctl/driver_routeros.c \
	spanctl/driver_smon.c \
	spanctl/driver_vrp.c \
	spanctl/discovery.c spanctl/discovery.h \
	spanctl/ethtool.c spanctl/ethtool.h \
	spanctl/firewall.h \
	spanctl/guards.c spanctl/guards.h \
	spanctl/journal.c spanctl/journal.h \
	spanctl/json.c spanctl/json.h \
	spanctl/load.c spanctl/load.h \
	spanctl/nsdp.c spanctl/nsdp_int.h spanctl/nsdp_message.c \
	spanctl/ovs.c spanctl/ovs_int.h spanctl/ovs_tables.c \
	spanctl/ovsdb.c spanctl/ovsdb.h \
	spanctl/plan.c spanctl/plan.h \
	spanctl/planfile.c spanctl/planfile_int.h spanctl/planfile_session.c \
	spanctl/port.c spanctl/port.h \
	spanctl/prompt.c spanctl/prompt.h \
	spanctl/secret.c spanctl/secret.h \
	spanctl/session.c spanctl/session.h \
	spanctl/show.c spanctl/show.h \
	spanctl/show_config.c \
	spanctl/smon.c spanctl/smon_int.h spanctl/smon_tables.c spanctl/snmp.h \
	spanctl/station.c spanctl/station.h \
	spanctl/telnet.c \
	spanctl/terminal.c spanctl/terminal.h \
	spanctl/where.c spanctl/where.h \
	spanctl/wire.h \
	spanctl/work.c spanctl/work.h spanctl/work_hosts.c
if HAVE_LIBSSH
spanctl_libspanctl_a_SOURCES += spanctl/ssh.c
else
spanctl_libspanctl_a_SOURCES += spanctl/ssh_none.c
endif
if HAVE_LIBMNL
spanctl_libspanctl_a_SOURCES += spanctl/firewall.c
spanctl_libspanctl_a_SOURCES += spanctl/linux.c \
	spanctl/linux_int.h spanctl/linux_tables.c \
	spanctl/netlink.c spanctl/netlink.h
else
spanctl_libspanctl_a_SOURCES += spanctl/firewall_none.c
spanctl_libspanctl_a_SOURCES += spanctl/linux_none.c
endif

if HAVE_NETSNMP
spanctl_libspanctl_a_SOURCES += spanctl/snmp.c
else
spanctl_libspanctl_a_SOURCES += spanctl/snmp_none.c
endif
# What the library needs.
SPANCTL_LIBS = $(JANSSON_LIBS) $(CONFUSE_LIBS) $(LIBSSH_LIBS) $(LIBMNL_LIBS) \
	$(NETSNMP_LIBS)

bin_PROGRAMS += spanctl/spanctl
spanctl_spanctl_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
spanctl_spanctl_SOURCES = \
	spanctl/checkup.c spanctl/checkup.h \
	spanctl/live.c spanctl/live.h \
	spanctl/judge.c spanctl/judge.h \
	spanctl/main.c \
	spanctl/observe.c spanctl/observe.h spanctl/observe_int.h \
	spanctl/observe_tcp.c \
	spanctl/parse.c \
	spanctl/readings.c spanctl/readings.h \
	spanctl/remedy.c spanctl/remedy.h \
	spanctl/report.c spanctl/report.h \
	spanctl/scenario.c \
	spanctl/spanctl.h \
	spanctl/timer.c spanctl/timer.h \
	spanctl/verb_apply.c \
	spanctl/verb_doctor.c \
	spanctl/obstacles.c spanctl/obstacles.h spanctl/recorder.c spanctl/recorder.h \
	spanctl/verb_export.c \
	spanctl/verb_plan.c \
	spanctl/verb_rollback.c \
	spanctl/verb_show.c \
	spanctl/verb_where.c \
	spanctl/verify.c
spanctl_spanctl_LDADD = spanctl/libspanctl.a capture/libcapture.a \
	base/libbase.a \
	$(SPANCTL_LIBS) $(CAPTURE_LIBS)
EXTRA_DIST += spanctl/firewall.c spanctl/firewall_none.c \
	spanctl/linux_int.h spanctl/linux_tables.c spanctl/linux.c spanctl/linux_none.c spanctl/netlink.c \
	spanctl/netlink.h spanctl/snmp.c spanctl/snmp_none.c \
	spanctl/ssh.c spanctl/ssh_none.c
