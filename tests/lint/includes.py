#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints each #include that breaks the rules of who may include whom.

The files are named on standard input, relative to the current folder. The
argument says which rules: "folders" or "libraries".
"""
import re
import sys

# What a folder may include beyond itself; tests may include all.
FOLDERS = {
    "base": set(),
    "capture": {"base"},
    "sip": {"base"},
    "rtp": {"base"},
    "storage": {"base"},
    "tls": {"base"},
    "calls": {"base", "capture", "sip", "rtp", "storage"},
    "recorder": {"base", "capture", "sip", "rtp", "tls", "storage", "calls"},
    "export": {"base", "capture", "rtp", "storage"},
    "browse": {"base", "sip", "storage", "export"},
    "serve": {"base", "storage", "export", "browse"},
    "spanctl": {"base", "capture"},
    "bench": set(),
}

# A third-party header, and the only files that may include it.
LIBRARIES = [
    (r"pcap(/.*|\.h)", {"capture/filter.c", "bench/floor.c"}),
    (r"zlib\.h", {"capture/unpack_gzip.c"}),
    (r"(zstd.*|zdict)\.h", {"capture/unpack_zstd.c"}),
    (r"lz4.*\.h", {"capture/unpack_lz4.c"}),
    (r"(osipparser2|osip2|eXosip2)/.*", {"sip/parse.c"}),
    (r"srtp2/.*", {"rtp/srtp.c"}),
    (r"sndfile\.h", {"storage/sound.c"}),
    (r"sqlite3\.h", {"storage/database_int.h"}),
    (r"nettle/.*", {"storage/digest.c", "tls/crypto.c"}),
    (r"libav(codec|util)/.*", {"rtp/codec_av.c"}),
    (r"opus(/.*|\.h)", {"rtp/codec_opus.c"}),
    (r"speex/.*", {"rtp/resample.c"}),
    (r"jansson\.h", {"recorder/json_set.h",
                        "recorder/mirror.h",
                        "browse/json.c", "browse/json.h",
                        "browse/json_explanation.h",
                        "browse/json_ladder.h",
                        "browse/json_messages.h",
                        "browse/json_peaks.h",
                        "browse/json_quality.h",
                        "browse/json_set.h",
                        "browse/top.h",
                        "serve/body.h",
                        "serve/problem.h",
                        "spanctl/json.h"}),
    (r"microhttpd\.h", {"serve/http_int.h"}),
    (r"sodium(/.*|\.h)", {"serve/secret.c"}),
    (r"confuse\.h", {"recorder/config_file.c", "spanctl/planfile_int.h"}),
    (r"libssh/.*", {"spanctl/ssh.c"}),
    (r"libmnl/.*", {"spanctl/firewall.c", "spanctl/netlink.c"}),
    (r"seccomp\.h", {"recorder/seccomp.c"}),
    (r"net-snmp/.*", {"spanctl/snmp.c"}),
    (r"spandsp(/.*|\.h)", {"rtp/fax_spandsp.c", "rtp/tone_spandsp.c",
                                  "samples/agents/fax-terminal.c"}),
    (r"archive(_entry)?\.h", {"export/zip.c"}),
    (r"check\.h", set()),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def includes(path):
    """Yields line number, quote and name of each #include."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2)


def folder_fault(path, quote, name):
    """Says what is wrong with a file including one of ours, or None."""
    if quote == "<":
        if name.split("/")[0] in FOLDERS and "/" in name:
            return "ours is included in quotes"
        return None
    if name == "config.h":
        return None
    if "/" not in name or name.startswith("."):
        return "is named from the top of the tree"
    mine, its = path.split("/")[0], name.split("/")[0]
    if mine == "tests":
        return None
    if name.endswith("_int.h") and path.split("/")[:-1] != name.split("/")[:-1]:
        return "is private to its folder"
    if mine == its:
        return None
    if mine not in FOLDERS:
        return f"{mine}/ has no rule in tests/lint/includes.py"
    if its not in FOLDERS[mine]:
        return f"{mine}/ may not include {its}/"
    return None


def library_fault(path, _quote, name):
    """Says who alone may include a library's header, or None."""
    if path.startswith(("tests/", "samples/")):
        return None
    for pattern, includers in LIBRARIES:
        if re.fullmatch(pattern, name) and path not in includers:
            who = " and ".join(sorted(includers)) or "nobody but tests/"
            return f"only {who} may include it"
    return None


def main():
    """Looks at all files; prints each fault."""
    fault_of = {"folders": folder_fault, "libraries": library_fault}[sys.argv[1]]
    for path in sys.stdin.read().split():
        for number, quote, name in includes(path):
            fault = fault_of(path, quote, name)
            if fault:
                print(f"{path}:{number}: {name}: {fault}")


main()
