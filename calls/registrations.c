/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations as a listener sees them. RFC 3261 sections 10.2 and 10.3. */
#include "calls/registrations.h"

#include "base/counter.h"
#include "base/hash.h"
#include "calls/bindings.h"
#include "sip/address.h"
#include "sip/identity.h"

/* What a 200 that names no end means: RFC 3261 section 10.2.1.1. */
#define EXPIRES_DEFAULT_S 3600
#define EXPIRES_MAX_S (30 * 86400)

/* REGISTER requests that wait for their response. */
#define PENDING_MAX 4096

/* A REGISTER whose response is awaited, by its Call-ID. */
struct pending {
	struct table_link link;
	char call_id[CALL_ID_MAX + 1];
	char contact_key[KEY_SIZE]; /* of its first contact; "" for none */
	char agent[NAME_MAX_KEPT + 1];
};

struct registrations {
	struct bindings bindings;
	struct table pending;
	uint64_t responses; /* so far */
};

/* What a response says of the registration as a whole. */
struct response {
	const struct sip_message *message;
	const struct flow *flow;
	const struct pending *pending; /* its request, or NULL */
	struct tstamp time;
};

struct registrations *
registrations_new(struct catalogue *catalogue, size_t limit)
{
	struct registrations *new = calloc(1, sizeof *new);

	if (!new)
		return NULL;
	if (bindings_init(&new->bindings, catalogue, limit) == 0 &&
	    table_init(&new->pending, PENDING_MAX) == 0)
		return new;
	registrations_free(new);
	return NULL;
}

static void
free_pending(struct registrations *all, struct pending *pending)
{
	table_remove(&all->pending, &pending->link);
	free(pending);
}

void
registrations_free(struct registrations *all)
{
	if (!all)
		return;
	bindings_clear(&all->bindings);
	while (all->pending.oldest)
		free_pending(all,
		    TABLE_ENTRY(all->pending.oldest, struct pending, link));
	table_clear(&all->pending);
	free(all);
}

/* "user@host"; false when one of them is missing or too long. */
static bool
make_key(struct text user, struct text host, char out[KEY_SIZE])
{
	size_t len;

	out[0] = '\0';
	if (user.len == 0 || host.len == 0 || user.len > USER_MAX ||
	    host.len > HOST_MAX)
		return false;
	address_read_user(user, out, USER_MAX + 1);
	len = strlen(out);
	out[len++] = '@';
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];

		out[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	out[len] = '\0';
	return true;
}

static struct pending *
find_pending(const struct registrations *all, struct text call_id)
{
	uint64_t hash = hash_bytes(call_id.at, call_id.len, all->pending.seed);
	struct table_link *link = table_first(&all->pending, hash);

	for (; link; link = table_next(link)) {
		struct pending *pending =
		    TABLE_ENTRY(link, struct pending, link);

		if (text_equal(text_of(pending->call_id), call_id))
			return pending;
	}
	return NULL;
}

/* A REGISTER: its agent and first contact are not in the response, or not
 * known there as the sender's own. */
static void
take_request(struct registrations *all, const struct sip_message *message)
{
	struct text list = message->contact, value;
	struct pending *pending = find_pending(all, message->call_id);
	struct sip_party contact;

	if (message->call_id.len > CALL_ID_MAX)
		return;
	if (!pending) {
		if (all->pending.count == all->pending.limit)
			free_pending(all, TABLE_ENTRY(all->pending.oldest,
					      struct pending, link));
		pending = calloc(1, sizeof *pending);
		if (!pending)
			return;
		text_copy(pending->call_id, sizeof pending->call_id,
		    message->call_id);
		if (table_add(&all->pending, &pending->link,
			hash_bytes(message->call_id.at, message->call_id.len,
			    all->pending.seed)) != 0) {
			free(pending);
			return;
		}
	}
	table_touch(&all->pending, &pending->link);
	text_copy(pending->agent, sizeof pending->agent, message->user_agent);
	pending->contact_key[0] = '\0';
	if (!address_next(&list, &value))
		return;
	contact = sip_party_read(value);
	(void)make_key(contact.user, contact.host, pending->contact_key);
}

/* Where the contact is: the host that the response went to, if the contact
 * is its own; else what the contact says. */
static void
take_address(struct registrations *all, struct binding *binding,
    const struct response *response, struct text host)
{
	struct addr address;
	bool known = addr_parse(host, &address);
	bool own = !response->pending || !strcmp(response->pending->contact_key,
					     binding->contact_key);

	if (own)
		address = response->flow->dst.addr;
	else if (!known || binding->has_address)
		return;
	bindings_set_address(&all->bindings, binding, &address);
}

/* Copies a text, unless there is none. */
static void
learn(struct binding *binding, char out[NAME_MAX_KEPT + 1], struct text text,
    bool is_name)
{
	char value[NAME_MAX_KEPT + 1];

	if (is_name)
		address_read_display(text, value, sizeof value);
	else
		text_copy(value, sizeof value, text);
	if (value[0] == '\0' || !strcmp(value, out))
		return;
	memcpy(out, value, sizeof value);
	binding->is_dirty = true;
}

/* How long a contact stays: its own parameter, or the header. */
static unsigned long
expires_of(struct text params, const struct sip_message *message)
{
	unsigned long seconds;

	if (!text_number(address_parameter(params, "expires", NULL), UINT32_MAX,
		&seconds) &&
	    !text_number(message->expires, UINT32_MAX, &seconds))
		return EXPIRES_DEFAULT_S;
	return seconds < EXPIRES_MAX_S ? seconds : EXPIRES_MAX_S;
}

/* The binding of one contact of a response, made when it is new. */
static struct binding *
binding_for(struct registrations *all, const struct response *response,
    const char *aor_key, const struct sip_party *contact)
{
	const struct sip_party *to = &response->message->to;
	struct binding *found =
	    bindings_find(&all->bindings, aor_key, contact->uri);
	struct binding new = {.first = response->time, .is_dirty = true};

	if (found)
		return found;
	if (contact->uri.len > URI_MAX || to->uri.len > URI_MAX) {
		counter_up(registration_limit);
		return NULL;
	}
	memcpy(new.aor_key, aor_key, sizeof new.aor_key);
	if (!make_key(contact->user, contact->host, new.contact_key))
		text_copy(new.contact_key, KEY_SIZE, contact->uri);
	text_copy(new.aor, sizeof new.aor, to->uri);
	text_copy(new.contact, sizeof new.contact, contact->uri);
	address_read_user(to->user, new.user, sizeof new.user);
	return bindings_add(&all->bindings, &new);
}

static void
take_contact(struct registrations *all, const struct response *response,
    const char *aor_key, struct text value)
{
	const struct sip_message *message = response->message;
	struct sip_party contact = sip_party_read(value);
	unsigned long seconds =
	    expires_of(address_split(value).params, message);
	struct binding *binding;

	if (contact.uri.len == 0 || seconds == 0)
		return;
	binding = binding_for(all, response, aor_key, &contact);
	if (!binding)
		return;
	binding->response = all->responses;
	binding->last = response->time;
	binding->expires =
	    tstamp_add_ns(response->time, (int64_t)seconds * NS_PER_SEC);
	learn(binding, binding->name,
	    message->to.display.len     ? message->to.display
	    : message->from.display.len ? message->from.display
					: contact.display,
	    true);
	take_address(all, binding, response, contact.host);
	if (response->pending &&
	    !strcmp(response->pending->contact_key, binding->contact_key))
		learn(binding, binding->agent,
		    text_of(response->pending->agent), false);
	bindings_confirm(&all->bindings, binding);
}

static void
take_response(struct registrations *all, const struct sip_message *message,
    const struct flow *flow)
{
	struct response response = {
	    .message = message,
	    .flow = flow,
	    .pending = find_pending(all, message->call_id),
	    .time = all->bindings.now,
	};
	struct text list = message->contact, value;
	char aor_key[KEY_SIZE];

	if (message->status < 200 || message->status > 299 ||
	    !make_key(message->to.user, message->to.host, aor_key))
		return;
	all->responses++;
	while (address_next(&list, &value))
		take_contact(all, &response, aor_key, value);
	bindings_end_others(&all->bindings, aor_key, all->responses);
}

void
registrations_push(struct registrations *all, const struct sip_message *message,
    const struct flow *flow, struct tstamp time)
{
	if (message->method != SIP_METHOD_REGISTER)
		return;
	all->bindings.now = time;
	if (message->is_request)
		take_request(all, message);
	else
		take_response(all, message, flow);
}

int
registrations_error(struct registrations *all)
{
	int error = all->bindings.error;

	all->bindings.error = 0;
	return error;
}

void
registrations_tick(struct registrations *all, struct tstamp now)
{
	bindings_tick(&all->bindings, now);
}

void
registrations_finish(struct registrations *all)
{
	bindings_finish(&all->bindings);
}

static bool
give(const struct binding *binding, struct registrant *out)
{
	if (binding)
		*out = (struct registrant){
		    .user = binding->user,
		    .name = binding->name,
		    .uri = binding->aor,
		};
	return binding != NULL;
}

bool
registrations_find(const struct registrations *all, struct text user,
    struct text host, struct registrant *out)
{
	char key[KEY_SIZE];

	return make_key(user, host, key) &&
	       give(bindings_lookup(&all->bindings, key), out);
}

bool
registrations_find_address(const struct registrations *all,
    const struct addr *addr, struct registrant *out)
{
	return give(bindings_lookup_address(&all->bindings, addr), out);
}
