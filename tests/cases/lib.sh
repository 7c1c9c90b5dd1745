# lib.sh: what the cases share. A case sources it, runs in an empty folder of its own, and ends with
# `finish`, which fails if any expectation before it did.
# shellcheck shell=bash
set -u
: "${srcdir:?}" "${CRYPTONYM:?}"

work=$(mktemp -d "${TMPDIR:-/tmp}/cryptonym.XXXXXX") || exit 1
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR POSIXLY_CORRECT
failures=0

# A dictionary with names that no other evidence is needed for.
printf '# scheme: birds\n# kind: project\nname\tmeaning\tcountry\n' >names.tsv
printf 'QXPELICAN\tthe wharf\tKP\nQXHERON\tthe tower\tIR\n' >>names.tsv

# without_walls: ./err without the line that says what walls workers in: that is the system's.
without_walls() {
    sed -i '/^cryptonym: note: sandbox: /d' "$work/err"
}

# run COMMAND...: standard output in ./out, standard error in ./err, the exit status in $status.
run() {
    last=$*
    "$@" >"$work/out" 2>"$work/err"
    status=$?
    without_walls
}

# annotate [OPTION]... [FILE]...: run with the dictionary above and the tests' own English.
annotate() {
    run "$CRYPTONYM" annotate -d "$work/names.tsv" \
        --language="$srcdir/tests/hunspell/test" "$@"
}

# same_jobs WHAT OPTION... INPUT...: annotate gives the same with one job and with several, reading
# standard input from $input.
input=/dev/null
jobs_tried='2 3 7'
same_jobs() {
    what=$1
    shift
    annotate --jobs=1 "$@" <"$input"
    cp out want.out
    cp err want.err
    wanted=$status
    for jobs in $jobs_tried; do
        annotate "--jobs=$jobs" "$@" <"$input"
        [ "$status" -eq "$wanted" ] || fail "$what: $jobs jobs should exit with $wanted"
        cmp -s out want.out || fail "$what: $jobs jobs should print the same"
        cmp -s err want.err || fail "$what: $jobs jobs should say the same"
    done
}

fail() {
    failures=$((failures + 1))
    echo "FAILED: $1"
    echo "  after: $last"
    echo "  exit status $status"
    head -c 600 "$work/out" | sed 's/^/  out: /'
    head -c 2000 "$work/err" | sed 's/^/  err: /'
}

exits() { [ "$status" -eq "$1" ] || fail "exit status should be $1"; }
out_has() { grep -a -q -F -e "$1" "$work/out" || fail "output should hold: $1"; }
out_lacks() { ! grep -a -q -F -e "$1" "$work/out" || fail "output should not hold: $1"; }
err_has() { grep -a -q -F -e "$1" "$work/err" || fail "messages should hold: $1"; }
err_lacks() { ! grep -a -q -F -e "$1" "$work/err" || fail "messages should not hold: $1"; }
silent() { [ ! -s "$work/err" ] || fail "there should be no message"; }
# Its argument is a format, so that it can say \n and \0.
# shellcheck disable=SC2059
out_is() { printf "$1" | cmp -s - "$work/out" || fail "output should be: $1"; }

# A case, or a part of one, that cannot be tried here.
skip() { echo "skipped: $1"; }

# heard SIGNAL...: those of them that end what is started here; what was ignored when the shell began
# (nohup) stays so.
heard() {
    local signal
    for signal; do [ -n "$(trap -p "$signal")" ] || echo "$signal"; done
}
finish() { [ "$failures" -eq 0 ]; exit; }
