/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user names of ICE. RFC 8445 sections 5.3 and 7.2.2, RFC 8839. */
#include "calls/media_ice.h"

#include "base/hash.h"
#include "calls/media_stream.h"
#include "rtp/stun.h"

static uint64_t
hash_of(const struct table *users, struct text ufrag)
{
	return hash_bytes(ufrag.at, ufrag.len, users->seed);
}

static void
remove_user(struct table *users, struct ice_user **at)
{
	struct ice_user *user = *at;

	*at = user->next;
	table_remove(users, &user->link);
	free(user);
}

/* The entry of 'call' and side with that name; '*count' of the call's. */
static struct ice_user *
find_own(const struct media_endpoint *model, struct text ufrag, size_t *count)
{
	struct ice_user *found = NULL;

	*count = 0;
	for (struct ice_user *it = model->call->ice_users; it; it = it->next) {
		++*count;
		if (it->model.speaker == model->speaker &&
		    text_equal(text_of(it->ufrag), ufrag))
			found = it;
	}
	return found;
}

void
media_ice_add(
    struct table *users, const struct media_endpoint *model, struct text ufrag)
{
	struct call *call = model->call;
	size_t count;
	struct ice_user *user = find_own(model, ufrag, &count);

	if (ufrag.len == 0 || ufrag.len >= ICE_UFRAG_SIZE)
		return;
	if (!user) {
		if (count >= ICE_USERS_PER_CALL_MAX) {
			struct ice_user **last = &call->ice_users;

			while ((*last)->next)
				last = &(*last)->next;
			remove_user(users, last);
		}
		user = malloc(sizeof *user);
		if (!user ||
		    table_add(users, &user->link, hash_of(users, ufrag)) != 0) {
			counter_up(media_limit);
			free(user);
			return;
		}
		text_copy(user->ufrag, sizeof user->ufrag, ufrag);
		user->next = call->ice_users;
		call->ice_users = user;
	}
	user->model = *model;
}

void
media_ice_forget(struct table *users, struct call *call)
{
	while (call->ice_users)
		remove_user(users, &call->ice_users);
}

void
media_ice_move(
    struct table *users, struct call *from, struct call *into, bool crossed)
{
	while (from->ice_users) {
		struct media_endpoint model = from->ice_users->model;
		char ufrag[ICE_UFRAG_SIZE];

		memcpy(ufrag, from->ice_users->ufrag, sizeof ufrag);
		remove_user(users, &from->ice_users);
		model.call = into;
		if (crossed)
			model.speaker =
			    (uint8_t)other_side((enum side)model.speaker);
		media_ice_add(users, &model, text_of(ufrag));
	}
}

/* The other side of the call of 'user' with that name. '*named': that side
 * has names at all. */
static const struct ice_user *
find_other(const struct ice_user *user, struct text ufrag, bool *named)
{
	const struct ice_user *it = user->model.call->ice_users;
	const struct ice_user *found = NULL;

	*named = false;
	for (; it; it = it->next) {
		if (it->model.speaker == user->model.speaker)
			continue;
		*named = true;
		if (!found && text_equal(text_of(it->ufrag), ufrag))
			found = it;
	}
	return found;
}

bool
media_ice_find(const struct table *users, const struct datagram *packet,
    const struct ice_user **receiver, const struct ice_user **sender)
{
	struct stun_check check;
	struct table_link *link;
	int namesakes = 0;

	*receiver = *sender = NULL;
	if (users->count == 0 ||
	    !stun_check_parse(packet->bytes, packet->size, &check))
		return false;
	link = table_first(users, hash_of(users, check.receiver));
	for (; link && !*sender && namesakes++ < ICE_NAMESAKES_MAX;
	     link = table_next(link)) {
		const struct ice_user *user =
		    TABLE_ENTRY(link, struct ice_user, link);
		const struct ice_user *other;
		bool named;

		if (!text_equal(text_of(user->ufrag), check.receiver) ||
		    user->model.call->over)
			continue;
		other = find_other(user, check.sender, &named);
		/* The newest that fits half, unless one fits whole. */
		if (other || (!named && !*receiver)) {
			*receiver = user;
			*sender = other;
		}
	}
	return *receiver != NULL;
}
