/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cisco IOS and IOS-XE: Catalyst 2960, 3560, 3750, 3850, 9000 and others. */
#include "spanctl/driver.h"

/* Of kinds that an abbreviation fits, the first is meant. */
static const char *const kinds[] = {"FastEthernet", "GigabitEthernet",
    "TenGigabitEthernet", "TwoGigabitEthernet", "TwentyFiveGigE",
    "FiveGigabitEthernet", "FortyGigabitEthernet", "HundredGigE",
    "AppGigabitEthernet", "Ethernet", "Port-channel", NULL};

static const struct port_names names = {
    .kinds = kinds, .ranges = true, .inherits = true};

static const struct show_key keys[] = {{"Type", SHOW_TYPE},
    {"Status", SHOW_STATE}, {"Description", SHOW_NOTHING},
    {"Source Ports", SHOW_SOURCES}, {"Source Subinterfaces", SHOW_SOURCES},
    {"Source EFPs", SHOW_SOURCES}, {"Source VLANs", SHOW_SOURCE_VLANS},
    {"RX Only", SHOW_RX}, {"TX Only", SHOW_TX}, {"Both", SHOW_BOTH},
    {"RX", SHOW_RX}, {"TX", SHOW_TX}, {"Destination Ports", SHOW_DESTINATIONS},
    {"Destination Port", SHOW_DESTINATIONS},
    {"Encapsulation", SHOW_ENCAPSULATION}, {"Ingress", SHOW_INGRESS},
    {"Filter VLANs", SHOW_FILTER_VLANS}, {"IP Access-group", SHOW_FILTER_ACL},
    {"IPv6 Access-group", SHOW_FILTER_ACL},
    {"MAC Access-group", SHOW_FILTER_ACL},
    {"Filter Access-Group", SHOW_FILTER_ACL},
    {"Dest RSPAN VLAN", SHOW_RSPAN_TO},
    {"Destination RSPAN VLAN", SHOW_RSPAN_TO},
    {"Source RSPAN VLAN", SHOW_RSPAN_FROM}, {"Reflector Port", SHOW_NOTHING},
    {"Destination IP Address", SHOW_ERSPAN_TO},
    {"Source IP Address", SHOW_ERSPAN_TO},
    {"Origin IP Address", SHOW_ERSPAN_FROM},
    {"Destination ERSPAN ID", SHOW_ERSPAN_ID},
    {"Source ERSPAN ID", SHOW_ERSPAN_ID}, {"MTU", SHOW_MTU},
    {NULL, SHOW_NOTHING}};

static const char *const nothing[] = {"No SPAN configuration",
    "No session configured", "No monitor session", NULL};

static const struct show_format format = {
    .names = &names,
    .header = "Session",
    .keys = keys,
    .line = show_config_line,
    .nothing = nothing,
};

static const struct cli_lines erspan_lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .begin = "monitor session {id} type erspan-source\nno shutdown",
    .source = "source interface {port} {dir}",
    .no_source = "no source interface {port} {dir}",
    .source_vlan = "source vlan {vlan} {dir}",
    .no_source_vlan = "no source vlan {vlan} {dir}",
    .filter_vlan = "filter vlan {vlan}",
    .no_filter_vlan = "no filter vlan {vlan}",
    .to_erspan = "destination\nerspan-id {erspan}\nmtu {mtu}\n"
		 "ip address {to}\norigin ip address {from}\nexit",
    .end = "exit",
    .remove = "no monitor session {id}",
};

static const struct cli_lines lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .erspan = &erspan_lines,
    .source = "monitor session {id} source interface {port} {dir}",
    .no_source = "no monitor session {id} source interface {port} {dir}",
    .source_vlan = "monitor session {id} source vlan {vlan} {dir}",
    .no_source_vlan = "no monitor session {id} source vlan {vlan} {dir}",
    .filter_vlan = "monitor session {id} filter vlan {vlan}",
    .no_filter_vlan = "no monitor session {id} filter vlan {vlan}",
    .filter_acl = "monitor session {id} filter ip access-group {acl}",
    .no_filter_acl = "no monitor session {id} filter ip access-group {acl}",
    .destination = "monitor session {id} destination interface {port}{options}",
    .no_destination = "no monitor session {id} destination interface {port}",
    .rspan_vlan = "vlan {rspan}\nremote-span\nexit",
    .to_rspan = "monitor session {id} destination remote vlan {rspan}",
    .from_rspan = "monitor session {id} source remote vlan {rspan}",
    .remove = "no monitor session {id}",
};

static const char *const quiet[] = {
    "terminal length 0", "terminal width 511", NULL};
static const char *const save[] = {"write memory", NULL};
static const char *const read[] = {"show monitor session all", NULL};
static const char *const config[] = {
    "show running-config | include monitor session", NULL};
static const char *const errors[] = {"% Invalid", "% Incomplete", "% Ambiguous",
    "% Unknown command", "% Bad", "% Access denied", "authorization failed",
    "Command Rejected", "Command rejected", "validation failed",
    "maximum source port", "Dst port is supported",
    "already configured as monitor", "already be used in session",
    "Exceed the maximum SPAN session number", "Only NGIO switch is supported",
    "% Cannot", "% Platform", "% Local Session", NULL};

static const char *const confirm[] = {"configure confirm", NULL};
static const char *const stations[] = {
    "show mac address-table", "show ip arp", NULL};

static const struct cli_counts counts = {
    .line = "show interfaces {port}",
    .rx = "@ packets input, # bytes",
    .tx = "@ packets output, # bytes",
    .speed = "BW #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .enable = "enable",
    .configure = "configure terminal",
    .leave = "end",
    .guarded_configure = "configure terminal revert timer {minutes}",
    .confirm = confirm,
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interfaces {port}",
    .copied = "packets output",
    .dropped = "output drops",
    .counts = &counts,
};

const struct driver driver_ios = {
    .name = "ios",
    .what = "Cisco IOS and IOS-XE: Catalyst 2960, 3560, 3750, 3850, 9000",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.sources_sessions = 2,
	.destinations = 64,
	.no_mix = true,
	.numbers = true,
	.id_max = 66},
};
