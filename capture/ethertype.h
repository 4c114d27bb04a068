/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EtherTypes, from IEEE's and IANA's registers. */
#ifndef CAPTURE_ETHERTYPE_H
#define CAPTURE_ETHERTYPE_H

#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_TEB 0x6558      /* Ethernet, transparently bridged */
#define ETHERTYPE_CVLAN 0x8100    /* 802.1Q customer tag */
#define ETHERTYPE_QINQ_OLD 0x9100 /* stacked tags before 802.1ad */
#define ETHERTYPE_IP6 0x86dd
#define ETHERTYPE_PPP 0x880b
#define ETHERTYPE_MPLS 0x8847
#define ETHERTYPE_MPLS_MULTICAST 0x8848
#define ETHERTYPE_PPPOE_SESSION 0x8864
#define ETHERTYPE_SVLAN 0x88a8      /* 802.1ad service tag */
#define ETHERTYPE_ERSPAN 0x88be     /* in GRE: ERSPAN types I and II */
#define ETHERTYPE_PBB 0x88e7        /* 802.1ah service instance tag */
#define ETHERTYPE_VN_TAG 0x8926     /* 802.1BR's elder, of Cisco */
#define ETHERTYPE_ERSPAN_III 0x22eb /* in GRE: ERSPAN type III */

#endif
