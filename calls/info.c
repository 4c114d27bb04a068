/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys in SIP messages to rows, and out of the messages that are stored. */
#include "calls/info.h"

#include "calls/pause.h"
#include "calls/policy.h"

#include "sip/info.h"

void
info_take_key(struct calls *calls, const struct sip_message *message,
    const struct info_place *place)
{
	struct key_press press = {.method = KEY_INFO,
	    .side = place->side,
	    .time = place->time,
	    .leg_id = place->leg_id};
	struct sip_key key;

	if (place->call->over || !sip_info_key(message, &key))
		return;
	press.key = key.key;
	press.duration_ms = key.duration_ms;
	if (key.key != SIP_KEY_FLASH)
		measure_key(calls, place->call, &press, place->time);
	else if (calls_settings(calls)->dtmf != DTMF_NONE &&
		 policy_keeps_details(place->call) &&
		 !pause_is_on(place->call) && keys_room(place->call))
		calls_event(calls, place->call, place->time, "flash",
		    &place->side, NULL);
}

void
info_put_message(struct calls *calls, const struct sip_message *message,
    struct sip_message_row *row, bool hide_keys)
{
	bool secret = false;
	char *masked = NULL;

	if (hide_keys && row->size)
		masked =
		    sip_info_masked(message, row->bytes, KEY_MASK[0], &secret);
	if (masked)
		row->bytes = masked;
	else if (secret)
		row->size -= message->body.len;
	calls_check(
	    calls, catalogue_add_sip_message(calls_catalogue(calls), row));
	free(masked);
}
