# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the tests of spanview: the program, and catalogues to read.
. "${top_srcdir:?}/tests/tap.sh"

# shellcheck disable=SC2034 # the tests use it
view=${top_builddir:?}/spanview
make_catalogue=$top_builddir/tests/browse/make_catalogue

# A new folder with the catalogue that make_catalogue calls $1.
catalogue() {
  rm -rf "${work:?}/$1"
  mkdir "$work/$1"
  "$make_catalogue" "$work/$1" "$1" || echo "Bail out! no catalogue"
}
