/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arista EOS. */
#include "spanctl/driver.h"

static const char *const kinds[] = {
    "Ethernet", "Port-Channel", "Vlan", "Cpu", "Management", NULL};
static const struct port_names names = {
    .kinds = kinds, .ranges = true, .inherits = true};

static const struct show_key keys[] = {{"Source Ports", SHOW_SOURCES},
    {"Source VLANs", SHOW_SOURCE_VLANS}, {"Both", SHOW_BOTH}, {"Rx", SHOW_RX},
    {"Tx", SHOW_TX}, {"Both Directions", SHOW_BOTH}, {"Rx Only", SHOW_RX},
    {"Tx Only", SHOW_TX}, {"Destination Ports", SHOW_DESTINATIONS},
    {"Destination Port", SHOW_DESTINATIONS},
    {"IP Access Group", SHOW_FILTER_ACL}, {NULL, SHOW_NOTHING}};

static const char *const nothing[] = {
    "No sessions created", "No session", NULL};

static const struct show_format format = {
    .names = &names,
    .header = "Session",
    .keys = keys,
    .line = show_config_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

static const struct cli_lines lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .source = "monitor session {id} source {port} {dir}",
    .no_source = "no monitor session {id} source {port} {dir}",
    .source_vlan = "monitor session {id} source Vlan{vlan} {dir}",
    .no_source_vlan = "no monitor session {id} source Vlan{vlan} {dir}",
    .filter_acl = "monitor session {id} ip access-group {acl}",
    .no_filter_acl = "no monitor session {id} ip access-group {acl}",
    .destination = "monitor session {id} destination {port}",
    .no_destination = "no monitor session {id} destination {port}",
    .to_erspan = "monitor session {id} destination tunnel mode gre "
		 "source {from} destination {to}",
    .remove = "no monitor session {id}",
};

static const char *const quiet[] = {
    "terminal length 0", "terminal width 32767", NULL};
static const char *const save[] = {"write memory", NULL};
static const char *const read[] = {"show monitor session", NULL};
static const char *const config[] = {
    "show running-config | include monitor session", NULL};
static const char *const errors[] = {
    "% Invalid", "% Incomplete", "% Ambiguous", "% ", NULL};

static const char *const confirm[] = {"configure session spanctl commit", NULL};
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
    .configure = "configure session spanctl",
    .commit = "commit",
    .abort = "abort",
    .guarded_commit = "commit timer {time}",
    .confirm = confirm,
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interfaces {port}",
    .copied = "packets output",
    .dropped = "output discards",
    .counts = &counts,
};

const struct driver driver_eos = {
    .name = "eos",
    .what = "Arista EOS",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
};
