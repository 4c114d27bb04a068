/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities and diversions. RFC 3323, RFC 3325, RFC 4458, RFC 5806, RFC 7044;
 * Remote-Party-ID by draft-ietf-sip-privacy-04, as devices still send it. */
#include "sip/identity.h"

struct sip_party
sip_party_of(const struct address *address)
{
	struct sip_party party = {
	    .display = address->display,
	    .uri = address->uri,
	};

	address_read_uri(party.uri, &party.user, &party.host);
	return party;
}

struct sip_party
sip_party_read(struct text value)
{
	struct address address = address_split(value);

	return sip_party_of(&address);
}

/* The first value of a list that names a user, else the first. */
static bool
read_first(struct text list, struct sip_party *out)
{
	struct text value;
	bool found = false;

	while (address_next(&list, &value)) {
		struct sip_party party = sip_party_read(value);

		if (party.uri.len == 0 || (found && party.user.len == 0))
			continue;
		*out = party;
		found = true;
		if (party.user.len)
			break;
	}
	return found;
}

/*
 * Remote-Party-ID names the caller or the callee; which of them is the sender
 * follows from the kind of the message.
 */
static bool
read_remote_party(struct text list, bool is_request, struct sip_assertion *out)
{
	struct text value;

	while (address_next(&list, &value)) {
		struct text params = address_split(value).params;
		struct text party = address_parameter(params, "party", NULL);
		struct text privacy =
		    address_parameter(params, "privacy", NULL);

		if (party.len &&
		    !text_is(party, is_request ? "calling" : "called"))
			continue;
		out->party = sip_party_read(value);
		if (out->party.uri.len == 0)
			continue;
		out->by = SIP_ASSERTED_BY_RPID;
		if (privacy.len && !text_is(privacy, "off"))
			out->is_private = true;
		return true;
	}
	return false;
}

/* Privacy: id;critical. RFC 3323 section 4.2, RFC 3325 section 9.3. */
static bool
asks_for_privacy(struct text privacy)
{
	while (privacy.len) {
		struct text value = text_trim(text_cut(&privacy, ';'));

		if (text_is(value, "id") || text_is(value, "user") ||
		    text_is(value, "header"))
			return true;
	}
	return false;
}

struct sip_assertion
sip_assertion_read(const struct sip_identity_headers *headers, bool is_request)
{
	struct sip_assertion out = {
	    .is_private = asks_for_privacy(headers->privacy),
	};

	if (read_first(headers->asserted, &out.party))
		out.by = SIP_ASSERTED_BY_PAI;
	else if (!read_remote_party(headers->remote_party, is_request, &out) &&
		 read_first(headers->preferred, &out.party))
		out.by = SIP_ASSERTED_BY_PPI;
	return out;
}

bool
sip_party_is_anonymous(const struct sip_party *party)
{
	static const char *const users[] = {"anonymous", "unavailable",
	    "unknown", "restricted", "withheld", "private"};
	static const char domain[] = ".invalid";
	size_t len = sizeof domain - 1;
	struct text host = party->host;

	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		if (text_is(party->user, users[i]))
			return true;
	if (host.len < len)
		return false;
	host.at += host.len - len;
	host.len = len;
	return text_is(host, domain);
}

/* The last value of Diversion is the oldest (RFC 5806 section 5.1). */
static bool
read_diversion(struct text list, struct sip_diversion *out)
{
	struct text value;
	bool found = false;

	while (address_next(&list, &value)) {
		struct sip_party party = sip_party_read(value);

		if (party.uri.len == 0)
			continue;
		out->party = party;
		out->reason = address_parameter(
		    address_split(value).params, "reason", NULL);
		found = true;
	}
	return found;
}

/* Was this target of History-Info reached because an earlier one diverted? */
static bool
is_diverted_target(struct text value, struct text *cause)
{
	struct address address = address_split(value);
	bool mapped;

	*cause = address_parameter(
	    address_uri_parameters(address.uri), "cause", NULL);
	(void)address_parameter(address.params, "mp", &mapped);
	return mapped || cause->len > 0;
}

/* The first value of History-Info is whom the request was for at first. */
static bool
read_history(struct text list, struct sip_diversion *out)
{
	struct text value, cause;

	if (!address_next(&list, &value))
		return false;
	out->party = sip_party_read(value);
	if (out->party.uri.len == 0)
		return false;
	while (address_next(&list, &value)) {
		if (!is_diverted_target(value, &cause))
			continue;
		out->reason = cause;
		return true;
	}
	return false;
}

bool
sip_message_diverted(
    const struct sip_message *message, struct sip_diversion *out)
{
	*out = (struct sip_diversion){.reason = {NULL, 0}};
	return read_diversion(message->diversion, out) ||
	       read_history(message->history, out);
}
