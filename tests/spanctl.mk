# SPDX-License-Identifier: GPL-3.0-or-later
# The shell tests need no libcheck: include this outside of its condition.
spanctl_tests = \
	tests/spanctl/check.sh \
	tests/spanctl/ios.sh \
	tests/spanctl/linux.sh \
	tests/spanctl/ovs.sh \
	tests/spanctl/parse.sh \
	tests/spanctl/whole.sh
TESTS += $(spanctl_tests)
dist_check_SCRIPTS += $(spanctl_tests)
EXTRA_DIST += tests/spanctl/catalyst.py tests/spanctl/devices.sh
