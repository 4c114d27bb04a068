# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of bench/run."""
import argparse
import json
import os
import resource
import shutil
import signal
import sys
import tempfile

from runner import live, machine, replay, report, rows, targets
from runner import programs as known_programs
from runner.captures import CALL_BYTES_A_SECOND
from runner.tools import Tools

MEASUREMENTS = {
    "replay": (replay.with_audio, "calls with audio, from a file"),
    "sip": (replay.signalling, "messages and calls a second, on one core"),
    "catalogue": (rows.writing, "calls a second into a catalogue"),
    "start": (rows.starting, "start-up with a large catalogue"),
    "live": (live.rising, "the highest rate without loss (root)"),
}
TABLES = {"sip": report.signalling, "catalogue": report.catalogue,
          "start": report.start, "live": report.live}
TINY = {"calls": [5, 10], "total": 10, "duration": 2, "runs": 1,
        "sip_calls": 40, "row_calls": 50, "start_calls": 200,
        "rates": [1000], "live_seconds": 1}
MARKS = ("<!-- figures: begin -->", "<!-- figures: end -->")


class Bench:
    """What all measurements share."""

    def __init__(self, top, options, tools, work):
        self.top, self.tools, self.work = top, tools, work
        self.concurrent = options.calls
        self.total = options.total
        self.duration = options.duration
        self.runs = options.runs
        self.others_runs = min(options.others_runs, options.runs)
        self.patience = options.patience
        self.only = options.only
        self.others = options.program
        self.callgen_options = options.callgen
        self.sip_calls = options.sip_calls
        self.row_calls = options.row_calls
        self.start_calls = options.start_calls
        self.rates = options.rates
        self.live_seconds = options.live_seconds
        self.cpus = sorted(os.sched_getaffinity(0))[:options.processors]

    @staticmethod
    def note(text):
        """What goes on, for who waits."""
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def said(self, part):
        """Something is done: shows it already."""
        self.note("")
        if "programs" in part:
            table = report.replay if "caller" not in part and any(
                "bytes_per_call" in one for one in part["programs"].values()
            ) else report.signalling
            print("\n".join(table(part)), "\n", flush=True)


def _list_of(kind):
    def parse(text):
        values = [kind(word) for word in text.replace(",", " ").split()]
        if not values or (kind is int and min(values) < 1):
            raise argparse.ArgumentTypeError(f"not valid: {text}")
        return values
    return parse


def _count(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"not valid: {text}")
    return value


def _parser():
    parser = argparse.ArgumentParser(
        prog="bench/run", allow_abbrev=False, description="Measures spanrec "
        "beside the floor program, tcpdump and other recorders. "
        "docs/performance.md says how.",
        epilog="exit status: 0 all is as it is known to be, 1 something is "
        "not, 2 it could not be measured. No time decides it.")
    add = parser.add_argument
    add("measurement", nargs="*", metavar="MEASUREMENT",
        help="; ".join(f"{name}: {what}" for name, (_, what) in
                       MEASUREMENTS.items()) + "; all (replay)")
    add("--calls", type=_list_of(int), default=[100, 1000, 10000],
        metavar="'N ...'", help="concurrent calls (100 1000 10000)")
    add("--total", type=_count, metavar="N",
        help="calls in each capture (the most concurrent ones)")
    add("--duration", type=_count, default=12, metavar="S",
        help="length of a call in seconds (12)")
    add("--runs", type=_count, default=5, metavar="N",
        help="rounds that are measured (5)")
    add("--others-runs", type=_count, default=1, metavar="N",
        help="... of them with programs of others (1)")
    add("--patience", type=_count, default=900, metavar="S",
        help="for a run of these, in seconds (900)")
    add("--only", type=_list_of(str), default=[], metavar="'NAME ...'",
        help="only these, beside tcpdump and the floor")
    add("--program", action="append", default=[], metavar="NAME=COMMAND",
        help="one more recorder; {capture} and {out} stand for file and "
        "folder")
    add("--callgen", action="append", default=[], metavar="OPTION",
        help="for callgen, such as --callgen=--loss=1")
    add("--sip-calls", type=_count, default=100000, metavar="N",
        help="calls without audio (100000)")
    add("--row-calls", type=_count, default=100000, metavar="N",
        help="calls into the catalogue (100000)")
    add("--start-calls", type=_count, default=1000000, metavar="N",
        help="calls in the large catalogue (1000000)")
    add("--rates", type=_list_of(int), default=[], metavar="'N ...'",
        help="packets a second, live (up to where all lose)")
    add("--live-seconds", type=_count, default=10, metavar="S",
        help="... for so long (10)")
    add("--processors", type=_count, default=2, metavar="N",
        help="that are used (2)")
    add("--smoke", action="store_true",
        help="tiny and quick: checks the benchmark itself")
    add("--build", metavar="FOLDER", help="in which this tree was built")
    add("--spanrec", metavar="PATH", help="another recorder than that")
    add("--json", metavar="FILE", help="write the figures there")
    add("--page", metavar="FILE",
        help="put the tables into it, such as docs/performance.md")
    add("--from", dest="source", metavar="FILE",
        help="measure nothing, read the figures that --json wrote")
    return parser


def _options(words):
    parser = _parser()
    if "--smoke" in words:
        parser.set_defaults(**TINY)
    options = parser.parse_args(words)
    names = options.measurement or ["replay"]
    if "all" in names:
        names = list(MEASUREMENTS)
    for name in names:
        if name not in MEASUREMENTS:
            parser.error(f"no such measurement: {name}")
    options.measurement = names
    return options


def _need(options):
    """Bytes that the largest capture and what is recorded of it take."""
    calls = max(options.total or 0, *options.calls)
    need = 0
    if "replay" in options.measurement:
        need = calls * options.duration * CALL_BYTES_A_SECOND
    if "sip" in options.measurement:
        need = max(need, options.sip_calls * 15000)
    if "start" in options.measurement:
        need = max(need, options.start_calls * 2500)
    if "live" in options.measurement:
        rate = max(options.rates or [500000])
        need = max(need, rate // 100 * (options.live_seconds + 2)
                   * CALL_BYTES_A_SECOND)
    return need


def _faults(figures):
    """All that was not as it is known to be."""
    found = []
    for row in figures.get("replay", []) + [figures.get("sip", {})]:
        for name, program in row.get("programs", {}).items():
            found += [f"{name}, {row['concurrent']} calls: {fault}"
                      for fault in program.get("faults", [])]
    for name in ("catalogue", "start", "live"):
        found += [f"{name}: {fault}"
                  for fault in figures.get(name, {}).get("faults", [])]
    return found


def _measure(top, options, tools, work):
    bench = Bench(top, options, tools, work)
    all_programs = known_programs.references(tools) + \
        known_programs.own(tools)[:1] + known_programs.others(options.program)
    figures = {"format": 1, "machine": machine.facts(work, bench.cpus),
               "versions": {("spanrec" if p.kind == "own" else p.name):
                            p.version for p in all_programs},
               "options": {key: value for key, value in vars(options).items()
                           if key not in ("json", "page", "source", "build",
                                          "spanrec")}}
    for name in options.measurement:
        figures[name] = MEASUREMENTS[name][0](bench)
        if name in TABLES and name != "sip":
            print("\n".join(TABLES[name](figures[name])), "\n", flush=True)
    figures["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    figures["faults"] = _faults(figures)
    return figures


def _put_into(path, lines):
    """Replaces what stands between the marks of a page."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin, end = (text.find(mark) for mark in MARKS)
    if begin < 0 or end < begin:
        raise OSError(f"{path}: has not the lines {' and '.join(MARKS)}")
    text = text[:begin + len(MARKS[0])] + "\n\n" + "\n".join(lines) + \
        "\n\n" + text[end:]
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _clean_up(_number, _frame):
    """A signal goes the way of all ends, on which all is removed."""
    sys.exit(1)


def _allow_files():
    """Some of the programs keep a file open for each stream."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in ((1 << 17, max(1 << 17, most)), (most, most)):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, limit)
            return
        except (ValueError, OSError):
            continue


def main(words):
    """Measures, prints, and returns the exit status."""
    options = _options(words)
    top = os.path.dirname(os.path.dirname(os.path.dirname(
        os.path.abspath(__file__))))
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _clean_up)
    _allow_files()
    work = None
    try:
        if options.source:
            with open(options.source, encoding="utf-8") as file:
                figures = json.load(file)
        else:
            tools = Tools(top, options.build, options.spanrec)
            for program in ("tcpdump", "/usr/bin/time"):
                if shutil.which(program) is None:
                    raise OSError(f"{program} is not installed")
            work = tempfile.mkdtemp(prefix="spanrec-bench.",
                                    dir=machine.work_folder(_need(options)))
            os.chmod(work, 0o755)
            figures = _measure(top, options, tools, work)
        # What is tiny meets no target, and says nothing.
        met = [] if figures["options"]["smoke"] else \
            targets.table(figures) + [""]
        lines = met + report.everything(figures)
        print("\n".join(lines if options.source else
                        met + report.machine(figures)))
        if options.json:
            with open(options.json, "w", encoding="utf-8") as file:
                json.dump(figures, file, indent=1)
        if options.page:
            _put_into(options.page, lines)
    except (OSError, ValueError) as error:
        print(f"bench/run: {error}", file=sys.stderr)
        return 2
    finally:
        if work:
            shutil.rmtree(work, ignore_errors=True)
    for fault in figures.get("faults", []):
        print(f"bench/run: {fault}", file=sys.stderr)
    return 1 if figures.get("faults") else 0
