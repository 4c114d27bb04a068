# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that are compared: how each is called, and what is checked."""
import os
import shutil

from runner import check, machine


NO_HASH = "--checksum=no"


class Program:
    """A program of the comparison.

    'command' has the words {capture} and {out}, the folder that is made for
    each of its runs.
    """

    kind = "other"  # "reference", "own" or "other"

    def __init__(self, name, command, version, what):
        self.name = name
        self.command = command
        self.version = version
        self.what = what
        self.processors = None  # how many it may use, None: all

    def words(self, capture, out):
        """The command for one run."""
        return [word.replace("{capture}", capture.path).replace("{out}", out)
                for word in self.command]

    def judge(self, _capture, _out, _run, _is_first):
        """What is wrong with a run: a list of texts."""
        return []


class Tcpdump(Program):
    """Only reads and copies each packet."""

    kind = "reference"


class Floor(Program):
    """Does what no recorder can do without."""

    kind = "reference"

    def judge(self, capture, _out, run, _is_first):
        faults = check.Faults()
        check.floor(run.stdout, capture, faults)
        return faults.texts()


class Spanrec(Program):
    """The recorder, with one format of audio."""

    kind = "own"

    def __init__(self, name, tools, format_, more, what):
        super().__init__(
            name, [tools.spanrec, "--json", "-r", "{capture}", "-o", "{out}",
                   "--audio-format", format_, *more],
            machine.first_line([tools.spanrec, "--version"]), what)
        self.tools = tools
        self.has_audio = format_ != "none"
        self.has_sums = NO_HASH not in more

    def judge(self, capture, out, _run, is_first):
        faults = check.Faults()
        files = check.catalogue(out, capture, faults, self.has_audio)
        check.sums(out, faults, self.has_sums)
        if is_first and self.has_audio and os.path.isdir(capture.truth):
            check.listen(self.tools.checkaudio, capture, files, faults)
        return faults.texts()


def references(tools):
    """What others are measured by."""
    # As root it would become another user, who cannot read the capture.
    user = ["-Z", "root"] if os.geteuid() == 0 else []
    return [
        Tcpdump("tcpdump", ["tcpdump", *user, "-r", "{capture}", "-w",
                            "/dev/null"],
                machine.first_line(["tcpdump", "--version"]),
                "reads and copies each packet"),
        Floor("floor", [tools.floor, "{capture}", "{out}"], "of this tree",
              "finds the stream, decodes, writes PCM"),
        Floor("floor-octets", [tools.floor, "{capture}", "{out}", "octets"],
              "of this tree", "finds the stream, writes what came")]


def own(tools, variants=()):
    """The recorder, in all ways that count, and with options of a variant.

    'variants' are texts NAME=OPTION...
    """
    found = [
        Spanrec("pcm", tools, "pcm16", [], "PCM 16 stereo WAV"),
        Spanrec("pcm-one-core", tools, "pcm16", [], "the same on one core"),
        Spanrec("pcm-no-hash", tools, "pcm16", [NO_HASH],
                "PCM 16 stereo WAV, without SHA-256"),
        Spanrec("ulaw", tools, "ulaw", [], "mu-law WAV"),
        Spanrec("ulaw-no-hash", tools, "ulaw", [NO_HASH],
                "mu-law WAV, without SHA-256"),
        Spanrec("none", tools, "none", [], "catalogue only")]
    found[1].processors = 1
    for text in variants:
        name, _, more = text.partition("=")
        found.append(Spanrec(name, tools, "pcm16", more.split(),
                             f"PCM, {more}"))
    return found


# Others, when they are on the PATH: name, words, words for its version, what
# it does.
OTHERS = [
    ("tshark", ["tshark", "-q", "-n", "-r", "{capture}", "-z", "rtp,streams"],
     ["tshark", "--version"], "lists streams, no audio"),
    ("sngrep", ["sngrep", "-F", "-N", "-q", "-r", "-l", "1000000", "-I",
                "{capture}"],
     ["sngrep", "--version"], "calls with RTP, no audio"),
    ("pcapsipdump", ["pcapsipdump", "-f", "-r", "{capture}", "-d", "{out}"],
     ["pcapsipdump", "-h"], "a capture of each call, no audio"),
    ("voipmonitor", ["voipmonitor", "-k", "-r", "{capture}", "-d", "{out}",
                     "-S", "-R", "-W"],
     ["voipmonitor", "--version"], "writes WAV"),
]


def others(more):
    """Those of OTHERS that are on the PATH, and those of the command line.

    'more' are texts NAME=COMMAND.
    """
    found = []
    for text in more:
        name, _, command = text.partition("=")
        words = command.split()
        if words and name:
            found.append(Program(name, words, "unknown", "as given"))
    for name, words, version, what in OTHERS:
        if shutil.which(words[0]):
            found.append(Program(name, words, machine.first_line(version),
                                 what))
    return found
