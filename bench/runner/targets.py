# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the recorder, and what was measured."""
from runner.report import _table


MANY_CALLS = 1000


def _replayed(figures, name, key, middle=True):
    """The worst of a program's figures over the captures of many calls."""
    found = []
    rows = figures.get("replay", [])
    for row in [row for row in rows if row["concurrent"] >= MANY_CALLS] or \
            rows:
        value = row["programs"].get(name, {}).get(key)
        if value is not None:
            found.append(value[1] if middle else value)
    return found


def _largest(figures, name, key):
    rows = figures.get("replay", [])
    if not rows:
        return None
    row = max(rows, key=lambda one: one["concurrent"])
    return row["programs"].get(name, {}).get(key)


def _growth(figures):
    rows = figures.get("replay", [])
    costs = [row["programs"].get("pcm", {}).get("cpu_ns_per_packet")
             for row in rows]
    if len(costs) < 2 or None in costs:
        return None
    return costs[-1] / costs[0]


def _most(values):
    return max(values) if values else None


def _of(figures, *path):
    for key in path:
        if not isinstance(figures, dict) or key not in figures:
            return None
        figures = figures[key]
    return figures


def _readers(figures):
    rows = _of(figures, "catalogue", "readers")
    return rows[-1]["calls_per_s"][1] if rows else None


def _start(figures):
    for name in ("live", "replay_of_one_call"):
        full = _of(figures, "start", name, "full_s")
        if full:
            return full[1]
    return None


def _with_and_without_sums(figures, what, name, ratio, bounds):
    """Two rows of a format: without SHA-256 and with it.

    Of figures that have none without it, those with it must do.
    """
    with_sums = _most(_replayed(figures, name, ratio))
    without = _most(_replayed(figures, name + "-no-hash", ratio))
    return [(what, bounds[0], "most",
             with_sums if without is None else without),
            ("... with SHA-256 of every file", bounds[1], "most", with_sums)]


def rows_of(figures):
    """Each target: what, its bound, "most" or "least", and what there was.

    Without a bound it is only told.
    """
    return [
        *_with_and_without_sums(figures, "PCM by the floor program, CPU",
                                "pcm", "ratio_floor", (1.5, 2)),
        *_with_and_without_sums(figures, "mu-law by tcpdump, CPU", "ulaw",
                                "ratio_tcpdump", (3, None)),
        ("no audio by tcpdump, CPU", 3, "most",
         _most(_replayed(figures, "none", "ratio_tcpdump"))),
        ("times real time, most calls", 1, "least",
         _largest(figures, "pcm", "times_real_time")),
        ("bytes a concurrent call, most calls", 65536, "most",
         _largest(figures, "pcm", "bytes_per_call")),
        ("growth of CPU per packet", 1.3, "most", _growth(figures)),
        ("live rate without loss by tcpdump's", 1, "least",
         _of(figures, "live", "ratio_tcpdump")),
        ("SIP messages/s on one core", 50000, "least",
         _of(figures, "sip", "programs", "pcm", "messages_per_wall_s")),
        ("SIP calls/s on one core", 5000, "least",
         _of(figures, "sip", "programs", "pcm", "calls_per_wall_s")),
        ("catalogue, calls/s with readers", 20000, "least",
         _readers(figures)),
        ("start with the large catalogue, s", 1, "most", _start(figures)),
    ]


def table(figures):
    """All of them that were measured, as lines of Markdown."""
    lines = []
    for what, bound, way, value in rows_of(figures):
        if value is None:
            continue
        target, is_met = "-", "-"
        if bound is not None:
            target = f"at {way} {bound:,}"
            is_met = "yes" if (value <= bound if way == "most"
                               else value >= bound) else "no"
        lines.append([what, target, f"{value:,.2f}" if value < 100
                      else f"{value:,.0f}", is_met])
    return _table(["what", "target", "measured", "met"], lines)
