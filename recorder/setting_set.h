/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings that have types of their own: each of these takes one value, or
 * adds it to those that were given before. All are setting_fn; the rows of
 * settings.def name them.
 */
#ifndef RECORDER_SETTING_SET_H
#define RECORDER_SETTING_SET_H

#include "recorder/setting.h"

setting_fn add_interface, add_file, set_filter, set_sip_ports, add_tunnel,
    add_sink, add_keylog, set_audio_format, check_dtmf, add_link_header,
    add_local_network, add_trunk, add_internal_number, set_country_code,
    set_international_prefix, set_national_prefix, add_retention_class;

/* Of rules and pauses: recorder/setting_rules.c. */
setting_fn rule_section_begin, rule_section_end, add_rule, set_time_zone,
    set_pause_keys, set_resume_keys, set_pause_header, set_resume_header;
setting_key_fn rule_section_set;

#endif
