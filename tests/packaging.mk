# SPDX-License-Identifier: GPL-3.0-or-later
# The service and its package.
packaging_tests = tests/packaging/service.sh tests/packaging/package.sh
TESTS += $(packaging_tests)
dist_check_SCRIPTS += $(packaging_tests)
