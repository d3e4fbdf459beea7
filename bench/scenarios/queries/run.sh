#!/usr/bin/env bash
# Queries over HTTP on archives of 1,000, 10,000 and 100,000 studies (or those named): bench/scenarios/queries/run.sh [SIZE...]
# Needs a built program (./gantry build). Ports: GANTRY_BENCH_PORT (default 21050) and the one after it.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../.." && pwd)
port=${GANTRY_BENCH_PORT:-21050}
work=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build -c Release -v q --nologo "$root/bench/Gantry.QueryBenchmarks" >/dev/null
bench="$root/bench/Gantry.QueryBenchmarks/bin/Release/net10.0/Gantry.QueryBenchmarks.dll"
gantry="$root/artifacts/app/Gantry.dll"
mkdir "$work/data"
for size in "${@:-1000 10000 100000}"; do
    for n in $size; do
        dotnet "$bench" fill "$work/data" "$n"
        GANTRY_ADMIN_PASSWORD=a-password-for-the-bench dotnet "$gantry" serve --data "$work/data" --http-port "$port" --dicom-port $((port + 1)) >"$work/server.log" 2>&1 &
        server=$!
        until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do kill -0 "$server" || { cat "$work/server.log"; exit 1; }; sleep 0.2; done
        token=$(dotnet "$gantry" user token admin --data "$work/data" | tail -1)
        dotnet "$bench" measure "http://127.0.0.1:$port/" "$token"
        echo
        kill "$server"; wait "$server" || true
    done
done
du -h "$work/data/index.db" | cut -f1 | sed 's/^/index: /'
