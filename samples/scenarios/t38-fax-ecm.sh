# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A call goes over to T.38; a page with error correction, and packets that
# carry parities of those before.

two_hosts
fax_call t38-fax-ecm.pcap 200 1 ecm fec
