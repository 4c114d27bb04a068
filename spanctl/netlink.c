/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speaks rtnetlink about filters, by libmnl; see netlink.h. */
#include "spanctl/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/neighbour.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

#define MESSAGE_SIZE 8192
#define ANSWER_SIZE 65536
#define CLSACT_HANDLE 0xffff0000U

struct netlink {
	struct mnl_socket *socket;
	unsigned sequence;
};

int
netlink_open(struct netlink **out)
{
	struct netlink *netlink = calloc(1, sizeof *netlink);
	int error = 0;

	if (!netlink)
		return ENOMEM;
	netlink->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!netlink->socket ||
	    mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		error = errno;
	netlink->sequence = (unsigned)time(NULL);
	if (error)
		netlink_close(netlink);
	else
		*out = netlink;
	return error;
}

void
netlink_close(struct netlink *netlink)
{
	if (!netlink)
		return;
	if (netlink->socket)
		mnl_socket_close(netlink->socket);
	free(netlink);
}

/* Begins a message about traffic control of an interface. */
static struct nlmsghdr *
begin(struct netlink *netlink, char *buffer, uint16_t type, uint16_t flags,
    struct tcmsg **body)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);

	header->nlmsg_type = type;
	header->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	header->nlmsg_seq = ++netlink->sequence;
	*body = mnl_nlmsg_put_extra_header(header, sizeof **body);
	(*body)->tcm_family = AF_UNSPEC;
	return header;
}

/* Sends, and hands answers to 'fn' until the last; 0 or the kernel's errno. */
static int
ask(struct netlink *netlink, const struct nlmsghdr *header, mnl_cb_t fn,
    void *arg)
{
	static char answer[ANSWER_SIZE];
	int result = MNL_CB_OK;

	if (mnl_socket_sendto(netlink->socket, header, header->nlmsg_len) < 0)
		return errno;
	while (result > MNL_CB_STOP) {
		ssize_t got =
		    mnl_socket_recvfrom(netlink->socket, answer, sizeof answer);

		if (got < 0)
			return errno;
		result = mnl_cb_run(answer, (size_t)got, netlink->sequence,
		    mnl_socket_get_portid(netlink->socket), fn, arg);
	}
	return result < 0 ? errno : 0;
}

static int
clsact(
    struct netlink *netlink, unsigned interface, uint16_t type, uint16_t flags)
{
	char buffer[MESSAGE_SIZE];
	struct tcmsg *body;
	struct nlmsghdr *header =
	    begin(netlink, buffer, type, (uint16_t)(NLM_F_ACK | flags), &body);

	body->tcm_ifindex = (int)interface;
	body->tcm_parent = TC_H_CLSACT;
	body->tcm_handle = CLSACT_HANDLE;
	mnl_attr_put_strz(header, TCA_KIND, "clsact");
	return ask(netlink, header, NULL, NULL);
}

int
netlink_clsact_add(struct netlink *netlink, unsigned interface)
{
	return clsact(
	    netlink, interface, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL);
}

int
netlink_clsact_remove(struct netlink *netlink, unsigned interface)
{
	return clsact(netlink, interface, RTM_DELQDISC, 0);
}

/* What a dump of queueing disciplines is asked for. */
struct search {
	int interface;
	bool found;
};

static int
on_qdisc(const struct nlmsghdr *header, void *arg)
{
	struct search *search = arg;
	const struct tcmsg *body = mnl_nlmsg_get_payload(header);

	if (body->tcm_ifindex == search->interface &&
	    body->tcm_parent == TC_H_CLSACT)
		search->found = true;
	return MNL_CB_OK;
}

int
netlink_clsact_find(struct netlink *netlink, unsigned interface, bool *found)
{
	char buffer[MESSAGE_SIZE];
	struct tcmsg *body;
	struct nlmsghdr *header =
	    begin(netlink, buffer, RTM_GETQDISC, NLM_F_DUMP, &body);
	struct search search = {.interface = (int)interface};
	int error = ask(netlink, header, on_qdisc, &search);

	*found = search.found;
	return error;
}

static uint32_t
hook(bool egress)
{
	return TC_H_MAKE(
	    TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS);
}

/* One action for each target. The last lets filters behind this one have the
 * packet too. */
static void
put_actions(struct nlmsghdr *header, const struct tc_mirror *mirror)
{
	for (size_t i = 0; i < mirror->target_count; i++) {
		bool last = i + 1 == mirror->target_count;
		struct tc_mirred parameters = {
		    .action = last ? TC_ACT_UNSPEC : TC_ACT_PIPE,
		    .eaction = TCA_EGRESS_MIRROR,
		    .ifindex = mirror->targets[i]};
		struct nlattr *action =
		    mnl_attr_nest_start(header, (uint16_t)(i + 1));
		struct nlattr *options;

		mnl_attr_put_strz(header, TCA_ACT_KIND, "mirred");
		mnl_attr_put(header, TCA_ACT_COOKIE, mirror->cookie_size,
		    mirror->cookie);
		options = mnl_attr_nest_start(header, TCA_ACT_OPTIONS);
		mnl_attr_put(
		    header, TCA_MIRRED_PARMS, sizeof parameters, &parameters);
		mnl_attr_nest_end(header, options);
		mnl_attr_nest_end(header, action);
	}
}

/* What makes a filter of that kind match all; the attribute of its actions. */
static uint16_t
put_match(struct nlmsghdr *header, const char *kind)
{
	/* The selector is followed by its keys; one of zeros matches all. */
	struct tc_u32_sel selector = {.flags = TC_U32_TERMINAL, .nkeys = 1};
	uint8_t all[sizeof selector + sizeof(struct tc_u32_key)] = {0};
	/* "return -1": take it. */
	struct sock_filter program = {.code = BPF_RET | BPF_K, .k = UINT32_MAX};

	if (!strcmp(kind, "u32")) {
		memcpy(all, &selector, sizeof selector);
		mnl_attr_put(header, TCA_U32_SEL, sizeof all, all);
		return TCA_U32_ACT;
	}
	if (!strcmp(kind, "bpf")) {
		mnl_attr_put_u16(header, TCA_BPF_OPS_LEN, 1);
		mnl_attr_put(header, TCA_BPF_OPS, sizeof program, &program);
		return TCA_BPF_ACT;
	}
	return TCA_MATCHALL_ACT;
}

/* Begins a message about the filter of that preference. */
static struct nlmsghdr *
begin_filter(struct netlink *netlink, char *buffer,
    const struct tc_mirror *mirror, uint16_t type, uint16_t flags)
{
	struct tcmsg *body;
	struct nlmsghdr *header =
	    begin(netlink, buffer, type, (uint16_t)(NLM_F_ACK | flags), &body);

	body->tcm_ifindex = (int)mirror->interface;
	body->tcm_parent = hook(mirror->egress);
	body->tcm_info =
	    TC_H_MAKE((uint32_t)mirror->preference << 16, htons(ETH_P_ALL));
	mnl_attr_put_strz(header, TCA_KIND, mirror->kind);
	return header;
}

int
netlink_mirror_add(struct netlink *netlink, const struct tc_mirror *mirror)
{
	char buffer[MESSAGE_SIZE];
	struct nlmsghdr *header = begin_filter(
	    netlink, buffer, mirror, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *options = mnl_attr_nest_start(header, TCA_OPTIONS);
	uint16_t type = put_match(header, mirror->kind);
	struct nlattr *actions = mnl_attr_nest_start(header, type);

	put_actions(header, mirror);
	mnl_attr_nest_end(header, actions);
	mnl_attr_nest_end(header, options);
	return ask(netlink, header, NULL, NULL);
}

int
netlink_mirror_remove(struct netlink *netlink, const struct tc_mirror *mirror)
{
	char buffer[MESSAGE_SIZE];
	struct nlmsghdr *header =
	    begin_filter(netlink, buffer, mirror, RTM_DELTFILTER, 0);

	return ask(netlink, header, NULL, NULL);
}

/* An attribute that is looked for. */
struct lookup {
	uint16_t type;
	const struct nlattr *found;
};

static int
on_attribute(const struct nlattr *attribute, void *arg)
{
	struct lookup *lookup = arg;

	if (mnl_attr_get_type(attribute) != lookup->type)
		return MNL_CB_OK;
	lookup->found = attribute;
	return MNL_CB_STOP;
}

static const struct nlattr *
find_attribute(const struct nlattr *nest, uint16_t type)
{
	struct lookup lookup = {.type = type};

	(void)mnl_attr_parse_nested(nest, on_attribute, &lookup);
	return lookup.found;
}

static void
take_statistics(struct tc_mirror *mirror, const struct nlattr *nest)
{
	const struct nlattr *basic = find_attribute(nest, TCA_STATS_BASIC);
	const struct nlattr *queue = find_attribute(nest, TCA_STATS_QUEUE);
	struct gnet_stats_basic counts = {0};
	struct gnet_stats_queue queued = {0};

	if (basic && mnl_attr_get_payload_len(basic) >=
			 sizeof counts.bytes + sizeof counts.packets)
		memcpy(&counts, mnl_attr_get_payload(basic),
		    sizeof counts.bytes + sizeof counts.packets);
	if (queue && mnl_attr_get_payload_len(queue) >= sizeof queued)
		memcpy(&queued, mnl_attr_get_payload(queue), sizeof queued);
	mirror->packets = counts.packets;
	mirror->bytes = counts.bytes;
	mirror->drops = queued.drops;
}

/* Takes one action; only mirred to an interface's egress counts. */
static int
take_action(const struct nlattr *action, void *arg)
{
	struct tc_mirror *mirror = arg;
	const struct nlattr *kind = find_attribute(action, TCA_ACT_KIND);
	const struct nlattr *options = find_attribute(action, TCA_ACT_OPTIONS);
	const struct nlattr *cookie = find_attribute(action, TCA_ACT_COOKIE);
	const struct nlattr *stats = find_attribute(action, TCA_ACT_STATS);
	const struct nlattr *parameters;
	struct tc_mirred mirred;

	if (!kind || !options || strcmp(mnl_attr_get_str(kind), "mirred"))
		return MNL_CB_OK;
	parameters = find_attribute(options, TCA_MIRRED_PARMS);
	if (!parameters ||
	    mnl_attr_get_payload_len(parameters) < sizeof mirred ||
	    mirror->target_count >= TC_TARGETS_MAX)
		return MNL_CB_OK;
	memcpy(&mirred, mnl_attr_get_payload(parameters), sizeof mirred);
	if (mirred.eaction != TCA_EGRESS_MIRROR)
		return MNL_CB_OK;
	if (mirror->target_count == 0 && stats)
		take_statistics(mirror, stats);
	if (mirror->target_count == 0 && cookie &&
	    mnl_attr_get_payload_len(cookie) <= TC_COOKIE_SIZE) {
		mirror->cookie_size = mnl_attr_get_payload_len(cookie);
		memcpy(mirror->cookie, mnl_attr_get_payload(cookie),
		    mirror->cookie_size);
	}
	mirror->targets[mirror->target_count++] = mirred.ifindex;
	return MNL_CB_OK;
}

/* The attribute that holds the actions of a filter of that kind. */
static uint16_t
actions_of(const char *kind)
{
	if (!strcmp(kind, "u32"))
		return TCA_U32_ACT;
	if (!strcmp(kind, "bpf"))
		return TCA_BPF_ACT;
	if (!strcmp(kind, "flower"))
		return TCA_FLOWER_ACT;
	return TCA_MATCHALL_ACT;
}

/* Whom a dump of filters is for. */
struct visit {
	tc_mirror_fn *fn;
	void *arg;
	unsigned interface;
	bool egress;
	int error;
};

static int
on_filter(const struct nlmsghdr *header, void *arg)
{
	struct visit *visit = arg;
	const struct tcmsg *body = mnl_nlmsg_get_payload(header);
	struct tc_mirror mirror = {.interface = visit->interface,
	    .egress = visit->egress,
	    .preference = (uint16_t)(body->tcm_info >> 16)};
	struct lookup kind = {.type = TCA_KIND},
		      options = {.type = TCA_OPTIONS};
	const struct nlattr *actions;

	(void)mnl_attr_parse(header, sizeof *body, on_attribute, &kind);
	(void)mnl_attr_parse(header, sizeof *body, on_attribute, &options);
	if (kind.found)
		text_copy(mirror.kind, sizeof mirror.kind,
		    text_of(mnl_attr_get_str(kind.found)));
	actions = options.found
		      ? find_attribute(options.found, actions_of(mirror.kind))
		      : NULL;
	if (actions)
		(void)mnl_attr_parse_nested(actions, take_action, &mirror);
	if (!visit->error)
		visit->error = visit->fn(&mirror, visit->arg);
	return MNL_CB_OK;
}

int
netlink_mirrors_each(struct netlink *netlink, unsigned interface, bool egress,
    tc_mirror_fn *fn, void *arg)
{
	char buffer[MESSAGE_SIZE];
	struct tcmsg *body;
	struct nlmsghdr *header =
	    begin(netlink, buffer, RTM_GETTFILTER, NLM_F_DUMP, &body);
	struct visit visit = {fn, arg, interface, egress, 0};
	int error;

	body->tcm_ifindex = (int)interface;
	body->tcm_parent = hook(egress);
	error = ask(netlink, header, on_filter, &visit);
	return error ? error : visit.error;
}

/* Whom a dump of neighbours is for. */
struct neighbours {
	neighbour_fn *fn;
	void *arg;
	int error;
};

static const struct nlattr *
attribute_of(const struct nlmsghdr *header, size_t body_size, uint16_t type)
{
	struct lookup lookup = {.type = type};

	(void)mnl_attr_parse(
	    header, (unsigned)body_size, on_attribute, &lookup);
	return lookup.found;
}

static int
on_neighbour(const struct nlmsghdr *header, void *arg)
{
	struct neighbours *neighbours = arg;
	const struct ndmsg *body = mnl_nlmsg_get_payload(header);
	const struct nlattr *mac =
	    attribute_of(header, sizeof *body, NDA_LLADDR);
	const struct nlattr *address =
	    attribute_of(header, sizeof *body, NDA_DST);
	const struct nlattr *vlan =
	    attribute_of(header, sizeof *body, NDA_VLAN);
	struct neighbour neighbour = {.interface = (unsigned)body->ndm_ifindex};

	if (!mac || mnl_attr_get_payload_len(mac) != sizeof neighbour.mac ||
	    body->ndm_state & (NUD_PERMANENT | NUD_NOARP | NUD_FAILED) ||
	    neighbours->error)
		return MNL_CB_OK;
	memcpy(neighbour.mac, mnl_attr_get_payload(mac), sizeof neighbour.mac);
	if (address &&
	    mnl_attr_get_payload_len(address) <= sizeof neighbour.address) {
		neighbour.address_size = mnl_attr_get_payload_len(address);
		memcpy(neighbour.address, mnl_attr_get_payload(address),
		    neighbour.address_size);
	}
	if (vlan && mnl_attr_get_payload_len(vlan) == sizeof(uint16_t))
		neighbour.vlan = mnl_attr_get_u16(vlan);
	neighbours->error = neighbours->fn(&neighbour, neighbours->arg);
	return MNL_CB_OK;
}

int
netlink_neighbours_each(
    struct netlink *netlink, bool bridges, neighbour_fn *fn, void *arg)
{
	char buffer[MESSAGE_SIZE];
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct ndmsg *body;
	struct neighbours neighbours = {fn, arg, 0};
	int error;

	header->nlmsg_type = RTM_GETNEIGH;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = ++netlink->sequence;
	body = mnl_nlmsg_put_extra_header(header, sizeof *body);
	body->ndm_family = bridges ? AF_BRIDGE : AF_UNSPEC;
	error = ask(netlink, header, on_neighbour, &neighbours);
	return error ? error : neighbours.error;
}
