#!/usr/bin/env bash
# The project's verbs. Type ./build.sh for the list.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

solution=MLNet.Autoencoder.sln
feed_file=.feed.props
output=artifacts
torch_packages='torch|SkiaSharp|SharpZipLib|Protobuf'

usage() {
    cat <<'EOF'
./build.sh run             fit, save, load in a second process and use a model on the digits
./build.sh examples        run all examples; what they save goes to artifacts
./build.sh test            run all tests; with --mlnet 4.0.2, those that touch ML.NET, on that version of it
./build.sh bench [NAME]    run a benchmark; without a name, list them
./build.sh pack            make the packages, in artifacts/packages
./build.sh reproduce       build the libraries of the last commit twice, in different folders, and compare their bytes
./build.sh forget          forget what is known about this machine's package feed

  --feed full|restricted   before the verb: do not find the feed out, take it to be this from now on, until ./build.sh forget
EOF
}

remember() { # property value
    local others
    others=$(grep -s '<.*>.*</' "$feed_file" | grep -v "<$1>" || true)
    printf '<Project>\n  <PropertyGroup>\n%s    <%s>%s</%s>\n  </PropertyGroup>\n</Project>\n' "${others:+$others$'\n'}" "$1" "$2" "$1" > "$feed_file"
}

is_known() { # property [value]
    grep -qs "<$1>${2-}" "$feed_file"
}

# Whether the feed carries the packages of a project, by trying the restore. A failure for another reason is shown as it is.
restores() { # project names-of-the-packages property=value
    local log
    log=$(dotnet restore "$1" "-p:$3" 2>&1) && return 0
    grep -Eiq "NU110[1-3]:.*($2)" <<< "$log" && return 1
    printf '%s\n' "$log" >&2
    exit 1
}

# Finds out, once, whether the package feed carries Microsoft.ML.
find_feed() {
    if ! is_known MicrosoftML; then
        if restores src/Transformers 'Microsoft\.ML' MicrosoftML=Package; then
            remember MicrosoftML Package
        else
            remember MicrosoftML Double
        fi
    fi
    if is_known MicrosoftML Double; then
        feed=restricted
        echo "=== RESTRICTED FEED: the package Microsoft.ML is not to be had here; the contract double in tests/Doubles stands in for it. (./build.sh forget looks again.) ==="
    else
        feed=full
    fi
}

# The same for TorchSharp, with the libtorch that its tests run on: some hundred megabytes, and so only for the verbs that need it.
find_torch_sharp() {
    if ! is_known TorchSharp; then
        if restores tests/TorchSharp.Tests "$torch_packages" TorchSharp=Package; then
            remember TorchSharp Package
        else
            remember TorchSharp None
        fi
    fi
    if is_known TorchSharp None; then
        echo "=== NO TORCHSHARP: the packages TorchSharp and TorchSharp-cpu are not to be had here; src/TorchSharp and its tests are left out. (./build.sh forget looks again.) ==="
    fi
}

# And for Microsoft.ML.OnnxRuntime and what ML.NET makes of it, which only tests need.
find_onnx_runtime() {
    if ! is_known OnnxRuntime; then
        if restores tests/OnnxRuntime.Tests 'Microsoft\.ML\.Onnx' OnnxRuntime=Package \
            && restores tests/Documentation.Tests 'Microsoft\.ML\.Onnx' OnnxRuntime=Package; then
            remember OnnxRuntime Package
        else
            remember OnnxRuntime None
        fi
    fi
    if is_known OnnxRuntime None; then
        echo "=== NO ONNX RUNTIME: the package Microsoft.ML.OnnxRuntime is not to be had here; tests/OnnxRuntime.Tests is left out. (./build.sh forget looks again.) ==="
    fi
}

# Where the system's C++ library is too old for libtorch, a stand-in for it, for this run alone.
use_libtorch() {
    local folder
    folder=$(tests/Shared/libstdcxx-for-libtorch.sh)
    [ -z "$folder" ] || export LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
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

# Runs an example, or says what it lacks here; its project file knows what it needs.
example() { # name [arguments]
    local project="examples/$1/$1.csproj"
    if [ "$feed" = restricted ] && grep -q NeedsMicrosoftMLPackage "$project"; then
        echo "=== Left out on this feed: examples/$1, which needs the real Microsoft.ML. ==="
    elif is_known TorchSharp None && grep -q NeedsTorchSharpPackage "$project"; then
        echo "=== Left out on this feed: examples/$1, which needs the package TorchSharp. ==="
    else
        echo "=== examples/$1 ${*:2} ==="
        dotnet run -c Release --project "examples/$1" -- "${@:2}"
    fi
}

examples() {
    mkdir -p "$output"
    example Quickstart "$output/quickstart.zip"
    example FeaturesBeforeClassifier train "$output/digits.zip"
    example FeaturesBeforeClassifier serve "$output/digits.zip"
    example MixedTable
    example AnomalyDetection "$output/anomaly.zip"
    example ChoosingTheDimension
    example SamplingRows
    rm -f "$output/torch.zip" # Where libtorch does not load, there is none to serve.
    example TorchSharpTraining train "$output/torch.zip"
    if [ -f "$output/torch.zip" ]; then
        example TorchSharpTraining serve "$output/torch.zip"
    fi
    serve_and_call "$output/quickstart.zip"
}

# Starts the service on a free port, for this machine alone, calls it from another process and stops it.
serve_and_call() { # model
    local log="$output/serving-api.log" url=
    dotnet build -c Release examples/ServingApi -v quiet
    dotnet examples/ServingApi/bin/Release/net10.0/ServingApi.dll serve "$1" --urls http://127.0.0.1:0 > "$log" 2>&1 &
    trap "kill $! 2> /dev/null || true; cat '$log' >&2" EXIT
    until [ -n "$url" ]; do
        kill -0 $!
        sleep 0.2
        url=$(sed -n 's/.*Now listening on: //p' "$log")
    done
    example ServingApi call "$url"
    trap - EXIT
    kill $!
    wait $!
}

# The libraries as they are, with another version of Microsoft.ML than the usual one.
test_version() { # version [arguments of dotnet test]
    local results="$output/test-results" project status=0
    if [ "$feed" = restricted ] || ! restores tests/Estimators.Tests 'Microsoft\.ML' "MicrosoftMLVersion=$1"; then
        echo "=== NOTHING WAS TESTED: this package feed does not carry Microsoft.ML $1. ===" >&2
        exit 1
    fi
    rm -rf "$results"
    for project in tests/Transformers.Tests tests/Estimators.Tests tests/Onnx.Tests tests/Report.Tests; do
        dotnet test -c Release "$project" "-p:MicrosoftMLVersion=$1" --logger trx --results-directory "$results" "${@:2}" || status=$?
    done
    summarize "$results"
    return "$status"
}

test_all() {
    local results="$output/test-results" status=0
    rm -rf "$results"
    dotnet build -c Release "$solution"
    dotnet test -c Release --no-build "$solution" --logger trx --results-directory "$results" "$@" || status=$?
    summarize "$results"
    return "$status"
}

# Names what was skipped, and closes with the counts.
summarize() {
    ls "$1"/*.trx > /dev/null 2>&1 || return 0
    local skipped names
    names=$(cat "$1"/*.trx | grep -o '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' | grep -o 'testName="[^"]*"' | sed 's/testName="\(.*\)"/  skipped: \1/' | sort || true)
    skipped=$(grep -c . <<< "$names" || true)
    if [ "$skipped" -gt 0 ]; then
        echo "Skipped, because this feed or this machine lacks what they need:"
        echo "$names"
    fi
    cat "$1"/*.trx | grep -o 'Ran with Microsoft.ML [^ <]*' | sort -u || true
    cat "$1"/*.trx | awk -v skipped="$skipped" '
        match($0, /<Counters [^>]*passed="[0-9]+"/) {
            split(substr($0, RSTART, RLENGTH), part, "\"")
            for (i = 1; i in part; i++) { if (part[i] ~ / passed=$/) passed += part[i + 1] }
        }
        match($0, /failed="[0-9]+"/) && /<Counters / { failed += substr($0, RSTART + 8, RLENGTH - 9) }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

reproduce() {
    local folder copy library
    folder=$(mktemp -d)
    trap "rm -rf '$folder'" EXIT
    for copy in "$folder/first" "$folder/below/second"; do
        git clone -q . "$copy"
        cp "$feed_file" "$copy"
        CI=true dotnet build -c Release "$copy/src/Estimators"
        CI=true dotnet build -c Release "$copy/src/Onnx"
        CI=true dotnet build -c Release "$copy/src/TorchSharp"
        CI=true dotnet build -c Release "$copy/src/Report"
    done
    for library in "$folder"/first/src/*/bin/Release/*/MLNet.Autoencoder*.{dll,pdb}; do
        cmp "$library" "$folder/below/second/${library#"$folder/first/"}"
    done
    echo "Built twice, the libraries and their symbols are the same bytes."
}

pack() {
    if [ "$feed" = restricted ]; then
        echo "Packages are made against the real Microsoft.ML only; this feed does not carry it." >&2
        exit 1
    fi
    rm -rf "$output/packages"
    local project
    for project in src/*/*.csproj; do
        if grep -q NeedsTorchSharpPackage "$project" && { is_known TorchSharp None || ! restores "$project" "$torch_packages" TorchSharp=Package; }; then
            echo "=== Left out on this feed: $project, which needs the package TorchSharp. ==="
            continue
        fi
        CI=true dotnet pack -c Release "$project" -o "$output/packages" # CI: no path of this machine in the symbols
    done
}

if [ "${1-}" = --feed ]; then
    case "${2-}" in
        full) remember MicrosoftML Package; remember TorchSharp Package; remember OnnxRuntime Package ;;
        restricted) remember MicrosoftML Double; remember TorchSharp None; remember OnnxRuntime None ;;
        *) usage >&2; exit 2 ;;
    esac
    shift 2
fi

verb=${1-}
shift || true
case "$verb" in
    run) find_feed; run "$@" ;;
    examples) find_feed; find_torch_sharp; use_libtorch; examples ;;
    test)
        find_feed
        if [ "${1-}" = --mlnet ]; then
            test_version "${2:?needs a version, such as 4.0.2}" "${@:3}"
        else
            find_torch_sharp
            find_onnx_runtime
            use_libtorch
            test_all "$@"
        fi
        ;;
    bench) find_feed; find_torch_sharp; use_libtorch; dotnet run -c Release --project benchmarks -- "$@" ;;
    reproduce) find_feed; find_torch_sharp; reproduce ;;
    pack) find_feed; pack ;;
    forget) rm -f "$feed_file" ;;
    '' | help | -h | --help) usage ;;
    *) echo "There is no verb '$verb'. The verbs:" >&2; usage >&2; exit 2 ;;
esac
