# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs in turn on one capture: A B C, A B C, ... and what came of it."""
import os
import shutil
import statistics

from runner import measure


class Rounds:
    """All runs on one capture, by program."""

    def __init__(self, bench, capture, programs):
        self.bench = bench
        self.capture = capture
        self.programs = programs
        self.runs = {program.name: [] for program in programs}
        self.faults = {program.name: [] for program in programs}
        self.notes = {}

    def go(self):
        """A round to warm up, then those that count.

        Others, which may take a hundred times as long, are not warmed up and
        run in the first rounds only.
        """
        ours = [p for p in self.programs if p.kind != "other"]
        for program in ours:
            self._once(program, "warming up", True)
        for i in range(self.bench.runs):
            todo = self.programs if i < self.bench.others_runs else ours
            for program in todo:
                if program.name not in self.notes:
                    run = self._once(
                        program, f"round {i + 1} of {self.bench.runs}", False)
                    self.runs[program.name].append(run)
        return self

    def _once(self, program, what, is_first):
        bench = self.bench
        bench.note(f"{self.capture.concurrent} calls: {what}: {program.name}")
        out = os.path.join(bench.work, "out")
        os.mkdir(out)
        try:
            cpus = bench.cpus[:program.processors or len(bench.cpus)]
            patience = bench.patience if program.kind == "other" else 3600
            run = measure.run(program.words(self.capture, out), bench.work,
                              cpus, patience)
            if program.kind == "other":
                if run.timed_out:
                    self.notes[program.name] = f"not done in {patience} s"
                elif run.status != 0:
                    self.notes[program.name] = f"status {run.status}: " + \
                        run.stderr.strip()[-200:]
                return run
            if run.status != 0:
                faults = [f"status {run.status}: {run.stderr.strip()[-500:]}"]
            else:
                faults = program.judge(self.capture, out, run, is_first)
            for fault in faults:
                if fault not in self.faults[program.name]:
                    self.faults[program.name].append(fault)
            return run
        finally:
            shutil.rmtree(out)

    def _ratios(self, name, by):
        pairs = list(zip(self.runs[name], self.runs.get(by, [])))
        if not pairs:
            return None
        return measure.spread(a.cpu_s / b.cpu_s for a, b in pairs)

    def figures(self, one_call_kib):
        """What goes into the JSON.

        'one_call_kib' is the peak memory of the recorder with a single call,
        by program.
        """
        found = {}
        capture = self.capture
        for program in self.programs:
            runs = self.runs[program.name]
            if not runs or program.name in self.notes:
                found[program.name] = {"kind": program.kind,
                                       "does": program.what, "note":
                                       self.notes.get(program.name, "no run")}
                continue
            cpu_s = statistics.median(run.cpu_s for run in runs)
            wall_s = statistics.median(run.wall_s for run in runs)
            peak = statistics.median(run.rss_kib for run in runs)
            row = {
                "kind": program.kind, "does": program.what,
                "ratio_tcpdump": self._ratios(program.name, "tcpdump"),
                "ratio_floor": self._ratios(program.name, "floor"),
                "cpu_ns_per_packet": round(cpu_s * 1e9 / capture.packets, 1),
                "packets_per_cpu_s": round(capture.packets / cpu_s),
                "packets_per_wall_s": round(capture.packets / wall_s),
                "messages_per_cpu_s": round(capture.messages() / cpu_s),
                "messages_per_wall_s": round(capture.messages() / wall_s),
                "calls_per_cpu_s": round(capture.calls / cpu_s),
                "calls_per_wall_s": round(capture.calls / wall_s),
                "peak_rss_kib": round(peak),
                "runs": [run.figures() for run in runs],
            }
            if capture.sides():
                # At full concurrency, not on the way to it.
                packets = sum(side["packets"] for side in capture.sides())
                length_s = sum(side["samples"] for side in capture.sides()) \
                    / 8000 / 2
                rate = capture.concurrent * packets / length_s
                row["times_real_time"] = round(
                    row["packets_per_wall_s"] / rate, 3)
            if program.name in one_call_kib:
                row["bytes_per_call"] = round(
                    (peak - one_call_kib[program.name]) * 1024
                    / capture.concurrent)
            if program.kind != "other":
                row["faults"] = self.faults[program.name]
            found[program.name] = row
        return {**capture.facts(), "programs": found}
