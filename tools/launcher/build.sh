# Sourced by ../../gantry: builds the program and the workstation into artifacts/, each only when its sources are newer.
# $root is the repository's root.

say() { printf 'gantry: %s\n' "$*" >&2; }

die() { say "$*"; exit 3; }

need_tool() { # need_tool COMMAND WHAT
    command -v "$1" >/dev/null || die "$2 is needed and '$1' is not on the PATH."
}

# A stamp is older than a build's sources when a file changed after the build began, or a folder (a file added, removed
# or renamed) after it ended.
is_stale() { # is_stale STAMP PATH...
    local stamp=$1 changed
    shift
    [ -f "$stamp" ] && [ -f "$stamp.end" ] || return 0
    changed=$(find "$@" \( -name obj -o -name bin -o -name node_modules -o -name dist -o -name test-results \) -prune \
        -o \( -type f -newer "$stamp" -o -type d -newer "$stamp.end" \) -print -quit 2>/dev/null)
    [ -n "$changed" ]
}

logged() { # logged LOG COMMAND... ; on failure shows the log's end
    local log=$1
    shift
    # The lock (8) stays here: a compiler server that lives on would hold it.
    if ! "$@" >"$log" 2>&1 8>&-; then
        grep -E 'error|ERR!' "$log" | sort -u | head -20 >&2 || tail -20 "$log" >&2
        die "the build failed; all it said is in $log"
    fi
}

with_build_lock() {
    mkdir -p "$root/artifacts"
    exec 8>"$root/artifacts/.lock"
    flock 8
    "$@"
    exec 8>&-
}

app_sources=("$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json")

build_app() {
    is_stale "$root/artifacts/app/.stamp" "${app_sources[@]}" || return 0
    with_build_lock build_app_locked
}

build_app_locked() {
    local out=$root/artifacts/app stamp=$root/artifacts/.app-stamp arch
    is_stale "$out/.stamp" "${app_sources[@]}" || return 0
    need_tool dotnet "the .NET 10 SDK"
    case $(uname -m) in aarch64 | arm64) arch=linux-arm64 ;; *) arch=linux-x64 ;; esac
    say "building the program (a minute the first time)"
    touch "$stamp"
    rm -rf "$out.new"
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 logged "$root/artifacts/app.log" \
        dotnet publish "$root/src/Gantry/Gantry.csproj" -c Release -r "$arch" --self-contained false \
        -p:PublishReadyToRun=true -p:DebugType=embedded -o "$out.new" -v quiet -nologo
    ln -sfn ../web "$out.new/wwwroot"
    mv "$stamp" "$out.new/.stamp"
    touch "$out.new/.stamp.end"
    # A running server keeps its files: the old folder is moved away whole, never written into.
    rm -rf "$out.old"
    [ ! -e "$out" ] || mv "$out" "$out.old"
    mv "$out.new" "$out"
    rm -rf "$out.old"
}

build_web() {
    [ -f "$root/web/package.json" ] || return 0
    is_stale "$root/artifacts/web/.stamp" "$root/web" || return 0
    with_build_lock build_web_locked
}

build_web_locked() {
    local out=$root/artifacts/web stamp=$root/artifacts/.web-stamp
    is_stale "$out/.stamp" "$root/web" || return 0
    need_tool node "Node 20"
    need_tool npm "npm"
    touch "$stamp"
    install_web_packages
    say "building the workstation"
    (cd "$root/web" && logged "$root/artifacts/web.log" npm run build)
    rm -rf "$out.new" "$out.old"
    cp -r "$root/web/dist" "$out.new"
    mv "$stamp" "$out.new/.stamp"
    [ ! -e "$out" ] || mv "$out" "$out.old"
    mv "$out.new" "$out"
    rm -rf "$out.old"
    touch "$out/.stamp.end"
}

install_web_packages() {
    local mark=$root/web/node_modules/.gantry-lock
    cmp -s "$root/web/package-lock.json" "$mark" && return 0
    say "fetching the workstation's packages"
    (cd "$root/web" && logged "$root/artifacts/npm.log" npm ci --no-audit --no-fund)
    cp "$root/web/package-lock.json" "$mark"
}
