/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cisco NX-OS: Nexus. */
#include "spanctl/driver.h"

static const char *const kinds[] = {
    "Ethernet", "port-channel", "sup-eth", "Vlan", NULL};
static const struct port_names names = {
    .kinds = kinds, .ranges = true, .inherits = true};

static const struct show_key keys[] = {{"type", SHOW_TYPE},
    {"state", SHOW_STATE}, {"source intf", SHOW_SOURCES}, {"rx", SHOW_RX},
    {"tx", SHOW_TX}, {"both", SHOW_BOTH}, {"source VLANs", SHOW_SOURCE_VLANS},
    {"source VSANs", SHOW_NOTHING}, {"source fwd drops", SHOW_NOTHING},
    {"filter VLANs", SHOW_FILTER_VLANS}, {"acl-name", SHOW_FILTER_ACL},
    {"destination ports", SHOW_DESTINATIONS},
    {"destination VLAN", SHOW_RSPAN_TO}, {"erspan-id", SHOW_ERSPAN_ID},
    {"destination-ip", SHOW_ERSPAN_TO}, {"origin-ip", SHOW_ERSPAN_FROM},
    {"vrf-name", SHOW_NOTHING}, {"ip-ttl", SHOW_NOTHING},
    {"ip-dscp", SHOW_NOTHING}, {"mtu", SHOW_MTU}, {"description", SHOW_NOTHING},
    {NULL, SHOW_NOTHING}};

static const char *const nothing[] = {
    "No sessions", "no such session", "does not exist", NULL};

static const struct show_format format = {
    .names = &names,
    .header = "session",
    .keys = keys,
    .line = show_config_line,
    .nothing = nothing,
};

static const struct cli_lines erspan_lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .begin = "monitor session {id} type erspan-source\nno shut",
    .source = "source interface {port} {dir}",
    .no_source = "no source interface {port} {dir}",
    .source_vlan = "source vlan {vlan} {dir}",
    .no_source_vlan = "no source vlan {vlan} {dir}",
    .to_erspan = "erspan-id {erspan}\nvrf default\ndestination ip {to}",
    .end = "exit",
    .remove = "no monitor session {id}",
};

static const struct cli_lines lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .begin = "monitor session {id}\nno shut",
    .erspan = &erspan_lines,
    .source = "source interface {port} {dir}",
    .no_source = "no source interface {port} {dir}",
    .source_vlan = "source vlan {vlan} {dir}",
    .no_source_vlan = "no source vlan {vlan} {dir}",
    .filter_vlan = "filter vlan {vlan}",
    .no_filter_vlan = "no filter vlan {vlan}",
    .filter_acl = "filter access-group {acl}",
    .no_filter_acl = "no filter access-group {acl}",
    .destination = "interface {port}\nswitchport\nswitchport monitor\n"
		   "monitor session {id}\ndestination interface {port}",
    .no_destination = "no destination interface {port}",
    .end = "exit",
    .remove = "no monitor session {id}",
};

static const char *const quiet[] = {
    "terminal length 0", "terminal width 511", NULL};
static const char *const save[] = {"copy running-config startup-config", NULL};
static const char *const read[] = {"show monitor session all", NULL};
static const char *const config[] = {"show running-config monitor", NULL};
static const char *const errors[] = {
    "% Invalid", "% Incomplete", "% Ambiguous", "ERROR:", "% Permission", NULL};

static const char *const stations[] = {
    "show mac address-table", "show ip arp", NULL};

static const struct cli_counts counts = {
    .line = "show interface {port}",
    .rx = "@ input packets # bytes",
    .tx = "@ output packets # bytes",
    .speed = "BW #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .configure = "configure terminal",
    .leave = "end",
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interface {port}",
    .copied = "output packets",
    .dropped = "output discard",
    .counts = &counts,
};

const struct driver driver_nxos = {
    .name = "nxos",
    .what = "Cisco NX-OS: Nexus",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.numbers = true, .id_max = 48},
};
