# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: how many calls it takes, and start-up with a large one."""
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import time

from runner import captures, measure

READERS = 2


def _load(bench, folder, calls, readers):
    run = measure.run([bench.tools.load_rows, folder, str(calls),
                       str(readers)], bench.work, bench.cpus, 7200)
    if run.status != 0:
        raise OSError(f"load_rows: {run.stderr.strip()}")
    return {key: float(value)
            for key, value in re.findall(r"(\w+)=([\d.]+)", run.stdout)}


def writing(bench):
    """Calls a second, each with its 13 further rows, readers active."""
    calls = bench.row_calls
    found = {0: [], READERS: []}
    faults = []
    for i in range(bench.runs):
        for readers, runs in found.items():
            bench.note(f"{calls} calls into a catalogue, {readers} readers, "
                       f"round {i + 1} of {bench.runs}")
            folder = os.path.join(bench.work, "rows")
            os.mkdir(folder)
            runs.append(_load(bench, folder, calls, readers))
            there = _count(folder)
            if there != calls:
                faults.append(f"{there} calls are there, of {calls}")
            shutil.rmtree(folder)
    result = {"calls": calls, "faults": faults, "rows_per_call": round(
        found[0][0]["rows"] / calls), "readers": []}
    for readers, runs in found.items():
        rates = [run["calls"] / run["seconds"] for run in runs]
        result["readers"].append({
            "readers": readers,
            "calls_per_s": measure.spread(rates),
            "cpu_us_per_call": round(statistics.median(
                run["cpu_seconds"] for run in runs) * 1e6 / calls, 1),
            "lists_per_s": round(statistics.median(
                run["lists"] / run["seconds"] for run in runs), 1)})
    result["ratio_with_readers"] = measure.spread(
        (a["seconds"] / b["seconds"]) for a, b in zip(found[READERS],
                                                      found[0]))
    bench.said(result)
    return result


def _count(folder):
    database = sqlite3.connect(os.path.join(folder, "catalog.db"))
    try:
        return database.execute("SELECT count(*) FROM call").fetchone()[0]
    finally:
        database.close()


def _replay_s(bench, capture, folder):
    """Seconds for a capture of one call."""
    run = measure.run([bench.tools.spanrec, "-q", "-r", capture.path, "-o",
                       folder], bench.work, bench.cpus, 600)
    if run.status != 0:
        raise OSError(f"spanrec: {run.stderr.strip()}")
    return run.wall_s


def _live_s(bench, folder):
    """Seconds until a recorder says that it records; None: it may not."""
    child = subprocess.Popen(
        ["unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "-",
         bench.tools.spanrec, "--user", "root", "-i", "lo", "-o", folder],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True)
    begun = time.monotonic()
    try:
        for line in child.stderr:
            if "recording from" in line:
                return time.monotonic() - begun
        return None
    finally:
        child.terminate()
        try:
            child.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def starting(bench):
    """Start-up with a catalogue of a million calls, beside an empty one."""
    calls = bench.start_calls
    folders = {"empty": os.path.join(bench.work, "empty"),
               "full": os.path.join(bench.work, "full")}
    bench.note(f"writing a catalogue of {calls} calls")
    os.mkdir(folders["full"])
    _load(bench, folders["full"], calls, 0)
    capture = captures.make(bench.tools.callgen,
                            os.path.join(bench.work, "one"), 1, 1,
                            ["--duration", "1"])
    may_live = os.geteuid() == 0 and shutil.which("unshare")
    replay = {name: [] for name in folders}
    live = {name: [] for name in folders}
    for i in range(bench.runs + 1):
        bench.note(f"starting, round {i} of {bench.runs}")
        for name, folder in folders.items():
            if name == "empty":
                shutil.rmtree(folder, ignore_errors=True)
                os.mkdir(folder)
            replay[name].append(_replay_s(bench, capture, folder))
            seconds = _live_s(bench, folder) if may_live else None
            if seconds is not None:
                live[name].append(seconds)
    there = _count(folders["full"])
    result = {"calls": calls, "faults": [] if there == calls + 1 else [
        f"{there} calls are there, not {calls} and one"]}
    for name, runs in (("replay_of_one_call", replay), ("live", live)):
        # The first was to warm up.
        if len(runs["full"]) > 1:
            result[name] = {
                "empty_s": measure.spread(runs["empty"][1:]),
                "full_s": measure.spread(runs["full"][1:]),
                "ratio": measure.spread(a / b for a, b in zip(
                    runs["full"][1:], runs["empty"][1:]))}
    for folder in folders.values():
        shutil.rmtree(folder)
    capture.drop()
    bench.said(result)
    return result
