# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters in a large catalogue, as measure_search makes it: how long they take
until the answer is there, and that it is the right one."""
import os
import statistics
import sys
import threading
import time
import urllib.parse

from check import Client, ok, same

CALLS = int(sys.argv[5])
IS_LARGE = CALLS >= 1000000
RUNS = 15 if IS_LARGE else 3
MOST_MS = 100
DAY = {"from": "2026-05-21T14:00:00Z", "to": "2026-05-22T14:00:00Z"}
FAILED = {"state": "failed", "direction": "inbound"}
FILTERS = [
    {},
    DAY,
    {"state": "failed"},
    {"state": "ended"},
    {"state": "recovered"},
    {"completeness": "partial"},
    {"completeness": "missing"},
    {"direction": "inbound"},
    {"codec": "opus"},
    {"codec": "G729"},
    {"tag": "sales"},
    {"tag": "complaint"},
    {"hold": "yes"},
    {"number": "+49 30 0000053"},
    {"number": "2119947"},
    {"number": "1042"},
    {"number": "119"},
    {"number": "30"},
    {"number": "9999999"},
    {"name": "Anna Aermann0"},
    {"name": "nna Xerm"},
    {"name": "mann"},
    {"name": "zz"},
    {"address": "198.51.7.19"},
    {"address": "51.7."},
    {"source": "eth7"},
    {"text": "2119947"},
    {"text": "refund"},
    {"text": "opus 119947"},
    {"text": "phone/3.1"},
    {"text": "qqqq"},
    {"min_duration": "59m"},
    {"min_duration": "24h"},
    {"max_duration": "1s", "state": "ended"},
    {**FAILED, "number": "0119"},
    {**FAILED, "name": "nna K"},
    {**FAILED, "address": "51.7."},
    {"state": "ended", "completeness": "complete", "tag": "sales",
     "text": "119"},
    {"number": "119", "address": "51.7."},
    {"number": "119", "name": "nna K"},
    {"state": "ended", "completeness": "none"},
    {**DAY, "number": "119"},
]


def processor_ms():
    """What the server had of the processors."""
    with open(f"/proc/{os.environ['SERVER']}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return 1e3 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def path_of(query):
    """The list with a filter."""
    return "/api/v1/calls?" + urllib.parse.urlencode(query)


def ask(client, path):
    """The answer, and how many milliseconds it took."""
    while True:
        began = time.monotonic()
        answer = client.ask_once("GET", path)
        took = (time.monotonic() - began) * 1e3
        if answer.status != 429:
            return answer, took
        time.sleep(0.5)


def is_like(call, query):
    """Has the call what the filter wants, as far as the list tells?"""
    def both(name):
        return [str(call[side].get(name)) for side in ("caller", "callee")]

    def has(name, part):
        return any(part.lower() in text.lower() for text in both(name))

    digits = query.get("number", "").replace(" ", "")
    return (query.get("state", call["state"]) == call["state"] and
            query.get("direction", call["direction"]) == call["direction"] and
            (query.get("completeness") in (None, "none") or
             query["completeness"] == call["completeness"]) and
            any(digits in text.replace(" ", "") for text in both("number"))
            and has("name", query.get("name", "n")) and
            has("address", query.get("address", ".")))


def measure(client, who, query):
    """One filter: its median, and what came."""
    times, begun = [], processor_ms()
    for _ in range(RUNS):
        answer, took = ask(client, path_of(query))
        times.append(took)
    processor = (processor_ms() - begun) / RUNS
    calls = answer.json["calls"] if answer.status == 200 else []
    starts = [call["started"] for call in calls]
    words = " ".join(f"{name}={value}" for name, value in query.items())
    median = statistics.median(times)
    print(f"# {who} {words or 'all':44} {len(calls):4} calls  median "
          f"{median:7.2f} ms  longest {max(times):7.2f} ms  processor "
          f"{processor:5.1f} ms")
    ok(answer.status == 200 and all(is_like(call, query) for call in calls)
       and starts == sorted(starts, reverse=True) and
       (median < MOST_MS or not IS_LARGE),
       f"{who}: {words or 'all'}", answer.status, median, answer.body)
    return len(calls)


def turn_pages(client, query, pages):
    """Pages follow one another, the last as fast as the first."""
    seen, times, cursor = [], [], None
    for _ in range(pages):
        more = {"cursor": cursor} if cursor else {}
        answer, took = ask(client, path_of({**query, **more}))
        times.append(took)
        seen += [call["id"] for call in answer.json["calls"]]
        cursor = answer.json["next"]
        if not cursor:
            break
    print(f"# {len(times)} pages, ms: {' '.join(f'{it:.0f}' for it in times)}")
    ok(len(set(seen)) == len(seen) and len(seen) > 100 * (len(times) - 1) and
       (statistics.median(times) < MOST_MS or not IS_LARGE),
       f"{len(times)} pages of {query}", len(seen), times)


def ask_all(failures):
    """One of many who ask at once."""
    client = Client("ada")
    for query in FILTERS:
        answer, _ = ask(client, path_of(query))
        if answer.status != 200:
            failures.append((query, answer.status))


administrator, viewer = Client("ada"), Client("vera")
found = [measure(administrator, "all calls,", query) for query in FILTERS]
ok(sum(many > 0 for many in found) > len(FILTERS) / 3, "most find something",
   found)
for query in ({}, {"state": "failed"}, {"codec": "opus", "completeness":
                                        "partial"}, {"text": "mann"}):
    measure(viewer, "own calls,", query)
turn_pages(administrator, {}, 10)
turn_pages(administrator, {"direction": "inbound", "number": "119"}, 10)
failures = []
threads = [threading.Thread(target=ask_all, args=(failures,))
           for _ in range(10 if IS_LARGE else 3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
same(failures, [], "all of it by many at once")
