/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at this host; see obstacles.h. */
#include "spanctl/obstacles.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "spanctl/ethtool.h"
#include "spanctl/firewall.h"

/* The reverse-path filter of all interfaces, or -1. */
static int
reverse_path_filter(void)
{
	FILE *file = fopen("/proc/sys/net/ipv4/conf/all/rp_filter", "re");
	int number = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%9d", &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

static void
check_link(const char *interface, struct findings *findings)
{
	struct ifreq request = {.ifr_flags = 0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	text_copy(
	    request.ifr_name, sizeof request.ifr_name, text_of(interface));
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request))
		findings_add(findings, FINDING_ERROR, "interface", "%s: %s",
		    interface, strerror(errno));
	else if (!(request.ifr_flags & IFF_UP))
		findings_add(findings, FINDING_ERROR, "interface-down",
		    "%s is down: ip link set %s up", interface, interface);
	else if (!(request.ifr_flags & IFF_RUNNING))
		findings_add(findings, FINDING_ERROR, "no-carrier",
		    "%s has no link: is the cable in, and the port at the "
		    "other end on?",
		    interface);
	if (fd >= 0)
		close(fd);
}

/* Asks for it as the recorder does, and sees whether it is there. */
static void
check_promiscuous(const char *interface, struct findings *findings)
{
	struct packet_mreq wanted = {.mr_type = PACKET_MR_PROMISC,
	    .mr_ifindex = (int)if_nametoindex(interface)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		findings_add(findings, FINDING_NOTE, "not-root",
		    "whether %s takes all frames can only be tried by root, "
		    "or with CAP_NET_RAW",
		    interface);
		return;
	}
	if (setsockopt(
		fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wanted, sizeof wanted))
		findings_add(findings, FINDING_ERROR, "promiscuous",
		    "%s refuses to take frames for others (promiscuous mode): "
		    "%s: a container needs CAP_NET_RAW, a wireless or virtual "
		    "interface may not be able to",
		    interface, strerror(errno));
	close(fd);
}

/* Interfaces whose other end is software that somebody has to allow it. */
static void
check_virtual(
    const char *interface, const struct nic *nic, struct findings *findings)
{
	static const struct {
		const char *driver, *remedy;
	} known[] = {
	    {"vmxnet3", "VMware: allow promiscuous mode (and forged transmits) "
			"in the port group, or make it the destination of a "
			"port mirroring session"},
	    {"hv_netvsc", "Hyper-V: Set-VMNetworkAdapter -PortMirroring "
			  "Destination"},
	    {"virtio_net", "KVM: mirror into its tap on the host (spanctl, "
			   "driver linux or ovs), macvtap has to be in mode "
			   "passthru"},
	    {"vif", "Xen: allow promiscuous mode of the VIF"},
	    {"ena", "AWS: only traffic mirroring in VXLAN arrives"},
	    {"gve", "GCP: only packet mirroring arrives"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!strcmp(nic->driver, known[i].driver))
			findings_add(findings, FINDING_NOTE, "virtual",
			    "%s is virtual (%s): frames for others come only "
			    "where that is allowed. %s",
			    interface, nic->driver, known[i].remedy);
	}
}

static void
check_driver(
    const char *interface, const struct nic *nic, struct findings *findings)
{
	if (nic->lro)
		findings_add(findings, FINDING_WARNING, "offload-lro",
		    "%s joins frames (LRO), and what is recorded is not what "
		    "was sent: ethtool -K %s lro off",
		    interface, interface);
	if (nic->gro)
		findings_add(findings, FINDING_WARNING, "offload-gro",
		    "%s has its frames joined (GRO), such as SIP over TCP: "
		    "ethtool -K %s gro off",
		    interface, interface);
	if (nic->ring && nic->ring < nic->ring_most)
		findings_add(findings, FINDING_WARNING, "ring",
		    "%s has room for %u frames that wait, and could have %u: "
		    "ethtool -G %s rx %u",
		    interface, nic->ring, nic->ring_most, interface,
		    nic->ring_most);
}

/* A counter of what was received and lost; by the words that drivers use. */
static bool
is_loss(const char *name)
{
	static const char *const words[] = {"drop", "miss", "discard", "no_buf",
	    "nobuf", "fifo", "overrun", "overflow", "crc", NULL};

	if (!strncmp(name, "tx", 2) || strstr(name, "_tx_") ||
	    strstr(name, "xdp"))
		return false;
	for (size_t i = 0; words[i]; i++) {
		if (strcasestr(name, words[i]))
			return true;
	}
	return false;
}

static void
take_counter(const char *name, uint64_t value, void *arg)
{
	struct losses *losses = arg;

	if (!is_loss(name) || losses->count == LOSSES_MAX || value == 0)
		return;
	text_copy(losses->at[losses->count].name,
	    sizeof losses->at[losses->count].name, text_of(name));
	losses->at[losses->count++].value = value;
}

/* "eth0: bytes packets errs drop fifo frame ..." of /proc/net/dev; "drop" is
 * not taken, since it has also what nobody wanted. */
static void
take_line(struct text line, const char *interface, struct losses *losses)
{
	struct text name = text_trim(text_cut(&line, ':'));
	static const char *const columns[] = {
	    "", "", "", "", "rx_fifo", "rx_crc_and_frame"};

	if (!text_equal(name, text_of(interface)))
		return;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		struct text word = text_word(&line);
		unsigned long value = 0;

		if (columns[i][0] && text_number(word, UINT32_MAX, &value))
			take_counter(columns[i], value, losses);
	}
}

void
losses_read(const char *interface, struct losses *losses)
{
	char line[512];
	FILE *file;

	losses->count = 0;
	if (!nic_counters_each(interface, take_counter, losses))
		return;
	file = fopen("/proc/net/dev", "re");
	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		take_line(text_of(line), interface, losses);
	}
	if (file)
		fclose(file);
}

static uint64_t
value_of(const struct losses *losses, const char *name)
{
	for (size_t i = 0; i < losses->count; i++) {
		if (!strcmp(losses->at[i].name, name))
			return losses->at[i].value;
	}
	return 0;
}

static void
check_losses(const char *interface, const struct losses *before,
    struct findings *findings)
{
	struct losses now;

	losses_read(interface, &now);
	for (size_t i = 0; i < now.count; i++) {
		uint64_t old = value_of(before, now.at[i].name);
		bool grows = now.at[i].value > old;

		findings_add(findings, grows ? FINDING_ERROR : FINDING_WARNING,
		    grows ? "nic-drops-now" : "nic-drops",
		    "%s: its counter %s is %llu%s: %s", interface,
		    now.at[i].name, (unsigned long long)now.at[i].value,
		    grows ? ", and grows" : "",
		    strstr(now.at[i].name, "crc")
			? "the cable or the port is bad"
			: "frames came faster than the host took them: a "
			  "larger ring (ethtool -G), interrupts on more "
			  "processors, fewer sources");
	}
}

/* A tunnel that ends here is unpacked by the kernel's network stack. */
static void
check_tunnel(
    const char *interface, const struct nic *nic, struct findings *findings)
{
	static const char *const kinds[] = {"gre", "gretap", "erspan", "ip6gre",
	    "ip6gretap", "ip6erspan", "vxlan", "geneve", NULL};
	char chain[FIREWALL_NAME_SIZE];
	size_t i = 0;

	while (kinds[i] && strcmp(nic->driver, kinds[i]))
		i++;
	if (!kinds[i])
		return;
	if (reverse_path_filter() == 1)
		findings_add(findings, FINDING_WARNING, "rp-filter",
		    "tunnels end in %s, and the reverse-path filter is strict: "
		    "what comes from a switch whose route leads elsewhere is "
		    "dropped: sysctl net.ipv4.conf.all.rp_filter=2",
		    interface);
	if (firewall_drops_input(chain))
		findings_add(findings, FINDING_WARNING, "firewall",
		    "tunnels end in %s, and %s drops what no rule lets in: let "
		    "in %s",
		    interface, chain,
		    !strcmp(kinds[i], "vxlan")    ? "UDP to port 4789"
		    : !strcmp(kinds[i], "geneve") ? "UDP to port 6081"
						  : "IP protocol 47 (GRE)");
}

void
obstacles_check(const char *interface, const struct losses *before,
    struct findings *findings)
{
	struct nic nic;

	if (strlen(interface) >= IF_NAMESIZE || !if_nametoindex(interface)) {
		findings_add(findings, FINDING_ERROR, "no-interface",
		    "this host has no interface %s", interface);
		return;
	}
	check_link(interface, findings);
	check_promiscuous(interface, findings);
	if (!nic_read(interface, &nic)) {
		check_virtual(interface, &nic, findings);
		check_driver(interface, &nic, findings);
		check_tunnel(interface, &nic, findings);
	}
	check_losses(interface, before, findings);
}
