# SPDX-License-Identifier: GPL-3.0-or-later
# Whole calls, from a capture that a script writes to what is listed of them.
TESTS += tests/replay/calls.sh
dist_check_SCRIPTS += tests/replay/calls.sh
EXTRA_DIST += tests/replay/scenario.py
