#!/usr/bin/env bash
# Starts the service on a free local port, calls it from another process and stops it.
#
#   serve-and-call.sh model.zip
set -euo pipefail
model=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
dotnet build -c Release -v quiet -clp:NoSummary
service=bin/Release/net10.0/ServingApi.dll
log=$(mktemp)

dotnet "$service" serve "$model" --urls http://127.0.0.1:0 > "$log" 2>&1 &
server=$!
trap 'kill $server 2> /dev/null || true; rm -f "$log"' EXIT

url=
until [ -n "$url" ]; do
    kill -0 $server 2> /dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.2
    url=$(sed -n 's/.*Now listening on: //p' "$log")
done

echo "=== examples/ServingApi call $url ==="
dotnet "$service" call "$url" || { cat "$log" >&2; exit 1; }
