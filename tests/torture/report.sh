#!/usr/bin/env bash
# Runs the long forms of the file channel's proof and writes docs/file-channel-proof.md from what they say.
#   tests/torture/report.sh                      everything; hours
#   SEEDS=7 KILLS=400 tests/torture/report.sh    fewer crashed workloads than 40, fewer kills than 10,000
# A part whose log in artifacts/proof is complete is not run again; delete it to run it. Kills come in rounds of 400, each with
# seeds of its own: what was interrupted goes on with the next round, and the page counts those that ended.
set -euo pipefail
cd "$(dirname "$0")/../.."
logs=artifacts/proof
mkdir -p "$logs"
[ -x artifacts/flumeplug/flumeplug ] || dotnet build FlumePlug.sln -c Release -nr:false -v:quiet -clp:NoSummary
export LONG=1

# part NAME PROJECT CLASS...: runs tests and keeps what they say.
part() {
  local name=$1 project=$2 program classes=()
  shift 2
  ! grep -qs '^ended ' "$logs/$name.log" || return 0
  dotnet build "$project" -c Release -nr:false -v:quiet -clp:NoSummary
  program=$project/bin/Release/net10.0/$(basename "$(ls "$project"/*.csproj)" .csproj)
  for class; do classes+=(-class "$class"); done
  { "$program" -noLogo -noColor -showLiveOutput "${classes[@]}"; date -u +'ended %Y-%m-%d'; } > "$logs/$name.log" || { tail -40 "$logs/$name.log"; exit 1; }
}

part crash tests/FlumePlug.FileChannel.Tests '*CrashTests'
part damage tests/FlumePlug.FileChannel.Tests '*ModelTests' '*RepairTests'
for ((round = 1; round * 400 <= ${KILLS:-10000}; round++)); do
  KILLS=400 ROUND=$round part "kills-$round" tests/torture '*KillTests'
done
cat "$logs"/kills-*.log > "$logs/kills.log"
part disks tests/torture '*SmallDiskTests' '*BacklogTests'

# said NAME TEXT: what the tests said that contains a text, as a list.
said() { sed -n "s/.*\[OUTPUT\] \(.*$2.*\)/- \1/p" "$logs/$1.log" | sed 's/ example=$//' | sort; }
# killed: a row for each thing that was killed, summed over the rounds.
killed() {
  sed -n 's/.*\[OUTPUT\] \(.*kills,.*\)/\1/p' "$logs/kills.log" | awk -F': ' '
    { split($2, count, " "); kills[$1] += count[1]
      for (i = split($0, words, " "); i > 0; i--) if (split(words[i], pair, "=") == 2) {
        if (pair[1] != "oldest") sum[$1, pair[1]] += pair[2]
        else if (pair[2] > sum[$1, "oldest"]) sum[$1, "oldest"] = pair[2] } }
    END { for (one in kills) print "| " one " | " kills[one] " | " sum[one, "acknowledged"] " | " sum[one, "received"] " | " sum[one, "lost"] " | " \
      sum[one, "invented"] " | " sum[one, "wrong"] " | " sum[one, "duplicates"] " | " sum[one, "oldest"] " |" }' | sort
}
total() { grep -oE 'Total: [0-9]+' "$logs/$1.log" | tail -1 | grep -oE '[0-9]+'; }
states=$(grep -oE ': [0-9]+ different' "$logs/crash.log" | grep -oE '[0-9]+' | awk '{sum += $1} END {print sum}')
kills=$(grep -oE '[0-9]+ kills,' "$logs/kills.log" | grep -oE '[0-9]+' | awk '{sum += $1} END {print sum}')
acknowledged=$(grep -oE 'acknowledged=[0-9]+' "$logs/kills.log" | grep -oE '[0-9]+' | awk '{sum += $1} END {print sum}')
day=$(sed -n 's/^ended //p' "$logs"/*.log | sort | tail -1)
machine="$(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r | cut -d. -f1,2), $(df -T /tmp | awk 'NR==2 {print $2}')"

cat > docs/file-channel-proof.md << PAGE
# The file channel's proof

Made by \`tests/torture/report.sh\` on $day; do not edit. Machine: $machine, with other work on it.

**$states** different states of the disk after a crash: every one recovered by itself. **$kills** kills of real agents,
**$acknowledged** acknowledged events: none lost on a durable channel.

## Every state that a crash may leave
A disk that records every write, flush, rename, truncation and deletion of a random workload, and replays what a crash may leave
at each moment: what was not flushed is there in any part, sector by sector, in any order. In every state the channel starts,
every acknowledged event is there, none that was not put, in order, and no take that had been flushed comes again. A seed names a
workload of 60 steps; \`SEEDS=40\` and \`KILLS=10000\` are the long form.

$(said crash 'states after a crash')

## Damage and failing disks
Random runs of puts, takes, roll-backs, checkpoints, kills, power cuts, short writes, full disks, failing writes and flushes,
flipped bits, truncated and missing files, compared with a model; and every kind of damage found, told and repaired by
[the tools](channel-tools.md): $(total damage) tests passed, many of them of 150 random runs or more.

## Kills
A process of its own sends numbered events to a real agent over TCP and receives what comes out of it over TCP; agents are
killed (SIGKILL) at random moments and at the $(grep -oE 'LockTaken|[A-Z][A-Za-z]+ = "[a-z-]+"' plugins/FileChannel/Disks/KillPoint.cs | grep -c '"') named points of the channel's work, in rounds of 400 with seeds of their
own. "lost" counts acknowledged events that never came, "invented" events that nobody sent or that were refused, "wrong" changed
ones; "oldest" is how many milliseconds before a kill an event that came twice had come first: takes are written down 50 ms after
their commit at the latest, the rest is the machine's other work. A spillable channel may lose what it holds in memory: here 20
events a kill.

| | kills | acknowledged | received | lost | invented | wrong | came twice | oldest, ms |
|---|---|---|---|---|---|---|---|---|
$(killed)

## Disks and backlog
A full ext4 file system, one that is pulled out while events arrive (every operation fails with EIO, what was not flushed is
gone), one that is read-only at the start, for the file and the jdbc channel: sources are told, the agent goes on, events are
accepted within 5 s of the space returning, and what was acknowledged is there. $(total disks) tests passed.

$(said disks 'events of')
PAGE
echo "docs/file-channel-proof.md written."
