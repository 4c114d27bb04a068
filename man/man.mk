# SPDX-License-Identifier: GPL-3.0-or-later
dist_man_MANS += man/spanrec.8 man/spanrec.conf.5 man/spanview.1
dist_man_MANS += man/spanctl.1 man/spanctl.conf.5
