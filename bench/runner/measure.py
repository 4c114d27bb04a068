# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command, and says what it took."""
import os
import signal
import statistics
import subprocess
import threading
import time


class Run:
    """One run: seconds of processor and of the clock, peak memory."""

    def __init__(self, cpu_s, wall_s, rss_kib, status, timed_out):
        self.cpu_s = max(cpu_s, 1e-6)
        self.wall_s = max(wall_s, 1e-6)
        self.rss_kib = rss_kib
        self.status = status
        self.timed_out = timed_out
        self.stdout = self.stderr = ""

    def figures(self):
        """What goes into the JSON."""
        return {"cpu_s": round(self.cpu_s, 6), "wall_s": round(self.wall_s, 6),
                "rss_kib": self.rss_kib}


def run(command, work, cpus, patience_s, folder=None):
    """Runs it on these processors, kills it when the patience is over.

    GNU time stands between, and is small: a child of Python would have the
    memory of Python as its own least peak. What processes take that are not
    waited for is not seen.
    """
    paths = {name: os.path.join(work, f"run.{name}")
             for name in ("rss", "stdout", "stderr")}
    with open(paths["stdout"], "wb") as out, open(paths["stderr"], "wb") as err:
        begun = time.monotonic()
        child = subprocess.Popen(
            ["/usr/bin/time", "-q", "-o", paths["rss"], "-f", "%M", *command],
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cpus))
        late = threading.Event()

        def give_up():
            late.set()
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(patience_s, give_up)
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        wall_s = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
    texts = {}
    for name, path in paths.items():
        with open(path, encoding="utf-8", errors="replace") as file:
            texts[name] = file.read()
    rss = texts["rss"].split()
    done = Run(usage.ru_utime + usage.ru_stime, wall_s,
               int(rss[-1]) if rss and rss[-1].isdigit() else 0,
               child.returncode, late.is_set())
    done.stdout, done.stderr = texts["stdout"], texts["stderr"]
    return done


def spread(values):
    """The least, the median and the greatest."""
    values = list(values)
    return [round(x, 4) for x in
            (min(values), statistics.median(values), max(values))]
