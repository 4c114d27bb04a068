# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a server, and prints results as TAP."""
import http.client
import json
import socket
import ssl
import sys
import time
import urllib.parse

COUNT, URL, PASSWORD, FOLDER = int(sys.argv[1]), *sys.argv[2:5]
PLACE = urllib.parse.urlsplit(URL)
STATE = {"count": COUNT}
PATIENCE = 120  # seconds: a machine may be held up


def ok(holds, what, *got):
    """One result."""
    STATE["count"] += 1
    print(f"{'ok' if holds else 'not ok'} {STATE['count']} - {what}")
    if not holds:
        for it in got:
            print(f"# got: {str(it)[:600]!r}")
    sys.stdout.flush()
    return holds


def same(got, wanted, what):
    """Is it what was wanted?"""
    return ok(got == wanted, what, got, wanted)


def until(holds):
    """Waits until something holds, and says whether it came to that."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class Answer:
    """What came back."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        """The body, as JSON."""
        return json.loads(self.body)


class Client:
    """One browser, or one program with a token."""

    def __init__(self, user=None, token=None):
        self.cookie = self.csrf = None
        self.token = token
        self.link = None
        self.is_patient = True
        if user:
            answer = self.post(
                "/api/v1/session", {"user": user, "password": PASSWORD})
            if answer.status != 200:
                raise RuntimeError(f"{user}: {answer.status} {answer.body!r}")
            self.take(answer)

    def take(self, answer):
        """Remembers the session that an answer begins."""
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.csrf = answer.json["csrf"]

    def connect(self):
        """A new connection."""
        if PLACE.scheme == "https":
            context = ssl._create_unverified_context()
            return http.client.HTTPSConnection(
                PLACE.hostname, PLACE.port, timeout=PATIENCE, context=context)
        return http.client.HTTPConnection(
            PLACE.hostname, PLACE.port, timeout=PATIENCE)

    def ask(self, method, path, body=None, **headers):
        """Asks, again when it was too often; names of headers have _ for -."""
        for _ in range(10):
            answer = self.ask_once(method, path, body, **headers)
            if answer.status != 429 or not self.is_patient:
                break
            time.sleep(0.5)
        return answer

    def ask_once(self, method, path, body=None, **headers):
        """Asks."""
        fields = {name.replace("_", "-"): value
                  for name, value in headers.items() if value is not None}
        if self.cookie and "Cookie" not in fields:
            fields["Cookie"] = self.cookie
        if self.csrf and method != "GET" and "X-CSRF-Token" not in fields:
            fields["X-CSRF-Token"] = self.csrf
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        again = self.link is not None
        if not again:
            self.link = self.connect()
        try:
            self.link.request(method, path, body, fields)
            return Answer(self.link.getresponse())
        except (http.client.HTTPException, OSError):
            self.link.close()
            self.link = None
            if again:
                return self.ask_once(method, path, body, **headers)
            raise

    def get(self, path, **headers):
        """GET."""
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        """POST."""
        return self.ask("POST", path, body, **headers)

    def put(self, path, body=None, **headers):
        """PUT."""
        return self.ask("PUT", path, body, **headers)

    def delete(self, path, **headers):
        """DELETE."""
        return self.ask("DELETE", path, **headers)


def raw(data, enough=None):
    """Sends bytes as they are; what comes back until these come, or the
    end."""
    link = socket.create_connection((PLACE.hostname, PLACE.port), PATIENCE)
    got = b""
    try:
        link.sendall(data)
        while len(got) < 1 << 20 and not (enough and enough in got):
            part = link.recv(65536)
            if not part:
                break
            got += part
    except TimeoutError:
        got = b"nothing came"
    except OSError:
        pass
    link.close()
    return got
