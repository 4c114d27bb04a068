# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends servers in the middle of requests on new connections."""
import collections
import http.client
import os
import re
import subprocess
import sys
import threading
import time

from check import FOLDER, PATIENCE, same, until

ROUNDS = int(sys.argv[5])
CLIENTS = 4
BUSY_S = (0.005, 0.02, 0.05)  # before it is told to end


def start():
    """A server, and its port."""
    server = subprocess.Popen(
        [os.environ["VIEW"], "-d", FOLDER, "serve", "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in server.stdout:
        place = re.search(r" at http://127\.0\.0\.1:(\d+)/", line)
        if place:
            return server, int(place.group(1))
    raise RuntimeError(server.stderr.read())


def ask(port, answers, ended):
    """Asks on new connections until there is nobody."""
    while not ended.is_set():
        try:
            link = http.client.HTTPConnection(
                "127.0.0.1", port, timeout=PATIENCE)
            link.request("GET", "/api/v1/health")
            answers.append(link.getresponse().status)
            link.close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.001)


def end_once(busy_s):
    """How a server ends, and what it said."""
    answers, ended = [], threading.Event()
    server, port = start()
    clients = [threading.Thread(target=ask, args=(port, answers, ended))
               for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    until(lambda: answers or server.poll() is not None)
    time.sleep(busy_s)
    server.terminate()
    said = server.communicate(timeout=PATIENCE)[1]
    ended.set()
    for client in clients:
        client.join()
    # Who comes last may be told that it is over.
    strange = tuple(sorted(set(answers) - {200, 503}))
    return server.returncode, said.strip(), strange


ends = collections.Counter(end_once(BUSY_S[number % len(BUSY_S)])
                           for number in range(ROUNDS))
same(ends, {(0, "", ()): ROUNDS}, f"{ROUNDS} servers end as they should")
