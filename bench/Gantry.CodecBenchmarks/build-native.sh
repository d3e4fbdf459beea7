#!/bin/sh
# Compiles native.cpp against Debian's libraries. Needs g++ and the headers of libopenjp2-7-dev, libcharls-dev, libjpeg62-turbo-dev and libdcmtk-dev, installed
# or unpacked (dpkg -x) below the folder in HEADERS. usage: build-native.sh OUT.so
set -eu
headers=${HEADERS:-}/usr/include
lib=/usr/lib/$(gcc -print-multiarch)
g++ -O2 -shared -fPIC -I"$headers" -I"$headers/openjpeg-2.5" "$(dirname "$0")/native.cpp" -o "$1" -L"$lib" \
    -l:libopenjp2.so.7 -l:libcharls.so.2 -l:libjpeg.so.62 -l:libdcmdata.so.17 -l:libdcmjpeg.so.17 -l:libofstd.so.17 -l:liboflog.so.17
