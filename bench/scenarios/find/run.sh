#!/usr/bin/env bash
# C-FIND in one run: Gantry at 5,000 studies and at the sizes named (default 100000 500000; index only), Orthanc at 5,000 stored studies, dcmqrscp at the 500 that it can hold.
# Needs a built program (./gantry build), Orthanc and DCMTK. Ports: GANTRY_BENCH_PORT (default 21050) and the four after it.
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../.." && pwd)
port=${GANTRY_BENCH_PORT:-21050}
work=$(mktemp -d)
peers=()
trap 'kill "${server:-0}" "${peers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build -c Release -v q --nologo "$root/bench/Gantry.QueryBenchmarks" >/dev/null
bench="$root/bench/Gantry.QueryBenchmarks/bin/Release/net10.0/Gantry.QueryBenchmarks.dll"
gantry=${GANTRY_PROGRAM:-$root/artifacts/app/Gantry.dll}
mkdir "$work/data" "$work/qr" "$work/orthanc"
export TCP_NODELAY=1     # without it DCMTK-based servers lose 44 ms an answer

await() { for _ in $(seq 100); do dotnet "$gantry" echo 127.0.0.1 "$1" --called "$2" >/dev/null 2>&1 && return; sleep 0.2; done; echo "nothing answers on $1" >&2; exit 1; }

cat >"$work/orthanc.json" <<EOF
{"Name":"bench","StorageDirectory":"$work/orthanc","IndexDirectory":"$work/orthanc","DicomAet":"ORTHANC","DicomPort":$((port + 2)),"HttpPort":$((port + 3)),
 "AuthenticationEnabled":false,"RemoteAccessAllowed":false,"DicomAlwaysAllowFind":true,"DicomAlwaysAllowStore":true,"Plugins":[]}
EOF
cat >"$work/qr.cfg" <<EOF
NetworkTCPPort = $((port + 4))
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
QR $work/qr RW (500, 1024mb) ANY
AETable END
EOF
/usr/sbin/Orthanc "$work/orthanc.json" >"$work/orthanc.log" 2>&1 & peers+=($!)
dcmqrscp -c "$work/qr.cfg" >"$work/qr.log" 2>&1 & peers+=($!)
dotnet "$bench" files "$work/files" 5000
dotnet "$bench" files "$work/few" 500
await $((port + 2)) ORTHANC; dotnet "$gantry" send 127.0.0.1 $((port + 2)) "$work/files" --called ORTHANC >/dev/null
await $((port + 4)) QR; dotnet "$gantry" send 127.0.0.1 $((port + 4)) "$work/few" --called QR >/dev/null

echo "| archive | studies | question | p50 ms | p95 ms | results | ms a result |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
sizes=("$@"); [ $# -gt 0 ] || sizes=(100000 500000)
for n in 5000 "${sizes[@]}"; do
    dotnet "$bench" fill "$work/data" "$n"
    GANTRY_ADMIN_PASSWORD=a-password-for-the-bench dotnet "$gantry" serve --data "$work/data" --http-port "$port" --dicom-port $((port + 1)) >"$work/server.log" 2>&1 &
    server=$!
    await $((port + 1)) GANTRY
    dotnet "$bench" find Gantry $((port + 1)) GANTRY "$n"
    if [ "$n" = 5000 ]; then
        dotnet "$bench" find Orthanc $((port + 2)) ORTHANC 5000
        dotnet "$bench" find dcmqrscp $((port + 4)) QR 500
    fi
    kill "$server"; wait "$server" || true
done
