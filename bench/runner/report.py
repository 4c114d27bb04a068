# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of what was measured, for a terminal and for a page."""


def _table(heads, rows):
    """A table in Markdown, which a terminal shows as well."""
    cells = [heads] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    lines = []
    for row in cells:
        lines.append("| " + " | ".join(
            text.ljust(width) if i == 0 else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths))) + " |")
    lines.insert(1, "|" + "|".join(
        "-" * (width + 2) if i == 0 else "-" * (width + 1) + ":"
        for i, width in enumerate(widths)) + "|")
    return lines


def _span(values):
    if not values:
        return "-"
    low, middle, high = values
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _number(value):
    return f"{value:,.0f}" if value is not None else "-"


def machine(figures):
    """Where, when and with what."""
    facts = figures["machine"]
    lines = [
        f"{facts['processor']}, {len(facts['processors_used'])} of "
        f"{facts['processors']} processors, {facts['memory_mib']:,} MiB, "
        f"{facts['system']}, Linux {facts['kernel']}; files in "
        f"{facts['filesystem']}; load {facts['load_before']} before; "
        f"{facts['time']}."]
    lines.append("Versions: " + "; ".join(
        f"{name}: {version}" for name, version in
        sorted(figures["versions"].items())) + ".")
    return lines


def _capture(row):
    return (f"{row['concurrent']:,} concurrent calls ({row['calls']:,} calls, "
            f"{row['packets']:,} packets, {row['seconds']:.0f} s)")


def replay(row):
    """The programs on one capture with audio."""
    rows = []
    for name, program in row["programs"].items():
        if "note" in program:
            rows.append([name, program["note"][:40], *["-"] * 5])
            continue
        rows.append([
            name, _span(program["ratio_tcpdump"]),
            _span(program["ratio_floor"]),
            f"{program['cpu_ns_per_packet'] / 1000:.2f}",
            _number(program["packets_per_wall_s"]),
            f"{program.get('times_real_time', 0):.2f}",
            _number(program.get("bytes_per_call"))])
    return [_capture(row) + ":", ""] + _table(
        ["program", "CPU by tcpdump", "CPU by floor", "µs/packet",
         "packets/s", "x real time", "bytes/call"], rows)


def signalling(row):
    """The programs on one capture without audio, on one core."""
    rows = []
    for name, program in row["programs"].items():
        if "note" in program:
            rows.append([name, program["note"][:40], *["-"] * 3])
            continue
        rows.append([
            name, _span(program["ratio_tcpdump"]),
            _number(program["messages_per_wall_s"]),
            _number(program["calls_per_wall_s"]),
            f"{program['peak_rss_kib'] / 1024:.0f}"])
    return [f"{row['calls']:,} calls of {row['messages']:,} messages on one "
            "core:", ""] + _table(
        ["program", "CPU by tcpdump", "messages/s", "calls/s", "peak MiB"],
        rows)


def growth(rows):
    """CPU time of a packet by concurrency, beside the smallest one."""
    names = [name for name, program in rows[0]["programs"].items()
             if all("note" not in row["programs"][name] for row in rows)]
    table = []
    for name in names:
        first = rows[0]["programs"][name]["cpu_ns_per_packet"]
        table.append([name] + [
            f"{row['programs'][name]['cpu_ns_per_packet'] / first:.2f}"
            for row in rows])
    return ["CPU time of a packet, beside that with the fewest calls:", ""] + \
        _table(["program"] + [f"{row['concurrent']:,} calls"
                              for row in rows], table)


def catalogue(result):
    """Calls a second into a catalogue."""
    rows = [[row["readers"], _span(row["calls_per_s"]),
             _number(row["cpu_us_per_call"]), _number(row["lists_per_s"])]
            for row in result["readers"]]
    return [f"{result['calls']:,} calls of {result['rows_per_call']} rows into "
            "a catalogue; with readers it takes "
            f"{_span(result['ratio_with_readers'])} times as long:", ""] + \
        _table(["readers", "calls/s", "µs of CPU a call", "lists/s"], rows)


def start(result):
    """Seconds to begin."""
    rows = []
    for name in ("replay_of_one_call", "live"):
        if name in result:
            row = result[name]
            rows.append([name.replace("_", " "),
                         *(f"{row[key][1]:.3f}" for key in
                           ("empty_s", "full_s")), _span(row["ratio"])])
    return [f"Start with a catalogue of {result['calls']:,} calls, seconds:",
            ""] + _table(["", "empty", "full", "ratio"], rows)


def _first_thread(one):
    """What a packet takes of it, in microseconds."""
    if not one or not one.get("first_thread_s"):
        return "-"
    return f"{one['first_thread_s'] * 1e6 / one['sent']:.2f}"


def live(result):
    """The rates, and what was lost."""
    if "skipped" in result:
        return [f"Live: not measured, {result['skipped']}."]
    rows = []
    for step in result["steps"]:
        cells = [_number(step["packets_per_s"])]
        for name in ("tcpdump", "spanrec"):
            one = step.get(name)
            if one is None:
                cells += ["-", "-"]
                continue
            lost = _number(one["lost"])
            if not one["kept_pace"]:
                lost += f", sender {one['late_ms']} ms late"
            cells += [lost, f"{one['cpu_s']:.1f}"]
        rows.append(cells + [_first_thread(step.get("spanrec"))])
    best = result["without_loss"]
    return [f"Live, {result['seconds']} s at the rate; without loss: tcpdump "
            f"{best['tcpdump']:,}, spanrec {best['spanrec']:,} packets/s:",
            ""] + _table(["packets/s", "tcpdump lost", "CPU s",
                          "spanrec lost", "CPU s",
                          "first thread, µs/packet"], rows)


def everything(figures):
    """All tables that the figures have, as lines of Markdown."""
    lines = machine(figures)
    parts = []
    for row in figures.get("replay", []):
        parts.append(replay(row))
    if len(figures.get("replay", [])) > 1:
        parts.append(growth(figures["replay"]))
    for name, table in (("sip", signalling), ("catalogue", catalogue),
                        ("start", start), ("live", live)):
        if name in figures:
            parts.append(table(figures[name]))
    for part in parts:
        lines += ["", *part]
    return lines
