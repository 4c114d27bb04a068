/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ArubaOS-CX: lines are printed, not yet typed. */
#include "spanctl/driver.h"

static const char *const kinds[] = {"lag", NULL};
static const struct port_names names = {
    .kinds = kinds, .bare = true, .ranges = true};

static const struct cli_lines lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "both",
    .begin = "mirror session {id}",
    .source = "source interface {port} {dir}",
    .no_source = "no source interface {port} {dir}",
    .destination = "destination interface {port}",
    .no_destination = "no destination interface {port}",
    .to_erspan = "destination tunnel {to} source {from}",
    .end = "enable\nexit",
    .remove = "no mirror session {id}",
};

const struct driver driver_aoscx = {
    .name = "aoscx",
    .what = "ArubaOS-CX (prints commands)",
    .names = &names,
    .lines = &lines,
    .limits = {.destinations = 1, .numbers = true, .id_max = 4},
};
