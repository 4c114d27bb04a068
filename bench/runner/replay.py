# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read from files: calls with audio, and signalling alone."""
import os

from runner import captures, measure, programs, report
from runner.rounds import Rounds


def _wanted(bench, found):
    if not bench.only:
        return found
    return [p for p in found
            if p.name in bench.only or p.kind == "reference"]


def _one_call(bench, own):
    """Peak memory of each with a single call: what the program itself takes."""
    capture = captures.make(bench.tools.callgen,
                            os.path.join(bench.work, "one"), 1, 1,
                            ["--duration", str(bench.duration)])
    peaks = {}
    for program in own:
        out = os.path.join(bench.work, "one", "out." + program.name)
        os.mkdir(out)
        run = measure.run(program.words(capture, out), bench.work, bench.cpus,
                          3600)
        peaks[program.name] = run.rss_kib
    capture.drop()
    return peaks


def with_audio(bench):
    """As many calls in each capture, at different concurrency.

    The work is the same then, calls, packets and files: what differs is how
    many go on at the same time.
    """
    own = _wanted(bench, programs.own(bench.tools, bench.variants))
    found = _wanted(bench, programs.references(bench.tools) + own
                    + programs.others(bench.others))
    peaks = _one_call(bench, own)
    rows = []
    for concurrent in bench.concurrent:
        calls = bench.total or max(bench.concurrent)
        calls = max(calls, concurrent)
        bench.note(f"writing a capture of {calls} calls")
        options = ["--duration", str(bench.duration), *bench.callgen_options]
        if calls == concurrent:
            # Once there they stay, and the rate is that of all of them.
            options += ["--ramp", str(min(2, bench.duration / 4))]
        speech = captures.make_speech(bench.top, bench.work)
        if speech:
            options += ["--speech", speech]
        capture = captures.make(bench.tools.callgen,
                                os.path.join(bench.work, "calls"),
                                concurrent, calls, options)
        rows.append(Rounds(bench, capture, found).go().figures(peaks))
        capture.drop()
        bench.said(report.replay(rows[-1]))
    return rows


def signalling(bench):
    """Calls without audio, on one core: messages and calls a second."""
    calls = bench.sip_calls
    bench.note(f"writing a capture of {calls} calls without audio")
    # 5,000 calls a second, unless there are not so many.
    concurrent = max(1, min(calls // 2, 10000))
    capture = captures.make(
        bench.tools.callgen, os.path.join(bench.work, "calls"), concurrent,
        calls, ["--sip-only", "--duration", "2"])
    own = [p for p in programs.own(bench.tools) if p.name == "pcm"]
    found = [p for p in programs.references(bench.tools) + own
             + programs.others(bench.others)
             if p.name not in ("floor", "floor-octets", "tshark",
                               "voipmonitor")]
    for program in found:
        program.processors = 1
    row = Rounds(bench, capture, found).go().figures({})
    capture.drop()
    bench.said(report.signalling(row))
    return row
