#!/usr/bin/env bash
# The project's commands. Run ./build.sh to list them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
output=artifacts
mkdir -p "$output"

usage() {
    cat <<'USAGE'
./build.sh run             fit and save a model of the digits, then load and use it in a second process
./build.sh examples        run all examples, and save their output to artifacts
./build.sh test            run all tests; with --mlnet 4.0.2, run the tests that use ML.NET with that version
./build.sh fuzz MINUTES    mutate models, checkpoints and zip files, and use each; with a number after the minutes, from that seed
./build.sh bench [NAME]    run a benchmark; without a name, list the benchmarks
./build.sh pack            create the packages in artifacts/packages
./build.sh reproduce       build the libraries of the last commit twice, in different folders, and compare the bytes
USAGE
}

# On systems whose C++ library is too old for libtorch, uses a stand-in for this run.
use_libtorch() {
    local folder
    folder=$(tests/Shared/libstdcxx-for-libtorch.sh)
    [ -z "$folder" ] || export LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

example() { # name [arguments]
    echo "=== examples/$1 ${*:2} ==="
    dotnet run -c Release --project "examples/$1" -- "${@:2}"
}

# Runs an example as two processes where there is an MPI launcher, and as one otherwise.
example_of_ranks() { # name [arguments]
    local program="examples/$1/bin/Release/net10.0/$1.dll" launcher=(env TERM=dumb) # Open MPI gives processes a terminal, which .NET would set up.
    if command -v mpirun > /dev/null; then
        launcher+=(mpirun -n 2)
        if [[ $(mpirun --version) == *"Open MPI"* ]]; then
            launcher+=(--oversubscribe) # on a machine with one core, too
            [ "$(id -u)" != 0 ] || launcher+=(--allow-run-as-root)
        fi
    fi
    dotnet build -c Release "examples/$1" -v quiet -clp:NoSummary
    echo "=== ${launcher[*]} dotnet $program ${*:2} ==="
    "${launcher[@]}" dotnet "$program" "${@:2}"
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
    example SensorFaults "$output/sensors.zip"
    example SurfaceInspection
    example ReadableUnits
    example ChoosingTheDimension
    example SamplingRows
    example UntrustedModel "$output/quickstart.zip"
    examples/ServingApi/serve-and-call.sh "$output/quickstart.zip"
    example TorchSharpTraining train "$output/torch.zip"
    example TorchSharpTraining serve "$output/torch.zip"
    example_of_ranks FitOnSeveralMachines "$output/machines.zip"
    example_of_ranks ParquetFiles "$output/parquet"
    native_scoring
}

# Publishes with NativeAOT where there is a linker, and runs the executable: once to fit, and once to score.
native_scoring() {
    local name=NativeAotScoring model="$output/native.safetensors"
    rm -f "$model"
    if command -v clang > /dev/null || command -v gcc > /dev/null; then
        dotnet publish -c Release "examples/$name" -o "$output/$name"
        echo "=== $output/$name/$name ==="
        "$output/$name/$name" "$model"
        "$output/$name/$name" "$model"
    else
        example "$name" "$model"
        example "$name" "$model"
    fi
}

test_all() { # [arguments of dotnet test]
    use_libtorch
    dotnet build -c Release
    run_tests --no-build "$@"
}

# Runs the tests with another version of ML.NET. The libraries stay the same.
test_version() { # version [arguments of dotnet test]
    local project
    for project in Transformers Estimators Onnx OnnxRuntime Report; do
        run_tests "tests/$project.Tests" "-p:MicrosoftMLVersion=$1" "${@:2}"
    done
}

run_tests() { # [arguments of dotnet test]
    dotnet test -c Release --logger trx --results-directory "$output/test-results" "$@" || status=$?
}

# Lists the skipped tests and prints the counts.
summarize() {
    local skipped
    cat "$output"/test-results/*.trx > "$output/results.xml" || true
    skipped=$(results NotExecuted | sed 's/.*testName="\([^"]*\)".*/  skipped: \1/' | sort)
    [ -z "$skipped" ] || printf 'Skipped, because this machine lacks a requirement:\n%s\n' "$skipped"
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
        CI=true dotnet pack -c Release "$project" -o "$output/packages" # CI=true: no paths of this machine in the symbols
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
    echo "Both builds of the libraries and their symbols are identical."
}

# Mutates files for some minutes, or replays one: ./build.sh fuzz replay model 123
fuzz() { # minutes [seed] | replay target seed
    dotnet build -c Release tests/Fuzz -v quiet -clp:NoSummary
    dotnet tests/Fuzz/bin/Release/net10.0/MLNet.Autoencoder.Fuzz.dll "$output/fuzz" "$@"
}

command=${1-}; shift || true
case "$command" in
    run | examples | pack | reproduce) "$command" ;;
    test)
        rm -rf "$output/test-results"
        status=0
        if [ "${1-}" = --mlnet ]; then test_version "${2:?--mlnet requires a version, such as 4.0.2}" "${@:3}"; else test_all "$@"; fi
        summarize
        exit "$status"
        ;;
    fuzz) fuzz "${@:?fuzz requires a number of minutes}" ;;
    bench) use_libtorch; dotnet run -c Release --project benchmarks -- "$@" ;;
    '' | help | -h | --help) usage ;;
    *) echo "Unknown command '$command'. The commands are:" >&2; usage >&2; exit 2 ;;
esac
