/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the chains of nftables, by libmnl; iptables-nft has the same. */
#include "spanctl/firewall.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>

#define ANSWER_SIZE 65536

struct search {
	char *name;
	bool found;
};

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
find(const struct nlmsghdr *header, uint16_t type)
{
	struct lookup lookup = {.type = type};

	(void)mnl_attr_parse(
	    header, sizeof(struct nfgenmsg), on_attribute, &lookup);
	return lookup.found;
}

static uint32_t
number_of(const struct nlattr *attribute)
{
	return attribute &&
		       mnl_attr_get_payload_len(attribute) == sizeof(uint32_t)
		   ? ntohl(mnl_attr_get_u32(attribute))
		   : UINT32_MAX;
}

static int
on_chain(const struct nlmsghdr *header, void *arg)
{
	const struct nfgenmsg *body = mnl_nlmsg_get_payload(header);
	const struct nlattr *hook = find(header, NFTA_CHAIN_HOOK);
	const struct nlattr *name = find(header, NFTA_CHAIN_NAME);
	const struct nlattr *table = find(header, NFTA_CHAIN_TABLE);
	struct lookup number = {.type = NFTA_HOOK_HOOKNUM};
	struct search *search = arg;

	if (!hook || !name || !table ||
	    (body->nfgen_family != NFPROTO_INET &&
		body->nfgen_family != NFPROTO_IPV4))
		return MNL_CB_OK;
	(void)mnl_attr_parse_nested(hook, on_attribute, &number);
	if (number_of(number.found) != NF_INET_LOCAL_IN ||
	    number_of(find(header, NFTA_CHAIN_POLICY)) != NF_DROP)
		return MNL_CB_OK;
	snprintf(search->name, FIREWALL_NAME_SIZE,
	    "chain %.100s of table %.100s", mnl_attr_get_str(name),
	    mnl_attr_get_str(table));
	search->found = true;
	return MNL_CB_OK;
}

bool
firewall_drops_input(char chain[FIREWALL_NAME_SIZE])
{
	static char answer[ANSWER_SIZE];
	char question[256];
	struct nlmsghdr *header = mnl_nlmsg_put_header(question);
	struct nfgenmsg *body;
	struct search search = {.name = chain};
	struct mnl_socket *netlink =
	    mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	int result = MNL_CB_OK;

	if (!netlink)
		return false;
	header->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = 1;
	body = mnl_nlmsg_put_extra_header(header, sizeof *body);
	body->nfgen_family = NFPROTO_UNSPEC;
	body->version = NFNETLINK_V0;
	if (mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(netlink, header, header->nlmsg_len) < 0)
		result = MNL_CB_ERROR;
	while (result > MNL_CB_STOP) {
		ssize_t got =
		    mnl_socket_recvfrom(netlink, answer, sizeof answer);

		result = got < 0 ? MNL_CB_ERROR
				 : mnl_cb_run(answer, (size_t)got, 1,
				       mnl_socket_get_portid(netlink), on_chain,
				       &search);
	}
	mnl_socket_close(netlink);
	return search.found;
}
