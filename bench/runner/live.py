# SPDX-License-Identifier: GPL-3.0-or-later
"""The highest rate without loss, through a pair of virtual interfaces.

    sender's namespace: send ======== span: recorder's namespace

Sender and recorder have a processor each. The sender sends each frame when it
is due, whatever the recorder does: one that slowed down with it would hide
what is lost. Rates rise by more calls, never by calls that run too fast.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import time

from runner import captures, check, report

PACKETS_A_SECOND = 100  # of a call, both sides, packets of 20 ms
STEP = 1.2
LATE_MS = 100  # a sender that is later than this did not keep its pace
TRIES = 3  # what is lost once may be somebody else's fault
LATE_RATES = 2  # so many rates without its pace: the sender's limit
RING_KIB = 65536


class Unavailable(OSError):
    """There can be no such network here."""


class Network:
    """Two namespaces, joined; removed on every way out."""

    def __init__(self):
        name = f"spanrec-bench-{os.getpid()}"
        self.sender, self.recorder = name + "-a", name + "-b"

    def __enter__(self):
        try:
            for space in (self.sender, self.recorder):
                _do("ip", "netns", "add", space)
                # Nothing but what is sent.
                subprocess.run(
                    ["ip", "netns", "exec", space, "sysctl", "-qw",
                     "net.ipv6.conf.default.disable_ipv6=1",
                     "net.ipv6.conf.all.disable_ipv6=1"],
                    capture_output=True, check=False)
            _do("ip", "-n", self.sender, "link", "add", "send", "type",
                "veth", "peer", "name", "span", "netns", self.recorder)
            _do("ip", "-n", self.sender, "link", "set", "send", "up")
            _do("ip", "-n", self.recorder, "link", "set", "span", "up")
        except OSError as error:
            self.__exit__()
            raise Unavailable(str(error)) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for space in (self.sender, self.recorder):
            if os.path.exists(f"/run/netns/{space}"):
                subprocess.run(["ip", "netns", "del", space],
                               capture_output=True, check=False)


def _do(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")


class Receiver:
    """A program that records what comes, on a processor of its own."""

    def __init__(self, bench, network, command, begun):
        self.out = os.path.join(bench.work, "live.out")
        self.err = os.path.join(bench.work, "live.err")
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.child = subprocess.Popen(
                ["ip", "netns", "exec", network.recorder, "taskset", "-c",
                 str(bench.cpus[0]), *command],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        deadline = time.monotonic() + 60
        while begun not in self.said(self.err):
            if self.child.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise OSError(f"{command[0]}: {self.said(self.err).strip()}")
            time.sleep(0.05)

    @staticmethod
    def said(path):
        """What it printed."""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def first_thread_s(self):
        """Seconds of processor that its first thread had so far: the one that
        has to keep up with the network."""
        stat = self.said(f"/proc/{self.child.pid}/task/{self.child.pid}/stat")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Ends it in order; returns its status and seconds of processor."""
        self.child.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            pid, status, usage = os.wait4(self.child.pid, os.WNOHANG)
            if pid:
                self.child.returncode = os.waitstatus_to_exitcode(status)
                return (self.child.returncode,
                        usage.ru_utime + usage.ru_stime)
            time.sleep(0.05)
        raise OSError("the recorder does not end")

    def kill(self):
        """Ends it at once, if it is there."""
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()


def _send(bench, network, capture):
    """Sends all of it: frames, and how late the latest was."""
    done = subprocess.run(
        ["ip", "netns", "exec", network.sender, "taskset", "-c",
         str(bench.cpus[-1]), "nice", "-n", "-20", bench.tools.pace, "send",
         capture.path],
        capture_output=True, text=True, check=False, timeout=600)
    found = re.search(r"(\d+) frames are sent, the latest (\d+) ms late",
                      done.stdout)
    if found is None:
        raise OSError(f"pace: {done.stderr.strip()}")
    return int(found[1]), int(found[2])


def _tcpdump(bench, network, capture):
    receiver = Receiver(bench, network, [
        "tcpdump", "-n", "-i", "span", "-B", str(RING_KIB), "-w", "/dev/null",
        *(["-Z", "root"] if os.geteuid() == 0 else [])], "listening on span")
    try:
        sent, late_ms = _send(bench, network, capture)
        time.sleep(1)
        _, cpu_s = receiver.stop()
        found = re.search(r"(\d+) packets captured", receiver.said(
            receiver.err))
        return {"lost": sent - (int(found[1]) if found else 0),
                "sent": sent, "late_ms": late_ms, "cpu_s": round(cpu_s, 3)}
    finally:
        receiver.kill()


def _spanrec(bench, network, capture):
    folder = os.path.join(bench.work, "live")
    receiver = Receiver(bench, network, [
        bench.tools.spanrec, "--user", "root", "-i", "span", "-o", folder,
        "--ring-size", f"{RING_KIB >> 10}M", "--json"], "recording from")
    try:
        sent, late_ms = _send(bench, network, capture)
        time.sleep(1)
        first_s = receiver.first_thread_s()
        status, cpu_s = receiver.stop()
        faults = check.Faults()
        faults.same("status", status, 0)
        try:
            totals = json.loads(receiver.said(receiver.out))
        except ValueError:
            totals = {}
            faults.add(receiver.said(receiver.err).strip()[-500:])
        result = {"lost": sent - totals.get("packets", 0), "sent": sent,
                  "late_ms": late_ms, "cpu_s": round(cpu_s, 3),
                  "first_thread_s": round(first_s, 2)}
        result["dropped"] = {
            name: totals[name] for name in (
                "ring_dropped", "interface_dropped", "audio_shed",
                "audio_not_begun") if totals.get(name)}
        check.catalogue(folder, capture, faults, True, True)
        result["faults"] = faults.texts()
        return result
    finally:
        receiver.kill()
        shutil.rmtree(folder, ignore_errors=True)


RECEIVERS = {"tcpdump": _tcpdump, "spanrec": _spanrec}


def _attempt(bench, network, capture, name):
    """One program at one rate; what is lost once is tried again."""
    for tried in range(1, TRIES + 1):
        bench.note(f"{capture.concurrent * PACKETS_A_SECOND} packets/s: "
                   f"{name}, try {tried}")
        result = RECEIVERS[name](bench, network, capture)
        result["tries"] = tried
        result["kept_pace"] = result["late_ms"] <= LATE_MS
        if result["kept_pace"] and result["lost"] == 0 and \
                not result.get("faults"):
            break
    return result


def _reason():
    """Why it cannot be measured here; None when it can."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    for program in ("ip", "taskset", "tcpdump"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if len(os.sched_getaffinity(0)) < 2:
        return "sender and recorder need a processor each"
    return None


def _rates(bench):
    """The rates in their order; without any given, up to where all lose."""
    if bench.rates:
        yield from bench.rates
        return
    rate = 100000.0
    while True:
        yield int(rate) // PACKETS_A_SECOND * PACKETS_A_SECOND
        rate *= STEP


def rising(bench):
    """Raises the rate until something is lost, for each program."""
    reason = _reason()
    if reason:
        return {"skipped": reason}
    steps, faults = [], []
    best = dict.fromkeys(RECEIVERS, 0)
    late = dict.fromkeys(RECEIVERS, 0)
    going = list(RECEIVERS)
    try:
        with Network() as network:
            for rate in _rates(bench):
                concurrent = max(1, rate // PACKETS_A_SECOND)
                capture = captures.make(
                    bench.tools.callgen, os.path.join(bench.work, "calls"),
                    concurrent, concurrent,
                    ["--duration", str(bench.live_seconds + 2), "--ramp",
                     "1"])
                step = {"packets_per_s": concurrent * PACKETS_A_SECOND}
                for name in list(going):
                    result = _attempt(bench, network, capture, name)
                    step[name] = result
                    if not result["kept_pace"]:
                        late[name] += 1
                    elif result["lost"] == 0:
                        late[name] = 0
                        best[name] = step["packets_per_s"]
                        # All is there: then all has to be right, too.
                        faults += [f"{rate} packets/s: {fault}" for fault in
                                   result.get("faults", [])]
                    if result["lost"] or late[name] == LATE_RATES:
                        going.remove(name)
                capture.drop()
                steps.append(step)
                if not going:
                    break
    except Unavailable as error:
        return {"skipped": str(error)}
    result = {"seconds": bench.live_seconds, "steps": steps,
              "without_loss": best, "faults": faults}
    if best["tcpdump"]:
        result["ratio_tcpdump"] = round(best["spanrec"] / best["tcpdump"], 3)
    bench.said(report.live(result))
    return result
