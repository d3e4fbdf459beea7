# Sourced by ../../gantry: './gantry test [SUITE...]' runs the suites and ends with "N passed, N failed".

all_suites="unit architecture backend system interop fuzz web e2e"

# What the suites with real peers need, as "command=Debian package".
peer_tools="storescu=dcmtk Orthanc=orthanc dciodvfy=dicom3tools gdcmconv=libgdcm-tools unzip=unzip python3=python3 chromium=chromium cjxl=libjxl-tools"
peer_packages="python3-pydicom orthanc-dicomweb"

run_tests() {
    local suites=${*:-$all_suites} suite
    for suite in $suites; do
        [[ " $all_suites " == *" $suite "* ]] || die "there is no suite '$suite'; there are: $all_suites"
    done
    passed=0 failed=0 skipped=0
    results=$root/artifacts/test-results
    rm -rf "$results"
    mkdir -p "$results"
    need_tool dotnet "the .NET 10 SDK"
    build_app
    build_web
    PATH=$PATH:/usr/sbin:/sbin
    case " $suites " in *" system "* | *" interop "* | *" e2e "*) get_peers ;; esac
    case " $suites " in *" unit "* | *" architecture "* | *" backend "* | *" system "* | *" interop "* | *" fuzz "*)
        say "building the tests"
        logged "$root/artifacts/tests.log" dotnet build "$root/Gantry.slnx" -c Release -p:Analyze=true -v quiet -nologo
        ;;
    esac
    export GANTRY_PROGRAM=$root/artifacts/app/Gantry.dll
    for suite in $suites; do
        case $suite in
            unit) dotnet_suite Gantry.UnitTests ;;
            architecture) dotnet_suite Gantry.ArchitectureTests ;;
            backend) dotnet_suite Gantry.BackendTests ;;
            system) dotnet_suite Gantry.SystemTests ;;
            interop) with_tools "storescu Orthanc dciodvfy" dotnet_suite Gantry.InteropTests ;;
            fuzz) dotnet_suite Gantry.Fuzz ;;
            web) npm_suite test ;;
            e2e) with_tools "chromium storescu" npm_suite e2e ;;
        esac
    done
    [ "$skipped" -eq 0 ] || say "$skipped skipped"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

get_peers() {
    local pair missing=""
    for pair in $peer_tools; do
        command -v "${pair%=*}" >/dev/null || missing+=" ${pair#*=}"
    done
    if command -v dpkg >/dev/null; then
        for pair in $peer_packages; do
            dpkg -s "$pair" >/dev/null 2>&1 || missing+=" $pair"
        done
    fi
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "installing the peers that the tests talk to:$missing"
        # Only the programs are wanted: no service may start on this machine because of a test.
        local policy=/usr/sbin/policy-rc.d own_policy=""
        [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && own_policy=yes; }
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } >"$root/artifacts/apt.log" 2>&1 \
            || say "they could not be installed; see artifacts/apt.log"
        [ -z "$own_policy" ] || rm -f "$policy"
    else
        say "not root, so these stay missing and what needs them is skipped:$missing"
    fi
}

with_tools() { # with_tools "TOOL..." COMMAND...
    local tool
    for tool in $1; do
        if ! command -v "$tool" >/dev/null; then
            say "skipped $3: '$tool' is not installed"
            skipped=$((skipped + 1))
            return 0
        fi
    done
    shift
    "$@"
}

dotnet_suite() { # counts one test project by its results file
    local project=$1 report=$results/$1.trx counters total executed
    say "running $project"
    dotnet test "$root/tests/$project/$project.csproj" -c Release --no-build -nologo --results-directory "$results" \
        --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=minimal" || true
    if [ ! -f "$report" ]; then
        grep -rqE '\[(Fact|Theory|[A-Za-z]*Fact|[A-Za-z]*Theory)' --include=*.cs "$root/tests/$project" || return 0
        say "$project left no results"
        failed=$((failed + 1))
        return 0
    fi
    counters=$(grep -o '<Counters [^>]*>' "$report")
    total=$(counter total) executed=$(counter executed)
    passed=$((passed + $(counter passed)))
    failed=$((failed + executed - $(counter passed)))
    skipped=$((skipped + total - executed))
    # A host that crashed has counted what came before only.
    if grep -q '<ResultSummary outcome="Failed"' "$report" && [ "$executed" -eq "$(counter passed)" ]; then
        say "$project ended before its time"
        failed=$((failed + 1))
    fi
}

counter() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }

npm_suite() { # counts one npm script by its last line, "N passed, N failed"
    local script=$1 line
    if [ ! -f "$root/web/package.json" ] || { [ "$script" = e2e ] && [ ! -d "$root/web/e2e" ]; }; then
        return 0
    fi
    say "running the workstation's suite '$script'"
    (cd "$root/web" && npm run --silent "$script") 2>&1 | tee "$results/web-$script.log" || true
    line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' "$results/web-$script.log" | tail -1)
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
    else
        say "the suite '$script' left no count"
        failed=$((failed + 1))
    fi
}
