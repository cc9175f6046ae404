#!/usr/bin/env bash
# Measures whole flows through the real agent beside raw ceilings; --gate: only what is allocated per event, as CI does.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x artifacts/flumeplug/flumeplug ] || dotnet build FlumePlug.sln -c Release -v:quiet -clp:NoSummary
dotnet build tests/benchmarks/FlumePlug.Benchmarks.csproj -c Release -v:quiet -clp:NoSummary
exec tests/benchmarks/bin/Release/net10.0/FlumePlug.Benchmarks "$@"
