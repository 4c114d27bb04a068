# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A call goes over to T.38; two pages without error correction, and packets
# that carry copies of the three before.

two_hosts
fax_call t38-fax.pcap 120 2
