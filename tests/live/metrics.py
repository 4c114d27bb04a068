# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a file OpenMetrics text? By the parser of the Prometheus project where
that is installed, and by what the standard says of lines in any case."""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(
    rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)?\}})? (-?[0-9.eE+-]+|NaN|[+-]Inf)$")
SUFFIXES = {"counter": ("_total", "_created"), "gauge": ("",),
            "info": ("_info",)}


def check(text):
    """Yields what is wrong."""
    lines = text.split("\n")
    if lines[-2:] != ["# EOF", ""]:
        yield "does not end with # EOF and a line end"
    families, samples, current = {}, set(), None
    for number, line in enumerate(lines[:-2], 1):
        if line.startswith("# "):
            kind, name, rest = line[2:].split(" ", 2)
            if kind == "TYPE":
                if name in families:
                    yield f"{number}: {name} is there twice"
                if rest not in SUFFIXES:
                    yield f"{number}: no type {rest}"
                families[name] = rest
                current = name
            elif kind == "UNIT" and not name.endswith("_" + rest):
                yield f"{number}: {name} does not end with its unit"
            elif kind not in ("HELP", "UNIT"):
                yield f"{number}: {kind}?"
            if name != current:
                yield f"{number}: {name} is not the family of {current}"
            continue
        match = SAMPLE.match(line)
        if not match:
            yield f"{number}: no sample: {line}"
            continue
        if not any(match[1] == current + suffix
                   for suffix in SUFFIXES[families[current]]):
            yield f"{number}: {match[1]} is none of {current}"
        if (match[1], match[2]) in samples:
            yield f"{number}: {match[1]}{{{match[2]}}} is there twice"
        samples.add((match[1], match[2]))
    if len(samples) < 50:
        yield f"{len(samples)} samples"


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        text = file.read()
    wrong = list(check(text))
    for line in wrong:
        print(line)
    try:
        from prometheus_client.openmetrics import parser
    except ImportError:
        sys.path.append("/usr/lib/python3/dist-packages")
        try:
            from prometheus_client.openmetrics import parser
        except ImportError:
            print("python3-prometheus-client is not installed")
            return len(wrong) > 0
    families = list(parser.text_string_to_metric_families(text))
    print(f"the parser of Prometheus reads {len(families)} families")
    return len(wrong) > 0 or len(families) < 50


if __name__ == "__main__":
    sys.exit(main())
