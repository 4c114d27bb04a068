# SPDX-License-Identifier: GPL-3.0-or-later
"""Each path of the API: what it gives, and to whom."""
import collections
import csv
import hashlib
import io
import os
import wave

from check import Client, FOLDER, ok, same, until

A = "/api/v1"
LAST = "last"  # the label of a token, and so the last row that comes late
nobody = Client()
admin = Client("admin")
chief = Client("chief")
viewer = Client("viewer")

# Who is who.
same(nobody.get(A + "/health").json["status"], "ok", "health needs no one")
answer = admin.get(A + "/session")
same((answer.status, answer.json["user"], answer.json["role"],
      answer.json["csrf"]), (200, "admin", "administrator", admin.csrf),
     "a session says who is signed in")
same(viewer.get(A + "/session").json["numbers"], ["201", "+49305"],
     "... and which numbers are a viewer's")
cookie = Client().post(A + "/session", {
    "user": "ADMIN", "password": "correct horse 9"}).headers["Set-Cookie"]
ok(all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
   and "Secure" not in cookie, "its cookie is for this server only", cookie)

# Lists.
calls = admin.get(A + "/calls").json
ok(len(calls["calls"]) >= 5 and calls["next"] is None, "all calls", calls)
started = [call["started"] for call in calls["calls"]]
same(started, sorted(started, reverse=True), "the newest comes first")
pages, path = [], A + "/calls?limit=2"
while path:
    page = admin.get(path).json
    pages += page["calls"]
    path = page["next"] and f"{A}/calls?limit=2&cursor={page['next']}"
same([call["id"] for call in pages], [call["id"] for call in calls["calls"]],
     "page by page they are the same")
same({call["state"] for call in
      admin.get(A + "/calls?state=failed").json["calls"]}, {"failed"},
     "a filter")
same(admin.get(A + "/calls?number=").json, calls,
     "an empty filter is as good as none")

# What belongs to a call.
call = next(it for it in calls["calls"] if it["recordings"])
one = f"{A}/calls/{call['id']}"
whole = admin.get(one).json
ok(all(whole[name] == call[name] for name in call if name != "streams") and
   {"legs_detail", "messages", "tags", "notes", "gaps"} <= set(whole),
   "one call has more to it", whole.keys())
explained = admin.get(one + "/explain").json
ok(explained["id"] == call["id"] and
   {it["topic"] for it in explained["sentences"]} >= {"call", "audio"},
   "explain", explained)
streams = admin.get(one + "/quality").json["streams"]
ok(len(streams) == len(whole["streams"]) and
   all({"id", "side", "codec", "points"} <= set(it) for it in streams),
   "quality", streams)
ladder = admin.get(one + "/ladder").json
ok(ladder["id"] == call["id"] and ladder["rows"], "ladder", ladder)
messages = admin.get(one + "/messages").json["messages"]
ok(len(messages) == len(whole["messages"]) and "INVITE" in messages[0]["text"],
   "messages", messages[:1])
peaks = admin.get(one + "/recordings/1/peaks").json
ok(peaks["per_second"] == 20 and all(
    -128 < n < 128 for n in peaks["sides"]["caller"]) and
   max(peaks["sides"]["caller"]) > 0, "peaks", str(peaks)[:200])

# Sound.
recording = call["recordings"][0]
sound = admin.get(one + "/recordings/1/audio")
same((sound.status, sound.headers["Content-Type"],
      hashlib.sha256(sound.body).hexdigest()),
     (200, "audio/wav", recording["sha256"]), "a recording, byte by byte")
size = recording["bytes"]
for field, status, part, where in (
        ("bytes=0-9", 206, sound.body[:10], f"bytes 0-9/{size}"),
        ("bytes=100-", 206, sound.body[100:], f"bytes 100-{size - 1}/{size}"),
        ("bytes=-5", 206, sound.body[-5:],
         f"bytes {size - 5}-{size - 1}/{size}"),
        (f"bytes=10-{size * 9}", 206, sound.body[10:],
         f"bytes 10-{size - 1}/{size}"),
        (f"bytes={size}-", 416, None, f"bytes */{size}"),
        ("bytes=-0", 416, None, f"bytes */{size}"),
        ("bytes=5-4", 200, sound.body, None),
        ("bytes=0-1,4-5", 200, sound.body, None),
        ("lines=0-1", 200, sound.body, None),
        ("bytes=a-b", 200, sound.body, None),
        ("bytes=99999999999999999999999-", 416, None, f"bytes */{size}")):
    answer = admin.get(one + "/recordings/1/audio", Range=field)
    same((answer.status, answer.headers["Content-Range"],
          answer.body if part is not None else None), (status, where, part),
         f"Range: {field}")
answer = admin.ask("HEAD", one + "/recordings/1/audio")
same((answer.status, answer.body, answer.headers["Content-Length"]),
     (200, b"", str(size)), "HEAD")
same([admin.get(f"{one}/recordings/{n}/audio").status for n in
      ("0", "2", "99999999999", "x", "-1", "1.0")], [404] * 6,
     "a recording that is not there")

# What is taken away.
taken = chief.get(one + "/export?format=wav")
same((taken.status, taken.headers["Content-Type"], taken.body[:4],
      taken.headers["Content-Disposition"]),
     (200, "audio/wav", b"RIFF",
      f'attachment; filename="{call["id"]}.wav"'), "an export")
part = chief.get(one + "/export?format=wav&mix=caller&from=0.5&to=1.5")
with wave.open(io.BytesIO(part.body)) as it:
    same((it.getnchannels(), it.getnframes() / it.getframerate()), (1, 1.0),
         "... of one side, for a second")
same([chief.get(f"{one}/export{query}").status for query in (
    "", "?format=exe", "?format=wav&mix=x", "?format=wav&from=x",
    "?format=wav&from=5&to=4", "?format=wav&from=9999")],
     [400, 400, 400, 400, 422, 422], "what is none")
silent = next(it for it in calls["calls"] if not it["recordings"])
same(chief.get(f"{A}/calls/{silent['id']}/export?format=wav").status, 404,
     "... without sound")
same(viewer.get(one + "/export?format=wav").status, 403,
     "... for a viewer")
ok(("chief", "export") in {(row["user"], row["action"]) for row in admin.get(
    f"{A}/audit?call={call['id']}").json["audit"]}, "the audit tells of it")

table = list(csv.DictReader(io.StringIO(
    chief.get(A + "/calls.csv").body.decode())))
same([row["id"] for row in table], [it["id"] for it in calls["calls"]],
     "a list as CSV")
same([row["caller_number"] for row in table],
     [it["caller"]["number"] or "" for it in calls["calls"]], "... with numbers")
same([len(chief.get(A + "/calls.csv?state=failed").body.splitlines()),
      viewer.get(A + "/calls.csv").status], [2, 403], "... filtered")

# What people say of it.
same(chief.put(one + "/tags/good%20%2F%20bad").status, 204, "a tag")
same(chief.post(one + "/notes", {"body": "called back"}).status, 204, "a note")
same(admin.put(one + "/hold", {"hold": True}).status, 204, "a hold")
whole = viewer.get(one).json
same((whole["tags"][0]["name"], whole["tags"][0]["added_by"],
      whole["notes"][0]["body"], whole["notes"][0]["author"], whole["hold"]),
     ("good / bad", "chief", "called back", "chief", True), "they are there")
same([len(admin.get(A + "/calls?" + query).json["calls"]) for query in
      ("tag=good+%2f+bad", "hold=yes", "text=called")], [1, 1, 1],
     "... and found")
same(admin.delete(one).status, 409, "what is held is not removed")
same(admin.put(one + "/hold", {"hold": False}).status, 204, "no hold")
same(chief.delete(one + "/tags/good%20%2F%20bad").status, 204, "no tag")
same(viewer.get(one).json["tags"], [], "it is gone")
same([chief.put(one + "/tags/" + "x" * 65).status,
      chief.post(one + "/notes", {"body": "  "}).status,
      chief.post(one + "/notes", {}).status,
      admin.put(one + "/hold", {"hold": "yes"}).status], [422] * 4,
     "what is no tag, no note, no hold")

# Totals.
stats = chief.get(A + "/stats").json
same(stats["totals"]["calls"]["total"], len(calls["calls"]), "totals")

same((stats["by"], stats["totals"]["calls"]["answered"]),
     ([], sum(it["completeness"] is not None for it in calls["calls"])),
     "... of what was answered")
for length in ("hour", "day"):
    by = chief.get(A + "/stats?by=" + length).json["by"]
    cut = 13 if length == "hour" else 10
    rest = ":00:00.000000Z" if length == "hour" else "T00:00:00.000000Z"
    same([(it["from"], it["calls"]) for it in by],
         sorted(collections.Counter(
             it["started"][:cut] + rest for it in calls["calls"]).items()),
         f"by {length}")
    same(sum(it["talk_ms"] for it in by), stats["totals"]["calls"]["talk_ms"],
         "... they add up")
same(sum(it["calls"] for it in stats["incomplete"]),
     sum(it["completeness"] not in (None, "complete") for it in calls["calls"]),
     "why calls are not whole")

# A viewer sees what is the viewer's.
mine = viewer.get(A + "/calls").json["calls"]
ok(mine and len(mine) < len(calls["calls"]) and all(
    "201" in (it["caller"]["number"], it["callee"]["number"])
    for it in mine), "a viewer sees own calls", mine)
other = next(it for it in calls["calls"] if it["id"] not in
             [it["id"] for it in mine] and it["recordings"])
same([viewer.get(f"{A}/calls/{other['id']}{rest}").status for rest in
      ("", "/explain", "/quality", "/ladder", "/messages",
       "/recordings/1/audio", "/recordings/1/peaks")], [404] * 7,
     "another call is not there")
same(viewer.get(f"{A}/calls/{mine[0]['id']}/recordings/1/audio").status, 200,
     "an own one is heard")

# Users.
same(admin.post(A + "/users", {"user": "new", "role": "viewer", "numbers":
                               ["1", "2"], "password": "12345678"}).status,
     201, "a user is made")
same(admin.post(A + "/users", {"user": "New", "password": "12345678"}).status,
     409, "not twice")
same([it["numbers"] for it in admin.get(A + "/users").json["users"]
      if it["user"] == "new"], [["1", "2"]], "and listed")
new = Client()
answer = new.post(A + "/session", {"user": "new", "password": "12345678"})
new.take(answer)
same(new.get(A + "/calls").json["calls"], [], "without calls sees none")
same([admin.ask("PATCH", A + "/users/new", {"role": it}).status for it in (
    "supervisor", "viewer", "supervisor")], [200] * 3, "a role is changed")
same(new.get(A + "/calls").status, 401, "... which ends the session")
same(admin.delete(A + "/users/new").status, 204, "a user is removed")
same(admin.delete(A + "/users/new").status, 404, "not twice")
same([admin.delete(A + "/users/admin").status,
      admin.ask("PATCH", A + "/users/admin", {"role": "viewer"}).status],
     [409, 409], "the last administrator stays")
same([admin.post(A + "/users", body).status for body in (
    {"user": "../x", "password": "12345678"}, {"user": "x"},
    {"user": "x", "password": "1234567"},
    {"user": "x", "password": "12345678", "role": "root"},
    {"user": "x", "password": "12345678", "numbers": [1]},
    {"user": "x", "password": "12345678", "numbers": ["1"] * 51}, {})],
     [422] * 7, "what makes no user")

# Tokens.
made = chief.post(A + "/tokens", {"label": "script", "days": 1})
same(made.status, 201, "a token is made")
program = Client(token=made.json["token"])
same(program.get(A + "/session").json["user"], "chief", "it is its user")
same(program.put(one + "/tags/by-script").status, 204,
     "a token needs no X-CSRF-Token")
same([len(viewer.get(A + "/tokens").json["tokens"]),
      len(chief.get(A + "/tokens").json["tokens"]),
      len(admin.get(A + "/tokens").json["tokens"])], [0, 1, 1],
     "who sees it")
same([viewer.delete(f"{A}/tokens/{made.json['id']}").status,
      chief.delete(f"{A}/tokens/{made.json['id']}").status,
      program.get(A + "/session").status], [404, 204, 401],
     "who takes it back")

made = [viewer.post(A + "/tokens", {"label": str(n)}) for n in range(101)]
same((collections.Counter(it.status for it in made), made[-1].status),
     ({201: 100, 409: 1}, 409), "there is an end to them")
viewer.delete(f"{A}/tokens/{made[0].json['id']}")
same(viewer.post(A + "/tokens", {"label": LAST}).status, 201,
     "... until one is taken back")

# The recorder does not run here.
same([chief.get(A + "/live").status, chief.get(A + "/mirror").status],
     [503, 503], "no recorder answers")

# Removal.
gone = next(it for it in calls["calls"] if it["id"] != call["id"] and
            it["recordings"])
file = os.path.join(FOLDER, gone["recordings"][0]["path"])
same((os.path.exists(file), admin.delete(f"{A}/calls/{gone['id']}").status,
      os.path.exists(file), admin.get(f"{A}/calls/{gone['id']}").status),
     (True, 204, False, 404), "a call is removed")

# The trace of all of that.
TOLD = {("admin", "sign-in"), ("admin", "list"), ("admin", "show"),
        ("admin", "play"), ("viewer", "play"), ("chief", "tag"),
        ("chief", "untag"), ("chief", "note"), ("admin", "hold"),
        ("admin", "unhold"), ("admin", "delete"), ("admin", "user-add"),
        ("admin", "user-set"), ("admin", "user-remove"),
        ("chief", "token-add"), ("chief", "token-remove")}


def read_audit():
    """The rows of it, and what each user did."""
    got = admin.get(A + "/audit?limit=1000").json["audit"]
    return got, {(row["user"], row["action"]) for row in got}


def is_told():
    """Have all rows come? Some are written a moment later, in their order."""
    got, told = read_audit()
    return TOLD <= told and LAST in (row["detail"] for row in got)


ok(until(is_told), "the audit tells of it", sorted(read_audit()[1]))
rows = read_audit()[0]
same([row["detail"] for row in rows if row["action"] == "user-set"],
     ["new supervisor", "new viewer", "new supervisor"],
     "... and of each change, whatever was before")
same({row["address"] for row in rows if row["user"] in (
    "admin", "chief", "viewer")}, {"127.0.0.1"},
     "... and from where, unless it was here")
same([row["action"] for row in admin.get(
    f"{A}/audit?call={gone['id']}&user=admin").json["audit"]], ["delete"],
     "... about one call")
pages, path = [], A + "/audit?limit=7"
while path:
    page = admin.get(path).json
    pages += page["audit"]
    path = page["next"] and f"{A}/audit?limit=7&cursor={page['next']}"
same(pages[-len(rows):], rows, "... page by page")

# And out.
same((admin.delete(A + "/session").status, admin.get(A + "/session").status),
     (204, 401), "signing out")
