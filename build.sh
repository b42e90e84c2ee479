#!/usr/bin/env bash
# The project's verbs. Type ./build.sh for the list.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

solution=MLNet.Autoencoder.sln
feed_file=.feed.props
output=artifacts

usage() {
    cat <<'EOF'
./build.sh run             fit, save, load in a second process and use a model on the digits
./build.sh test            run all tests
./build.sh bench [NAME]    run a benchmark; without a name, list them
./build.sh pack            make the packages, in artifacts/packages
./build.sh forget          forget what is known about this machine's package feed

  --feed full|restricted   before the verb: do not find the feed out, take it to be this from now on, until ./build.sh forget
EOF
}

remember_feed() { # Package | Double
    printf '<Project>\n  <PropertyGroup>\n    <MicrosoftML>%s</MicrosoftML>\n  </PropertyGroup>\n</Project>\n' "$1" > "$feed_file"
}

# Finds out by trying the restore, once, whether the package feed carries Microsoft.ML. Any other failure is shown as it is.
find_feed() {
    if [ ! -f "$feed_file" ]; then
        local log
        if log=$(dotnet restore src/Transformers -p:MicrosoftML=Package 2>&1); then
            remember_feed Package
        elif grep -Eq 'NU110[1-3]:.*Microsoft\.ML' <<< "$log"; then
            remember_feed Double
        else
            printf '%s\n' "$log" >&2
            exit 1
        fi
    fi
    if grep -q Double "$feed_file"; then
        feed=restricted
        echo "=== RESTRICTED FEED: the package Microsoft.ML is not to be had here; the contract double in tests/Doubles stands in for it. (./build.sh forget looks again.) ==="
    else
        feed=full
    fi
}

run() {
    local model="$output/digits.zip"
    mkdir -p "$output"
    if [ "$feed" = full ]; then
        dotnet run -c Release --project examples/FeaturesBeforeClassifier -- train "$model"
        dotnet run -c Release --project examples/FeaturesBeforeClassifier --no-build -- serve "$model"
    else
        dotnet run -c Release --project examples/Quickstart -- "$model"
        echo "=== Left out on this feed: examples/FeaturesBeforeClassifier, which needs the trainers of Microsoft.ML. ==="
    fi
}

test_all() {
    local results="$output/test-results" status=0
    rm -rf "$results"
    dotnet build -c Release "$solution"
    dotnet test -c Release --no-build "$solution" --logger trx --results-directory "$results" "$@" || status=$?
    summarize "$results"
    return "$status"
}

# Names what was skipped and why, and closes with the counts.
summarize() {
    ls "$1"/*.trx > /dev/null 2>&1 || return 0
    local skipped names
    names=$(cat "$1"/*.trx | grep -o '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' | grep -o 'testName="[^"]*"' | sed 's/testName="\(.*\)"/  skipped: \1/' | sort || true)
    skipped=$(grep -c . <<< "$names" || true)
    if [ "$skipped" -gt 0 ]; then
        echo "Skipped, because something they need is not to be had here:"
        echo "$names"
    fi
    cat "$1"/*.trx | awk -v skipped="$skipped" '
        match($0, /<Counters [^>]*passed="[0-9]+"/) {
            split(substr($0, RSTART, RLENGTH), part, "\"")
            for (i = 1; i in part; i++) { if (part[i] ~ / passed=$/) passed += part[i + 1] }
        }
        match($0, /failed="[0-9]+"/) && /<Counters / { failed += substr($0, RSTART + 8, RLENGTH - 9) }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

pack() {
    if [ "$feed" = restricted ]; then
        echo "Packages are made against the real Microsoft.ML only; this feed does not carry it." >&2
        exit 1
    fi
    dotnet pack -c Release "$solution" -o "$output/packages"
}

if [ "${1-}" = --feed ]; then
    case "${2-}" in
        full) remember_feed Package ;;
        restricted) remember_feed Double ;;
        *) usage >&2; exit 2 ;;
    esac
    shift 2
fi

verb=${1-}
shift || true
case "$verb" in
    run) find_feed; run "$@" ;;
    test) find_feed; test_all "$@" ;;
    bench) find_feed; dotnet run -c Release --project benchmarks -- "$@" ;;
    pack) find_feed; pack ;;
    forget) rm -f "$feed_file" ;;
    '' | help | -h | --help) usage ;;
    *) echo "There is no verb '$verb'. The verbs:" >&2; usage >&2; exit 2 ;;
esac
