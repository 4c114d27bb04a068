/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clouds and controllers: the commands or steps are printed, a person with
 * the rights there runs them. Sources and destinations are named as they are
 * there: network interfaces, instances, ports. What comes is encapsulated:
 * VXLAN from AWS and Azure, plain packets from Google.
 */
#include <errno.h>
#include <stdio.h>

#include "spanctl/backend.h"

static const struct port_names names = {.any = true};

static const char *
destination_of(const struct session *session)
{
	return session->destinations.count ? session->destinations.at[0].name
					   : "DESTINATION";
}

/* Calls 'line' for each source until one fails. */
static int
each_source(const struct session *session, struct script *script,
    int (*line)(const struct session *, const struct mirror_port *, size_t,
	struct script *))
{
	int error = 0;

	for (size_t i = 0; i < session->sources.count && !error; i++)
		error = line(session, &session->sources.at[i], i, script);
	return error;
}

static int
aws_filter(enum direction direction, struct script *script)
{
	int error = script_add(script,
	    "FILTER=$(aws ec2 create-traffic-mirror-filter --query "
	    "TrafficMirrorFilter.TrafficMirrorFilterId --output text)");

	for (unsigned way = DIRECTION_RX; way <= DIRECTION_TX && !error;
	     way++) {
		if (direction & way)
			error = script_add(script,
			    "aws ec2 create-traffic-mirror-filter-rule "
			    "--traffic-mirror-filter-id $FILTER "
			    "--traffic-direction %s --rule-number 1 "
			    "--rule-action accept "
			    "--source-cidr-block 0.0.0.0/0 "
			    "--destination-cidr-block 0.0.0.0/0",
			    way == DIRECTION_RX ? "ingress" : "egress");
	}
	return error;
}

static int
aws_source(const struct session *session, const struct mirror_port *port,
    size_t n, struct script *script)
{
	int error = 0;

	if (n == 0 || port->direction != session->sources.at[n - 1].direction)
		error = aws_filter(port->direction, script);
	if (error)
		return error;
	return script_add(script,
	    "aws ec2 create-traffic-mirror-session --network-interface-id %s "
	    "--traffic-mirror-target-id $TARGET "
	    "--traffic-mirror-filter-id $FILTER --session-number 1 "
	    "--description 'spanctl %s'",
	    port->name, session->id);
}

static int
aws_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *want = change->want;
	int error;

	(void)device;
	if (!want)
		return script_add(script,
		    "aws ec2 describe-traffic-mirror-sessions --filters "
		    "'Name=description,Values=spanctl %s' --query "
		    "'TrafficMirrorSessions[].TrafficMirrorSessionId' "
		    "--output text | xargs -n 1 aws ec2 "
		    "delete-traffic-mirror-session --traffic-mirror-session-id",
		    change->have->id);
	error = script_add(script,
	    "TARGET=$(aws ec2 create-traffic-mirror-target "
	    "--network-interface-id %s --query "
	    "TrafficMirrorTarget.TrafficMirrorTargetId --output text)",
	    destination_of(want));
	return error ? error : each_source(want, script, aws_source);
}

static int
gcp_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *want = change->want;
	char instances[4096] = "";
	size_t len = 0;

	(void)device;
	if (!want)
		return script_add(script,
		    "gcloud compute packet-mirrorings delete %s "
		    "--region=$REGION --quiet",
		    change->have->id);
	for (size_t i = 0; i < want->sources.count; i++) {
		int more = snprintf(instances + len, sizeof instances - len,
		    "%s%s", i ? "," : "", want->sources.at[i].name);

		if (more < 0 || (size_t)more >= sizeof instances - len)
			return EMSGSIZE;
		len += (size_t)more;
	}
	return script_add(script,
	    "gcloud compute packet-mirrorings create %s --region=$REGION "
	    "--network=$NETWORK --mirrored-instances=%s --collector-ilb=%s",
	    want->id, instances, destination_of(want));
}

static int
azure_source(const struct session *session, const struct mirror_port *port,
    size_t n, struct script *script)
{
	(void)n;
	return script_add(script,
	    "az network nic vtap-config create --resource-group $GROUP "
	    "--nic-name %s --name %s --vnet-tap %s",
	    port->name, session->id, session->id);
}

static int
azure_unsource(const struct session *session, const struct mirror_port *port,
    size_t n, struct script *script)
{
	(void)n;
	return script_add(script,
	    "az network nic vtap-config delete --resource-group $GROUP "
	    "--nic-name %s --name %s",
	    port->name, session->id);
}

static int
azure_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *want = change->want;
	int error;

	(void)device;
	if (!want) {
		error = each_source(change->have, script, azure_unsource);
		return error ? error
			     : script_add(script,
				   "az network vnet tap delete "
				   "--resource-group $GROUP --name %s",
				   change->have->id);
	}
	error = script_add(script,
	    "az network vnet tap create --resource-group $GROUP --name %s "
	    "--destination %s",
	    want->id, destination_of(want));
	return error ? error : each_source(want, script, azure_source);
}

static int
vmware_source(const struct session *session, const struct mirror_port *port,
    size_t n, struct script *script)
{
	int error = 0;

	(void)session;
	(void)n;
	if (port->direction & DIRECTION_RX)
		error = script_add(script,
		    "$s.SourcePortReceived.PortKey += '%s'", port->name);
	if (!error && port->direction & DIRECTION_TX)
		error = script_add(script,
		    "$s.SourcePortTransmitted.PortKey += '%s'", port->name);
	return error;
}

/* PowerCLI, for a distributed switch in $vds; ports by their keys. */
static int
vmware_script(const struct device *device, const struct change *change,
    struct script *script)
{
	static const char *const parts[] = {
	    "SourcePortReceived", "SourcePortTransmitted", "DestinationPort"};
	const struct session *want = change->want;
	int error = 0;

	(void)device;
	error = script_add(script, "$s = %s",
	    want ? "New-Object VMware.Vim.VMwareVspanSession"
		 : "$vds.ExtensionData.Config.VspanSession | "
		   "Where-Object Name -eq $name");
	for (size_t i = 0; want && i < 3 && !error; i++)
		error = script_add(script,
		    "$s.%s = New-Object VMware.Vim.VMwareVspanPort", parts[i]);
	if (want && !error)
		error = script_add(script,
		    "$s.Name = '%s'; $s.Enabled = $true; "
		    "$s.SessionType = 'dvPortMirror'; "
		    "$s.NormalTrafficAllowed = $false; "
		    "$s.DestinationPort.PortKey += '%s'",
		    want->id, destination_of(want));
	if (want && !error)
		error = each_source(want, script, vmware_source);
	if (!error)
		error = script_add(script,
		    "$c = New-Object VMware.Vim.VMwareDVSVspanConfigSpec; "
		    "$c.VspanSession = $s; $c.Operation = '%s'",
		    want ? "add" : "remove");
	if (!error)
		error = script_add(script,
		    "$d = New-Object VMware.Vim.VMwareDVSConfigSpec; "
		    "$d.ConfigVersion = "
		    "$vds.ExtensionData.Config.ConfigVersion; "
		    "$d.VspanConfigSpec += $c; "
		    "$vds.ExtensionData.ReconfigureDvs_Task($d)");
	return error;
}

static int
unifi_source(const struct session *session, const struct mirror_port *port,
    size_t n, struct script *script)
{
	(void)n;
	return script_add(script,
	    "# Port Manager: port %s, Advanced, Operation: Mirroring, mirror "
	    "port: %s",
	    destination_of(session), port->name);
}

/* The controller overwrites what is typed at the device. */
static int
unifi_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *want = change->want;
	int error = script_add(script,
	    "# UniFi Network, UniFi Devices, %s (what is set at the command "
	    "line of the switch, the controller overwrites)",
	    device->name);

	if (error)
		return error;
	if (!want)
		return script_add(script,
		    "# Port Manager: port %s, Advanced, Operation: Switching",
		    destination_of(change->have));
	return each_source(want, script, unifi_source);
}

static const struct backend aws = {.script = aws_script};
static const struct backend gcp = {.script = gcp_script};
static const struct backend azure = {.script = azure_script};
static const struct backend vmware = {.script = vmware_script};
static const struct backend unifi = {.script = unifi_script};

const struct driver driver_aws = {.name = "aws",
    .what = "AWS traffic mirroring (prints commands)",
    .names = &names,
    .backend = &aws,
    .limits = {.destinations = 1}};
const struct driver driver_gcp = {.name = "gcp",
    .what = "Google packet mirroring (prints commands)",
    .names = &names,
    .backend = &gcp,
    .limits = {.destinations = 1, .once = true}};
const struct driver driver_azure = {.name = "azure",
    .what = "Azure virtual network tap (prints commands)",
    .names = &names,
    .backend = &azure,
    .limits = {.destinations = 1}};
const struct driver driver_vmware = {.name = "vmware",
    .what = "VMware distributed switch (prints PowerCLI)",
    .names = &names,
    .backend = &vmware,
    .limits = {.destinations = 1}};
const struct driver driver_unifi = {.name = "unifi",
    .what = "UniFi (prints steps)",
    .names = &names,
    .backend = &unifi,
    .limits = {.destinations = 1}};
