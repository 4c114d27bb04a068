# SPDX-License-Identifier: GPL-3.0-or-later
# What a system needs to run spanrec as a service. A Debian package has it by
# packaging/debian; "make install" puts it where --with-systemd says.
make_unit = $(AM_V_GEN)$(MKDIR_P) packaging && \
	sed -e 's,@bindir[@],$(bindir),g' -e 's,@sysconfdir[@],$(sysconfdir),g' \
	    '$(srcdir)/$@.in' >$@.new && mv $@.new $@
packaging/spanrec.service: packaging/spanrec.service.in Makefile
	$(make_unit)
packaging/spanview.service: packaging/spanview.service.in Makefile
	$(make_unit)

units = packaging/spanrec.service
if HAVE_SERVE
units += packaging/spanview.service
endif
noinst_DATA += $(units)
CLEANFILES += packaging/spanrec.service packaging/spanview.service
EXTRA_DIST += packaging/spanrec.service.in packaging/spanview.service.in \
	packaging/spanrec.sysusers \
	packaging/spanrec.tmpfiles packaging/spanrec.conf packaging/debian

if WITH_SYSTEMD
systemdunitdir = $(systemd_prefix)/systemd/system
systemdunit_DATA = $(units)
install-data-hook:
	$(MKDIR_P) '$(DESTDIR)$(systemd_prefix)/sysusers.d' \
	    '$(DESTDIR)$(systemd_prefix)/tmpfiles.d'
	$(INSTALL_DATA) '$(srcdir)/packaging/spanrec.sysusers' \
	    '$(DESTDIR)$(systemd_prefix)/sysusers.d/spanrec.conf'
	$(INSTALL_DATA) '$(srcdir)/packaging/spanrec.tmpfiles' \
	    '$(DESTDIR)$(systemd_prefix)/tmpfiles.d/spanrec.conf'
uninstall-hook:
	rm -f '$(DESTDIR)$(systemd_prefix)/sysusers.d/spanrec.conf' \
	    '$(DESTDIR)$(systemd_prefix)/tmpfiles.d/spanrec.conf'
endif
