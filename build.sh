#!/usr/bin/env bash
# The project's verbs. Type ./build.sh for the list.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
output=artifacts
mkdir -p "$output"

usage() {
    cat <<'USAGE'
./build.sh run             fit, save, load in a second process and use a model on the digits
./build.sh examples        run all examples; what they save goes to artifacts
./build.sh test            run all tests; with --mlnet 4.0.2, those that touch ML.NET, on that version of it
./build.sh bench [NAME]    run a benchmark; without a name, list them
./build.sh pack            make the packages, in artifacts/packages
./build.sh reproduce       build the libraries of the last commit twice, in different folders, and compare their bytes
USAGE
}

# On systems whose C++ library is too old for libtorch, this run uses a stand-in for it.
use_libtorch() {
    local folder
    folder=$(tests/Shared/libstdcxx-for-libtorch.sh)
    [ -z "$folder" ] || export LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

example() { # name [arguments]
    echo "=== examples/$1 ${*:2} ==="
    dotnet run -c Release --project "examples/$1" -- "${@:2}"
}

run() {
    example FeaturesBeforeClassifier train "$output/digits.zip"
    example FeaturesBeforeClassifier serve "$output/digits.zip"
}

examples() {
    use_libtorch
    example Quickstart "$output/quickstart.zip"
    run
    example MixedTable
    example AnomalyDetection "$output/anomaly.zip"
    example ChoosingTheDimension
    example SamplingRows
    examples/ServingApi/serve-and-call.sh "$output/quickstart.zip"
    example TorchSharpTraining train "$output/torch.zip"
    example TorchSharpTraining serve "$output/torch.zip"
}

test_all() { # [arguments of dotnet test]
    use_libtorch
    dotnet build -c Release
    run_tests --no-build "$@"
}

# The libraries stay the same; the tests run them with another version of ML.NET.
test_version() { # version [arguments of dotnet test]
    local project
    for project in Transformers Estimators Onnx Report; do
        run_tests "tests/$project.Tests" "-p:MicrosoftMLVersion=$1" "${@:2}"
    done
}

run_tests() { # [arguments of dotnet test]
    dotnet test -c Release --logger trx --results-directory "$output/test-results" "$@" || status=$?
}

# Names the skipped tests, and closes with the counts.
summarize() {
    local skipped
    cat "$output"/test-results/*.trx > "$output/results.xml" || true
    skipped=$(results NotExecuted | sed 's/.*testName="\([^"]*\)".*/  skipped: \1/' | sort)
    [ -z "$skipped" ] || printf 'Skipped, because this machine lacks what they need:\n%s\n' "$skipped"
    grep -o 'Ran with Microsoft.ML [^ <]*' "$output/results.xml" | sort -u || true
    echo "$(results Passed | wc -l) passed, $(results Failed | wc -l) failed, $(results NotExecuted | wc -l) skipped"
}

results() { # outcome
    grep -o "<UnitTestResult [^>]*outcome=\"$1\"[^>]*>" "$output/results.xml" || true
}

pack() {
    rm -rf "$output/packages"
    local project
    for project in src/*/*.csproj; do
        CI=true dotnet pack -c Release "$project" -o "$output/packages" # CI: no path of this machine in the symbols
    done
}

reproduce() {
    local folder copy project library
    folder=$(mktemp -d)
    trap "rm -rf '$folder'" EXIT
    for copy in "$folder/first" "$folder/below/second"; do
        git clone -q . "$copy"
        for project in "$copy"/src/*/*.csproj; do
            CI=true dotnet build -c Release "$project"
        done
    done
    for library in "$folder"/first/src/*/bin/Release/*/MLNet.Autoencoder*.{dll,pdb}; do
        cmp "$library" "$folder/below/second/${library#"$folder/first/"}"
    done
    echo "Built twice, the libraries and their symbols are the same bytes."
}

verb=${1-}; shift || true
case "$verb" in
    run | examples | pack | reproduce) "$verb" ;;
    test)
        rm -rf "$output/test-results"
        status=0
        if [ "${1-}" = --mlnet ]; then test_version "${2:?needs a version, such as 4.0.2}" "${@:3}"; else test_all "$@"; fi
        summarize
        exit "$status"
        ;;
    bench) use_libtorch; dotnet run -c Release --project benchmarks -- "$@" ;;
    '' | help | -h | --help) usage ;;
    *) echo "There is no verb '$verb'. The verbs:" >&2; usage >&2; exit 2 ;;
esac
