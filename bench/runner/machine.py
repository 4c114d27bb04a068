# SPDX-License-Identifier: GPL-3.0-or-later
"""Where it was measured: what has to stand beside each figure."""
import datetime
import os
import platform
import shutil
import subprocess


def first_line(command):
    """What a program says first, of its version."""
    try:
        done = subprocess.run(command, capture_output=True, text=True,
                              timeout=20, check=False,
                              stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    for line in (done.stdout + done.stderr).splitlines():
        if line.strip() and not line.startswith("Running as user"):
            return line.strip()
    return "unknown"


def _value(path, name):
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith(name):
                return line.split(":", 1)[1].strip()
    return ""


def _filesystem(folder):
    done = subprocess.run(["stat", "-f", "-c", "%T", folder],
                          capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def facts(work, cpus):
    """Processor, memory, kernel, and how busy it is."""
    memory = _value("/proc/meminfo", "MemTotal").split()
    return {
        "time": datetime.datetime.now(datetime.timezone.utc)
        .isoformat(timespec="seconds"),
        "processor": _value("/proc/cpuinfo", "model name")
        or platform.machine(),
        "processors": os.cpu_count(),
        "processors_used": sorted(cpus),
        "memory_mib": int(memory[0]) // 1024 if memory else 0,
        "kernel": platform.release(),
        "system": os_name(),
        "load_before": round(os.getloadavg()[0], 2),
        "filesystem": _filesystem(work),
    }


def os_name():
    """What the distribution calls itself."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def work_folder(need_bytes):
    """Where the captures and recordings go: TMPDIR, memory, or /tmp.

    In memory the file system costs the same in each run: ext4 without a
    journal needs up to half a millisecond for a new file once many were
    removed.
    """
    places = [os.environ["TMPDIR"]] if os.environ.get("TMPDIR") else [
        "/dev/shm", "/tmp"]
    room = 0
    for place in places:
        if os.access(place, os.W_OK):
            room = shutil.disk_usage(place).free
            if room > need_bytes * 1.3:
                return place
    raise OSError(f"{places[-1]}: {need_bytes >> 20} MiB and a third more are "
                  f"needed, {room >> 20} MiB are there (see TMPDIR)")
