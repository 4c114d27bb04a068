# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused, and that nothing of it does harm."""
import json
import os
import sqlite3
import sys
import time
import urllib.parse

from check import Client, FOLDER, PATIENCE, PLACE, URL, ok, raw, same

A = "/api/v1"
ROUTES = [line.split() for line in os.environ["ROUTES"].splitlines()]
RANKS = {"none": 0, "viewer": 1, "supervisor": 2, "administrator": 3}
admin = Client("admin")
call = next(it for it in admin.get(A + "/calls").json["calls"]
            if it["recordings"])
one = f"{A}/calls/{call['id']}"


def path_of(pattern):
    """A path of a pattern that does no harm when it is taken."""
    return (pattern.replace("calls/{id}", "calls/" + call["id"])
            .replace("{n}", "1").replace("{id}", "999999")
            .replace("{name}", "nobody"))


# Who may ask.
ok(len(ROUTES) > 20, "the routes are known", ROUTES)
wrong = [(method, path, answer.status) for method, path, role in ROUTES
         if role != "none"
         for answer in [Client().ask(method, path_of(path))]
         if answer.status != 401]
same(wrong, [], "nobody sees anything without signing in")
wrong = []
for name, rank in (("viewer", 1), ("chief", 2)):
    client = Client(name)
    wrong += [(name, method, path, answer.status)
              for method, path, role in ROUTES if RANKS[role] > rank
              for answer in [client.ask(method, path_of(path), "{}")]
              if answer.status != 403]
same(wrong, [], "... nor does a role more than it may")
forged = Client()
forged.cookie = admin.cookie
changes = [(method, path) for method, path, role in ROUTES
           if method != "GET" and role != "none"]
ok(len(changes) >= 10, "there are changes", changes)
wrong = [(method, path, value, answer.status) for method, path in changes
         for value in (None, "", "x", admin.csrf[:-1], admin.csrf + "x")
         for answer in [forged.ask(method, path_of(path), "{}",
                                   X_CSRF_Token=value)]
         if answer.status != 403]
same(wrong, [], "no change without its token: another site cannot make it")
PLAIN = json.dumps({"user": "viewer2", "password": sys.argv[3], "x": "="})
same([Client().post(A + path, PLAIN, Sec_Fetch_Site=value).status
      for path in ("/session", "/setup")
      for value in ("cross-site", "same-site")], [403] * 4,
     "another site signs nobody in, as somebody else")
same([Client().post(A + "/session", PLAIN, Sec_Fetch_Site=value).status
      for value in ("same-origin", "none", None)], [200] * 3,
     "... the page does")
same([Client().get(A + "/session", Cookie=value).status for value in (
    "spanview_session=", "spanview_session=x", admin.cookie[:-1],
    admin.cookie + "; " + admin.cookie, admin.cookie + "x",
    "spanview_session=" + "A" * 5000, admin.cookie.upper(), "\x01;=;;",
    "spanview_session=' OR 1=1 --")], [401] * 9, "no session is guessed")
same([Client().get(A + "/session", Authorization=value).status for value in (
    "Bearer", "Bearer ", "Bearer x", "Basic YWRtaW46YWRtaW4=",
    "Bearer " + admin.cookie.split("=")[1])], [401] * 5, "nor a token")

# SQL, and what else may be in a parameter.
BAD = ["' OR '1'='1", "'; DROP TABLE call; --", "\" OR \"\"=\"", "%' OR 1 --",
       "1 UNION SELECT password FROM user", "\\", "%", "_", "*", "a*b",
       "NEAR(a b)", "a AND b OR", '"', "(", "^", "-", "{x}: y", "0x41",
       "\u202e\u0301\U0001f600", "9" * 300, "-1", "1e9", "null", "[]"]
before = admin.get(A + "/calls").json
statuses = set()
for name in ("from", "to", "number", "name", "address", "direction", "state",
             "completeness", "codec", "tag", "text", "source", "hold",
             "min_duration", "max_duration", "limit", "cursor", "user",
             "call", "sort", "'"):
    for value in BAD:
        query = urllib.parse.urlencode({name: value})
        for path in ("/audit",) if name in ("user", "call") else ("/calls",):
            answer = admin.get(f"{A}{path}?{query}")
            statuses.add(answer.status)
            if answer.status == 200 and path == "/calls" and "'" in value:
                if answer.json["calls"]:
                    ok(False, f"{name}={value} finds something")
same(statuses - {200, 400}, set(), "SQL in each parameter is text")
same(admin.get(A + "/calls").json, before, "... and nothing is gone")
same([admin.get(f"{A}/calls/{part}").status for part in (
    "%27%20OR%201=1", "1%3B--", call["id"][:15], call["id"] + "0",
    call["id"].upper().replace("0", "O"), "%00", "*", "-1")],
     [404, 404, 404, 404, 404, 400, 404, 404], "SQL in a path is no call")
same([admin.get(A + "/calls?" + query).status for query in (
    "limit=0", "limit=1001", "limit=x", "state=x", "cursor=x", "from=x",
    "limit=1&limit=2", "other=1", "hold=maybe", "number=" + "1" * 300)],
     [400] * 10, "what no parameter is")
answer = admin.get(A + "/calls?text=" + "+".join(f"w{n}" for n in range(11)))
same((answer.status, "fewer words" in answer.json.get("detail", "")),
     (400, True), "more words than a search has")

# Paths.
for path in ("/../../../etc/passwd", "/..%2f..%2fetc%2fpasswd",
             "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../accounts.db",
             "/accounts.db", "/catalog.db", "/audio", "//etc/passwd",
             "/./index.html", "/index.html%00.js", "/%", "/%zz", "/%c0%ae",
             "/api/v1/../../catalog.db", "/api/v1/calls/..%2f..%2fx",
             "/" + call["recordings"][0]["path"], "/a" * 100, "*", "\\..\\x"):
    status = [b"429"]  # all that was asked above was much
    while status == [b"429"]:
        answer = raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: "
                     f"{admin.cookie}\r\nConnection: close\r\n\r\n".encode())
        status = answer.split(b" ", 2)[1:2]
    ok(status in ([b"400"], [b"404"]) and b"root:" not in answer and
       b"SQLite format" not in answer, f"GET {path[:40]}", answer[:200])

# A catalogue that names what it should not.
base = sqlite3.connect(os.path.join(FOLDER, "catalog.db"), timeout=PATIENCE)
os.symlink("/etc/passwd", os.path.join(FOLDER, "audio", "link.wav"))
os.symlink("/etc", os.path.join(FOLDER, "audio", "etc"))
os.mkfifo(os.path.join(FOLDER, "audio", "pipe.wav"))
old = call["recordings"][0]["path"]
for path in ("/etc/passwd", "../../etc/passwd", "audio/link.wav", "audio/etc/passwd",
             "audio/pipe.wav", "audio", "accounts.db", "audio/../accounts.db",
             "catalog.db", "", "."):
    base.execute("UPDATE recording SET path = ?, state = 'complete' "
                 "WHERE path = ?", (path, old))
    base.commit()
    old = path
    answers = [admin.get(f"{one}/recordings/1/{what}")
               for what in ("audio", "peaks")]
    ok(all(it.status in (404, 500) for it in answers),
       f"a recording that would be \"{path}\" is not given out",
       [(it.status, it.body[:100]) for it in answers])
base.execute("UPDATE recording SET path = ? WHERE path = ?",
             (call["recordings"][0]["path"], old))
base.commit()
same(admin.get(one + "/recordings/1/audio").status, 200,
     "the right one is heard again")

# A call with more messages than an answer may have.
sizes = "UPDATE sip_message SET bytes = %s WHERE id = (SELECT m.id FROM " \
    "sip_message m JOIN call c ON c.id = m.call_id WHERE c.uid = ? " \
    "ORDER BY m.time_us, m.id LIMIT 1 OFFSET 1)"
base.execute(sizes % "zeroblob(33 << 20)", (call["id"],))
base.commit()
texts = [it["text"] for it in admin.get(one + "/messages").json["messages"]]
ok(texts[1] is None and all(it for it in texts[:1] + texts[2:]),
   "the text of a message of 33 MiB is left out, the others are there",
   [it and len(it) for it in texts])
base.execute(sizes % "X'41'", (call["id"],))
base.commit()

# Sizes and forms.
HEAD = f"GET {A}/health HTTP/1.1\r\nHost: x\r\n"
LOGIN = f"POST {A}/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
for what, data, wanted in (
        ("one long header", HEAD + "X: " + "y" * 100000 + "\r\n\r\n", b"431"),
        ("many headers", HEAD + "X: y\r\n" * 20000 + "\r\n", b"431"),
        ("a long address", "GET /" + "x" * 100000 + " HTTP/1.1\r\n\r\n",
         b"414"),
        ("a large body", LOGIN + "Content-Length: 99999999\r\n\r\n", b"413"),
        ("a larger body", LOGIN + "Content-Length: 99999999999999999999999999"
         "\r\n\r\n", b"413 400"),
        ("a negative length", LOGIN + "Content-Length: -1\r\n\r\n", b"400 413"),
        ("two lengths", LOGIN + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
         "{}", b"400"),
        ("length and chunks", LOGIN + "Content-Length: 2\r\n"
         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        ("no HTTP", "hello\r\n\r\n", b"400"),
        ("HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", b"505 400"),
        ("no host", f"GET {A}/health HTTP/1.1\r\n\r\n", b"400"),
        ("a control character", HEAD + "X: a\0b\r\n\r\n", b"400 200")):
    answer = raw(data.encode(), b"\r\n\r\n")
    status = answer.split(b" ", 2)[1:2]
    ok(not answer or status[0] in wanted.split(), what, answer[:100])
chunks = b"".join(b"4000\r\n" + b" " * 0x4000 + b"\r\n" for _ in range(20))
answer = raw((LOGIN + "Transfer-Encoding: chunked\r\n\r\n").encode() + chunks +
             b"0\r\n\r\n", b"\r\n\r\n")
ok(b" 200 " not in answer[:20], "a body of chunks without end", answer[:100])
same([Client().post(A + "/session", body).status for body in (
    "", "{", "[]", "null", "1", '"x"', "{}" * 2, '{"user":1,"password":2}',
    '{"user":"a"}', '{"user":"a","user":"b","password":"x"}', "[" * 60000,
    '{"user":"' + "x" * 60000 + '","password":"x"}', b"\xff\xfe", "{\0}",
    '{"user":"a\\u0000b","password":"x"}')],
     [400] * 6 + [400, 422, 422, 400, 400, 422, 400, 400, 400],
     "bodies that are none")
same([Client().ask(method, A + "/calls").status for method in
      ("PUT", "OPTIONS", "TRACE", "FOO", "PATCH")], [405] * 5,
     "methods that a path has not")
same([Client().ask("PUT", path).headers["Allow"] for path in
      (A + "/session", A + "/calls", A + "/setup", "/")],
     ["GET, HEAD, POST, DELETE", "GET, HEAD", "POST", "GET, HEAD"],
     "... and those that it has")
same([Client().get(path).status for path in
      ("/api", A, A + "/", A + "/nothing", A + "/calls/", "/api/v2/calls")],
     [404, 404, 400, 404, 400, 404], "paths that are none")

# What each answer says to a browser.
for path in ("/", A + "/health", "/nothing", A + "/calls"):
    headers = Client().get(path).headers
    ok("default-src 'none'" in headers["Content-Security-Policy"] and
       "unsafe" not in headers["Content-Security-Policy"] and
       headers["X-Content-Type-Options"] == "nosniff" and
       headers["Referrer-Policy"] == "no-referrer" and
       "Server" not in headers, f"{path} is guarded", headers)
problem = Client().get(A + "/nothing")
same((problem.headers["Content-Type"], problem.json),
     ("application/problem+json",
      {"type": "about:blank", "title": "Not Found", "status": 404}),
     "a problem is one of RFC 9457")
ok("Access-Control-Allow-Origin" not in Client().get(
    A + "/health", Origin="http://evil.example").headers,
   "no other site reads an answer")

# Nothing is heard that the audit does not tell of.
base.execute("DELETE FROM audit")
base.commit()
others = [it for it in admin.get(A + "/calls").json["calls"]
          if it["recordings"] and it["id"] != call["id"]]
paths = [f"{A}/calls/{it['id']}/recordings/1/audio" for it in others]
heard = [Client("chief").get(path, Range="bytes=5-9").status
         for path in paths]
rows = base.execute("SELECT call_uid FROM audit WHERE action = 'play' AND "
                    "user = 'chief'").fetchall()
same((heard, sorted(row[0] for row in rows)),
     ([206] * len(others), sorted(it["id"] for it in others)),
     "each play is in the audit when its first byte comes")
base.execute("BEGIN IMMEDIATE")
answer = Client("viewer2").get(paths[0])
base.execute("ROLLBACK")
same(answer.status, 503, "without a row there is no sound")
same(Client("viewer2").get(paths[0]).status, 200, "... until there is one")
ok(json.loads(Client().get(A + "/health").body)["status"] == "ok",
   f"{URL} is well", PLACE)

# Wrong passwords wait longer and longer; this comes last.
class Guesses:
    """Passwords of one user, in whatever capitals, and what each has to wait
    for: one second from the fifth wrong one on, two from the sixth, and so
    on."""

    NAMES = ("chief", "Chief", "CHIEF", "cHief", "chIef", "chiEf", "chieF",
             "CHief")

    def __init__(self):
        self.client = Client()
        self.client.is_patient = False
        self.wrong = self.took = 0
        self.failed = time.monotonic()  # the last one was sent
        self.faults = []

    def wait(self):
        """How long the last wrong one has one wait."""
        return 2 ** (self.wrong - 5) if self.wrong >= 5 else 0

    def guess(self, word):
        """The answer. A fault is one that had to wait and need not."""
        sent = time.monotonic()
        answer = self.client.post(A + "/session", {
            "user": self.NAMES[self.wrong % 8], "password": word})
        now = time.monotonic()
        if answer.status == 429 and self.wrong < 5:
            self.faults.append((self.wrong, "waits"))
        if answer.status != 429 and now - self.failed < self.wait():
            self.faults.append((self.wrong, "does not wait", answer.status))
        if answer.status == 401:
            self.wrong += 1
            self.failed, self.took = sent, now - sent
        return answer


# A wait that is long enough for the right password to come within it; again
# when this machine was held up for longer.
for _ in range(3):
    guesses = Guesses()
    answer = guesses.guess("no")
    while answer.status == 401 or guesses.wait() < 4 * guesses.took + 0.5:
        if answer.status == 429:
            time.sleep(int(answer.headers["Retry-After"]))
        answer = guesses.guess("no")
    wait = int(answer.headers["Retry-After"])
    answer = guesses.guess("correct horse 9")
    if answer.status != 200 or guesses.faults:
        break
ok(wait >= 1 and not guesses.faults, "wrong passwords have to wait",
   guesses.faults)
same(answer.status, 429, "... and the right one as well")
same(Client("admin").get(A + "/session").status, 200, "... but nobody else")
