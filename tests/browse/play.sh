#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview play: the player gets the call, and nothing else; Ctrl-C ends both.
# shellcheck disable=SC2016 # the players' scripts expand what they have
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sox script
generate in --concurrent 1 --duration 6
record "$work/rec" -r "$work/in.pcap"
d=$work/rec
id=$(jq -r '.[0].id' "$d.json")
wav=$d/$(jq -r '.[0].recordings[0].path' "$d.json")
view=$spanview

# Without a terminal: samples.
"$view" -d "$d" play "$id" >"$work/got"
is "$?" 0 "to a pipe"
sox -D "$wav" -t s16 "$work/wanted"
cmp -s "$work/got" "$work/wanted"
ok $? "the samples are those of the recording"
"$view" -d "$d" play "$id" --raw --side callee --from 1 --to 0:02.5 >"$work/got"
sox -D "$wav" -t s16 "$work/wanted" remix 2 trim 8000s 12000s
cmp -s "$work/got" "$work/wanted"
ok $? "a part of one side"
status 2 "a side that is none" "$view" -d "$d" play "$id" --side left
status 1 "no such call" "$view" -d "$d" play ffff
status 1 "behind its end" "$view" -d "$d" play "$id" --from 10:00

is "$("$view" -d "$d" audit --json | jq -r '.[0] | "\(.action) \(.detail)"')" \
  "play callee" "the audit tells of it"

# Who hears nothing of it does not keep it from ending.
mkfifo "$work/fifo"
sh -c "exec sleep 5" <"$work/fifo" &
"$view" -d "$d" play "$id" --raw >"$work/fifo" &
waits=$!
sleep 1
kill -s TERM $waits
wait $waits
is "$?" 143 "a signal ends it while a pipe is full"

# Players that keep what they get, alone on the PATH but for what they need.
mkdir "$work/bin"
player() { # NAME
  rm -f "$work"/bin/* "$work/played" "$work/args"
  ln -s "$(command -v cat)" "$work/bin/cat"
  printf '#!/bin/sh\necho "$@" >"%s"\nexec cat >"%s"\n' \
    "$work/args" "$work/played" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# Runs spanview on a terminal of its own.
on_terminal() { # COMMAND-LINE
  TERM=dumb script -qec "PATH=$work/bin '$view' -d '$d' $1" /dev/null \
    </dev/null >"$work/said"
}

sox -D "$wav" -t s16 "$work/wanted"
for name in paplay aplay pw-play; do
  player $name
  on_terminal "play $id"
  is "$?" 0 "$name plays"
  cmp -s "$work/played" "$work/wanted"
  ok $? "$name gets exactly the samples"
  has "$(cat "$work/args")" 8000 "$name is told the rate"
done
has "$(cat "$work/said")" "0:00 of 0:05" "it is shown how far it is"
for name in ffplay play mpv; do
  player $name
  on_terminal "play $id"
  is "$?" 0 "$name plays"
  cmp -s "$work/played" "$wav"
  ok $? "$name gets exactly the bytes of the file"
done
player aplay
on_terminal "play $id --side caller --from 2 --to 3"
sox -D "$wav" -t s16 "$work/wanted" remix 1 trim 16000s 8000s
cmp -s "$work/played" "$work/wanted"
ok $? "one side, from here to there"
has "$(cat "$work/args")" "-c 1" "in one channel"
SPANVIEW_PLAYER="cat >'$work/own'" on_terminal "play $id"
cmp -s "$work/own" "$wav"
ok $? "SPANVIEW_PLAYER is asked first"
on_terminal "play $id --raw"
is "$?" 2 "--raw is not for a terminal"

rm -f "$work"/bin/*
on_terminal "play $id"
is "$?" 1 "without a player"
has "$(cat "$work/said")" "nothing here can play" "says so"
player aplay
printf "#!/bin/sh\nexit 3\n" >"$work/bin/aplay"
on_terminal "play $id"
is "$?" 1 "a player that fails"
has "$(cat "$work/said")" "did not play it" "is told of"
player aplay
printf '#!/bin/sh\nexit 0\n' >"$work/bin/aplay"
on_terminal "play $id"
is "$?" 0 "a player that one closes"

# Ctrl-C: both end, as from a signal.
player aplay
ln -s "$(command -v sleep)" "$work/bin/sleep"
printf '#!/bin/sh\necho $$ >"%s"\nexec sleep 60\n' "$work/pid" \
  >"$work/bin/aplay"
# Once the player plays; then nothing more is typed until it has ended.
press_ctrl_c() {
  until [ -s "$work/pid" ]; do
    sleep 0.1
  done
  printf '\003'
  while kill -0 "$(cat "$work/pid")" 2>/dev/null; do
    sleep 0.1
  done
}
press_ctrl_c |
  TERM=dumb timeout 120 script -qec "PATH=$work/bin '$view' -d '$d' play $id" \
    /dev/null >"$work/said"
status=$?
is "$status" 130 "Ctrl-C ends it"
[ -s "$work/pid" ]
ok $? "there was a player"
! kill -0 "$(cat "$work/pid")" 2>/dev/null
ok $? "which has ended, too"
done_testing
