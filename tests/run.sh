#!/usr/bin/env bash
# Builds everything and runs every test; the last line is "N passed, N failed, N skipped".
#   tests/run.sh            all tests
#   tests/run.sh Netcat     only the test projects whose name contains the word
#   LONG=1 tests/run.sh     the long forms of the tortures and soaks
# Real servers that tests talk to (Apache Flume and others) are found in $FLUMEPLUG_PEERS, else in ../shared/peers beside the
# repository; on a machine that has neither those tests skip, with CI=true they fail.
set -euo pipefail
cd "$(dirname "$0")/.."
only=${1:-}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [ -z "${FLUMEPLUG_PEERS:-}" ] && [ -d ../shared/peers ]; then
  FLUMEPLUG_PEERS=$(cd ../shared/peers && pwd)
  export FLUMEPLUG_PEERS
fi

# missing COMMAND PACKAGE: the package, if the command is not there.
missing() { command -v "$1" > /dev/null || echo "$2"; }
packages=$({
  missing java openjdk-17-jdk-headless; missing javac openjdk-17-jdk-headless; missing curl curl; missing xz xz-utils
  missing logrotate logrotate; missing prlimit util-linux; missing npm npm; missing openssl openssl
  /usr/bin/python3 -c 'import avro' 2> /dev/null || echo python3 python3-avro; missing mount mount; missing mkfs.ext4 e2fsprogs
  /usr/bin/python3 -c 'import thrift' 2> /dev/null || echo python3 python3-thrift
  plugins/Kafka/build-librdkafka.sh --packages
} | tr " " "\n" | sort -u | tr "\n" " ")
if [ -n "${packages// /}" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages > /dev/null
  else
    echo "Some tests skip: install $packages for all of them." >&2
  fi
fi

# Avro and Thrift of another language, for the tests of interoperation.
{ [ -d artifacts/node/node_modules/avsc ] && [ -d artifacts/node/node_modules/thrift ]; } ||
  npm install --silent --no-audit --no-fund --prefix artifacts/node avsc@5.7.9 thrift@0.24.0 || echo "Some tests skip without the npm packages avsc and thrift." >&2

# The Kafka plugin's native library, made once.
plugins/Kafka/build-librdkafka.sh || echo "Kafka's tests skip without librdkafka." >&2

dotnet build FlumePlug.sln -c Release -nr:false -v:quiet -clp:NoSummary
if [ "${CI:-}" = true ]; then
  dotnet format FlumePlug.sln --verify-no-changes --no-restore -v:quiet
fi

passed=0 failed=0 skipped=0
results=artifacts/tests
mkdir -p "$results"
# run NAME COMMAND...: runs one test program and adds up what its summary says.
run() {
  local name=$1 log code=0 summary total errors bad skips
  shift
  [[ $name == *"$only"* ]] || return 0
  echo "== $name"
  log="$results/$name.log"
  "$@" > "$log" 2>&1 || code=$?
  # Total: 10, Errors: 0, Failed: 1, Skipped: 2, Not Run: 0, Time: 1.234s
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+.*' "$log" | tail -1 || true)
  if [ -z "$summary" ]; then
    echo "$name ended with code $code and no summary:"; tail -40 "$log"
    failed=$((failed + 1)); return 0
  fi
  read -r total errors bad skips <<< "$(sed -E 's/Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/' <<< "$summary")"
  [ $((errors + bad)) = 0 ] || grep -vE '^\s*$' "$log" | grep -A25 -E '\[FAIL\]|ALLOCATES' | head -300
  [ "$skips" = 0 ] || grep -A1 SKIP "$log" | head -40 || true
  echo "   $summary"
  passed=$((passed + total - errors - bad - skips)) failed=$((failed + errors + bad)) skipped=$((skipped + skips))
}

for project in $(git ls-files --cached --others --exclude-standard 'tests/**/*.Tests.csproj' | sort); do
  name=$(basename "$project" .csproj)
  run "$name" "$(dirname "$project")/bin/Release/net10.0/$name" -noLogo -noColor
done
# What each flow allocates per event is a gate; how fast it is depends on the machine: tests/benchmarks/run.sh shows it.
run FlumePlug.Benchmarks tests/benchmarks/bin/Release/net10.0/FlumePlug.Benchmarks --gate

line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
