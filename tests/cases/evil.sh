#!/bin/bash
# Workers that have gone over to the other side answer anything: the run ends all the same, with each
# document counted, no escape in a message or on a terminal, and no memory for all that was said.
# ROUNDS: documents that are answered so, in all (tests/slow/evil.sh: 100,000).
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
CRYPTONYM=${builddir:?}/tests/mock/cryptonym-evil
rounds=${ROUNDS:-1200}
each=400
sanitized=$(grep -c -a __asan_init "$CRYPTONYM")
esc=$(printf '\033')
mkdir many
for ((i = 0; i < each - 2; i++)); do echo "file $i" >"many/$i"; done
truncate -s 9M many/large many/larger # can be done in pieces, if a worker says so

# decode SEED OPTION...
decode() {
    export MOCK_SEED=$1
    last="MOCK_SEED=$1 annotate ${*:2}"
    "$builddir/tests/measure" -t 300 report "$CRYPTONYM" annotate --sandbox=off --timeout=1 \
        "${@:2}" many >out 2>err
    status=$?
}
# No control character but line ends.
safe() {
    ! LC_ALL=C tr -d '\n' <"$1" | LC_ALL=C grep -q '[[:cntrl:]]' ||
        fail "$1 should hold no control character"
    ! LC_ALL=C grep -a -q "$(printf '\342\200\256\\|\302\233')" "$1" ||
        fail "$1 should hold no override"
}
# The run is as it should be, whatever the workers said.
endured() {
    exits 2
    safe err
    err_lacks Sanitizer; err_lacks 'runtime error'
    documents=$(sed -n 's/^cryptonym: warning: [0-9]* of \([0-9]*\) documents were not read.*/\1/p' err)
    [ "${documents:-0}" -ge "$each" ] || fail 'each document should be counted'
    [ "$sanitized" -gt 0 ] || [ "$(cut -d' ' -f2 report)" -lt 65536 ] ||
        fail "$(cut -d' ' -f2 report) KiB are too many"
}

formats=(text jsonl lines)
for ((seed = 1; (seed - 1) * each < rounds; seed++)); do
    decode "$seed" --format="${formats[seed % 3]}" --jobs=$((seed % 4 + 1))
    endured
done
decode 1 --dump=match; endured
decode 2 -o mirror/ --jobs=3; endured
[ -z "$(find mirror -name '.cryptonym-*')" ] || fail 'a temporary was left'

if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    cat >see <<'SCRIPT'
#!/bin/sh
exec "$CRYPTONYM" annotate --sandbox=off --timeout=1 --color=always many 2>err
SCRIPT
    chmod +x see
    export TERM=xterm MOCK_SEED=4 CRYPTONYM
    last='evil workers on a terminal'
    script -qec ./see /dev/null </dev/null >out
    status=$?
    endured
    grep -q title out || fail 'there should be what was escaped'
    LC_ALL=C sed "s/$esc\\[[12]\\{0,1\\}m//g" out | tr -d '\t\r' >plain
    safe plain
else
    skip 'a terminal: there is no script(1) that can make one'
fi
finish
