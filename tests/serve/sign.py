# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may sign in: the first user by a link on a terminal, TLS, the verbs of
spanview user."""
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time

from check import Client, FOLDER, PASSWORD, PATIENCE, PLACE, URL, ok, same, until

A = "/api/v1"
VIEW = os.environ["VIEW"]


def user(*words, password=PASSWORD):
    """Runs spanview user; its status and what it says."""
    done = subprocess.run([VIEW, "-d", FOLDER, "user", *words], text=True,
                          input=password and password + "\n",
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def has_echo(fd):
    """Does this terminal show what is typed?"""
    return bool(termios.tcgetattr(fd)[3] & termios.ECHO)


def read_terminal(fd, what):
    """Reads a terminal until something is there."""
    text = ""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([fd], [], [], 1)[0]:
            continue
        try:
            text += os.read(fd, 4096).decode()
        except OSError:
            break
        found = re.search(what, text)
        if found and "Serving" in text:
            return text, found
    return text, None


if PLACE.scheme == "https":
    client = Client()
    answer = client.post(A + "/session", {"user": "admin",
                                          "password": PASSWORD})
    same(answer.status, 200, "signing in over TLS")
    ok("; Secure" in answer.headers["Set-Cookie"], "the cookie stays in TLS",
       answer.headers["Set-Cookie"])
    ok("max-age" in answer.headers["Strict-Transport-Security"], "... and so "
       "do browsers")
    client.take(answer)
    calls = client.get(A + "/calls").json["calls"]
    sound = client.get(f"{A}/calls/{calls[0]['id']}/recordings/1/audio")
    same((sound.status, sound.body[:4]), (200, b"RIFF"), "sound over TLS")
    got = subprocess.run(
        ["openssl", "s_client", "-tls1_1", "-connect",
         f"{PLACE.hostname}:{PLACE.port}"], input=b"", capture_output=True,
        check=False)
    ok(got.returncode != 0, "TLS 1.1 is not spoken", got.stdout[-200:])
else:
    # The verbs.
    same(user("add", "anna", "--role", "viewer", "--numbers", "1, 2,,3")[0], 0,
         "a user is added")
    ok("already" not in user("add", "Anna")[1] and user("add", "Anna")[0] == 1,
       "not twice")
    same(user("list")[1].split("\n")[1].split(), ["anna", "viewer", "1", "2",
                                                  "3"], "list")
    same([user("add", "x", password=it)[0] for it in ("short", "", None)],
         [1, 1, 1], "a password has a length")
    same([user(*it)[0] for it in (
        ("add", "../x"), ("add", "a b"), ("add", ""), ("remove", "nobody"),
        ("set", "nobody"), ("remove", "admin"),
        ("set", "admin", "--role", "viewer"))], [1] * 7, "what is no user")
    same([user(*it)[0] for it in (("add",), ("list", "x"), ("what", "x"),
                                  ("set", "a", "--role", "root"))], [2] * 4,
         "what is no command")
    client = Client("anna")
    token = client.ask("POST", A + "/tokens", {"label": "x"}).json["token"]
    program = Client(token=token)
    same(user("set", "anna", "--role", "supervisor")[0], 0, "a role is set")
    same(client.get(A + "/session").status, 401, "... which ends sessions")
    same(Client("anna").get(A + "/session").json["role"], "supervisor",
         "... and holds")
    same(program.get(A + "/session").json["role"], "supervisor",
         "... for a token, too")
    same(user("set", "anna", "--password", password="another one")[0], 0,
         "a password is set")
    same(program.get(A + "/session").status, 401, "... which ends tokens")
    same(Client().post(A + "/session", {
        "user": "anna", "password": PASSWORD}).status, 401,
         "the old one is wrong now")
    same(user("remove", "anna")[0], 0, "a user is removed")
    rows = Client("admin").get(A + "/audit").json["audit"]
    same([(row["action"], row["detail"]) for row in reversed(rows)
          if row["action"].startswith("user-") and "anna" in row["detail"]],
         [("user-add", "anna viewer"), ("user-set", "anna supervisor"),
          ("user-set", "anna supervisor"), ("user-remove", "anna")],
         "the audit tells of all that")
    same([answer.status for answer in (
        Client("admin").ask("PATCH", A + "/users/nobody", {"role": "viewer"}),
        Client("admin").ask("PATCH", A + "/users/admin", {"role": "viewer"}),
        Client("admin").ask("PATCH", A + "/users/admin", {"role": "x"}))],
         [404, 409, 422], "changes that are none")
    mode = os.stat(os.path.join(FOLDER, "accounts.db")).st_mode & 0o777
    same(oct(mode), "0o600", "only the owner reads the accounts")
    with open(os.path.join(FOLDER, "accounts.db"), "rb") as file:
        data = file.read()
    ok(b"$argon2id$" in data and PASSWORD.encode() not in data and
       client.cookie.split("=")[1].encode() not in data,
       "they hold hashes, and no secrets")
    same(client.post(A + "/setup", {"token": "x", "user": "y",
                                    "password": PASSWORD}).status, 409,
         "no first user behind others")
    stranger = Client()
    stranger.is_patient = False
    guess = {"token": "x", "user": "y", "password": PASSWORD}
    tries = 0
    while stranger.post(A + "/setup", guess).status == 409 and tries < 40:
        tries += 1
    same((tries < 40, stranger.post(A + "/setup", {
        **guess, "password": "short"}).status), (True, 429),
         "who guesses links waits, before a password is looked at")

    # A password is typed, and then not.
    def at_terminal():
        """What a shell does. Who runs in the background ignores SIGINT."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)


    main, side = pty.openpty()
    typing = subprocess.Popen(
        [VIEW, "-d", FOLDER, "user", "add", "late"], stdin=side, stdout=side,
        stderr=side, start_new_session=True, preexec_fn=at_terminal)
    text = b""
    while b"password: " not in text:
        text += os.read(main, 100)
    until(lambda: not has_echo(side))
    os.write(main, b"abc\x03")
    same((typing.wait(PATIENCE), has_echo(side)), (-signal.SIGINT, True),
         "Ctrl-C leaves a terminal that echoes")
    os.close(main)
    os.close(side)

    # The first start, on a terminal.
    first = FOLDER + "-first"
    subprocess.run(["cp", "-r", FOLDER, first], check=True)
    for name in os.listdir(first):
        if name.startswith("accounts.db"):
            os.unlink(os.path.join(first, name))
    main, side = pty.openpty()
    server = subprocess.Popen([VIEW, "-d", first, "serve", "--listen",
                               "127.0.0.1:0"], stdout=side, stderr=side)
    os.close(side)
    said, link = read_terminal(main, r"(http://[^/]*)/#setup=(\S+)")
    ok(link, "the first start prints a link", said)
    PLACE_FIRST = link.group(1)
    client = Client()
    client.connect = lambda: __import__("http.client").client.HTTPConnection(
        PLACE_FIRST.split("//")[1], timeout=PATIENCE)
    same(client.get(A + "/health").json["setup"], True, "which it waits for")
    body = {"token": link.group(2), "user": "first", "password": PASSWORD}
    same([client.post(A + "/setup", {**body, **it}).status for it in (
        {"token": "wrong"}, {"token": ""}, {"user": "a/b"},
        {"password": "short"})], [403, 403, 422, 422], "another link is none")
    answer = client.post(A + "/setup", body)
    same((answer.status, answer.json["role"]), (200, "administrator"),
         "it makes an administrator")
    client.take(answer)
    same(client.get(A + "/users").status, 200, "... who is signed in")
    same(client.post(A + "/setup", body).status, 409, "it is good once")
    ok(until(lambda: [("first", "first administrator")] == [
        (row["user"], row["detail"]) for row in client.get(
            A + "/audit").json["audit"]
        if row["detail"] == "first administrator"]),
       "... which the audit tells of")
    server.terminate()
    same(server.wait(PATIENCE), 0, f"{URL} is not alone, and this one ends")
    ok(f"Serving {first} at {PLACE_FIRST}" in said, "it said what it serves",
       said)
