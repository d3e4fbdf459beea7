# Sourced by ../../gantry: './gantry test' runs every suite and ends with "N passed, N failed".

run_tests() {
    need_tool dotnet "the .NET 10 SDK"
    build_app
    build_web
    say "building the tests"
    logged "$root/artifacts/tests.log" dotnet build "$root/Gantry.slnx" -c Release -v quiet -nologo
    GANTRY_PROGRAM="$root/artifacts/app/Gantry.dll" dotnet test "$root/Gantry.slnx" -c Release --no-build -nologo
}
