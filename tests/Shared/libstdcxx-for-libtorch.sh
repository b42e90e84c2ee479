#!/usr/bin/env bash
# libtorch asks libstdc++ for GLIBCXX_3.4.32 (GCC 13), which older systems such as Debian 12 lack. What is missing is one symbol, an empty
# initializer. This script builds, for test runs only, a libstdc++.so.6 that defines it and takes everything else from the system's library.
#
# Prints the folder that LD_LIBRARY_PATH must name, or nothing if libtorch loads without it. Needs binutils.
set -euo pipefail
version=GLIBCXX_3.4.32
symbol=_ZSt21ios_base_library_initv
folder="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/artifacts/libstdcxx-for-libtorch"

# There is a libtorch package for Linux on x64 with glibc; no other system has this problem.
[ "$(uname -sm)" = "Linux x86_64" ] || exit 0
system=$({ ldconfig -p || /sbin/ldconfig -p; } 2> /dev/null | sed -n 's/.*libstdc++\.so\.6 (libc6,x86-64.*=> //p' | head -n 1)
if [ -z "$system" ] || grep -qa "$version" "$system"; then
    exit 0
fi

for tool in as ld objdump; do
    if ! command -v "$tool" > /dev/null; then
        echo "The tests of TorchSharp need $version, which $system lacks, and $tool to build a stand-in: apt-get install binutils" >&2
        exit 1
    fi
done

# Built in a folder of its own and then moved, so that a program that runs with an earlier one is not disturbed.
mkdir -p "$folder"
cd "$(mktemp -d "$folder.XXXXXX")"
trap 'rm -rf "$PWD"' EXIT

# The system's library under another name, of equal length so that it can be edited in place.
LC_ALL=C sed 's/libstdc++\.so\.6/libstdcxx.so.6/g' "$system" > libstdcxx.so.6

# A library under the usual name that needs the renamed one. The loader looks for every version there, so that it defines all of them.
objdump -p "$system" | sed -n '/^Version definitions:/,/^$/ s/^[0-9]\+ 0x0[02] 0x[0-9a-f]\+ \([A-Z].*\)$/\1 {};/p' > versions.map
echo "$version { $symbol; };" >> versions.map
printf '.globl %s\n.type %s, @function\n%s: ret\n.section .note.GNU-stack\n' "$symbol" "$symbol" "$symbol" | as -o initializer.o
ld -shared -soname libstdc++.so.6 --version-script versions.map --no-as-needed -o libstdc++.so.6 initializer.o libstdcxx.so.6
mv libstdcxx.so.6 libstdc++.so.6 "$folder"

echo "=== $system lacks $version, which libtorch needs: a stand-in in artifacts/ adds it, for this run alone. ===" >&2
echo "$folder"
