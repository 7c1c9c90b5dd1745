#!/bin/bash
# hostile: what nobody means well with (tests/hostile/make.py) ends as it should, soon and in little
# memory; what can be had of it is had; and nothing beside it is lost, opened, written or called.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
command -v python3 >/dev/null || { skip 'no python3 to make them with'; exit 77; }
mkdir hostile
(cd hostile && python3 "$srcdir/tests/hostile/make.py" "$srcdir" >../cases) ||
    fail 'not all are made'
echo 'QXHERON stands beside it' >beside.txt
sanitized=$(grep -l -a -F -e '__asan_init' "$CRYPTONYM" "${builddir:?}"/.libs/cryptonym 2>/dev/null)

# measured OPTION...: within 30 seconds; of memory, what a worker may have.
measured() {
    run "$builddir/tests/measure" -t 30 cost "$CRYPTONYM" annotate -d names.tsv \
        --language="$srcdir/tests/hunspell/test" --max-bytes=64M "$@"
    read -r _ kib _ <cost
    [ -n "$sanitized" ] || [ "$kib" -lt 307200 ] || fail "it takes $kib KiB"
}

# ---- one by one ----
while IFS=$'\t' read -r name leads want found; do
    measured --format=jsonl "hostile/$name" beside.txt
    if grep -a -q 'built without' err; then
        skip "$name: built without what reads it"
        continue
    fi
    case $leads in
    02) [ "$status" -eq 0 ] || [ "$status" -eq 2 ] || fail "$name: should end with 0 or 2" ;;
    *) exits "$leads" ;;
    esac
    [ "$want" = - ] || out_has "\"status\":\"$want\""
    out_has '"name":"QXHERON"'; out_lacks QXCANARY; out_lacks '"status":"crash"'
    out_lacks '"status":"timeout"'
    [ "$(grep -c '"name":"QXPELICAN"' out)" -ge "$found" ] ||
        fail "$name: QXPELICAN should be found $found times"
done <cases

# ---- many at once: the same for any number of jobs, and nothing that a terminal would obey ----
names='names.zip names.tar attached.eml sheet-name.xlsx slip.zip slip.tar'
cd hostile || exit
control=$'[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9\xaa-\xae]'
for format in text lines jsonl; do
    # shellcheck disable=SC2086 # a list of words
    for jobs in 1 3; do
        annotate --max-bytes=64M "--format=$format" "--jobs=$jobs" $names odd cut
        exits 2
        cp ../out "out.$jobs"
        cp ../err "err.$jobs"
    done
    for said in out err; do
        cmp -s "$said.1" "$said.3" || fail "$format: three jobs should say what one says"
    done
    # The text of a document goes into a pipe as it is.
    [ "$format" != text ] || sed -n -i '/^⟦ document/p' out.1
    for said in out.1 err.1; do
        ! LC_ALL=C grep -a -n -E "$control" "$said" >../out ||
            fail "$format: control characters, $said"
    done
done

# ---- what a file system can hold ----
annotate --format=lines odd
exits 2
for name in '\xff\xfelatin:1' '\x1b[31mred:1' 'new\x0aline:1' 'ünï:1' '-n:1' 'sparse:2'; do
    out_has "odd/$name:1: info: QXPELICAN"
done
out_lacks 'odd/link'; out_lacks 'odd/loop'
err_has 'odd/pipe: warning: not a regular file'; err_has 'odd/socket: warning: not a regular'
[ -r odd/locked ] || err_has 'odd/locked: error: cannot open'

# ---- the outside ----
for name in up rooted b back drive device block pipe through; do
    [ -z "$(find "$work" "/$name" -name "$name" -not -path '*/odd/*' 2>/dev/null)" ] ||
        fail "$name should not become a file"
done

# ---- cut: said, where a format can tell ----
# Text and what says no length (a mail of one part, a table) may end anywhere.
annotate --format=jsonl cut
exits 2; out_lacks '"status":"crash"'; out_lacks '"status":"timeout"'
cp ../out results
cp ../err notes
for name in cut/*; do
    grep -a -q "\"document\":\"$name\"" results || fail "$name should have a record"
    case $name in
    *.txt | *.csv | *.tsv | *.html | *8bit.eml | *base64.eml | *quoted.eml | *.mbox | *.tar) ;;
    cut/01-*.eml) ;;
    *)
        grep -a -q "^cryptonym: $name.*\(warning: \|error: \|built without\)" notes ||
            fail "$name: cut should be said"
        ;;
    esac
done

# ---- what walls the workers in is said once ----
said() { # WHAT TIMES OPTION...: what is said by a run over two documents, in two workers
    last="annotate ${*:3}"
    "$CRYPTONYM" annotate -d ../names.tsv --jobs=2 "${@:3}" ../beside.txt ../beside.txt \
        >../out 2>../err
    status=$?
    [ "$(grep -c "^cryptonym: note: sandbox: $1" ../err)" -eq "$2" ] || fail "$2 times: sandbox: $1"
}
said '[a-z]' 1
said 'off$' 1 --sandbox=off
said '' 0 --sandbox=off -q

# ---- nothing is opened, made or called that need not be ----
traced() { run strace -f -y --seccomp-bpf -e trace=%file,%network,%process,seccomp \
    -o "$work/trace" "$@"; }
mkdir into
traced "$CRYPTONYM" annotate -d ../names.tsv --sandbox=require ../beside.txt
if [ -n "$sanitized" ] || [ "$status" -ne 0 ]; then
    skip "nobody looks at the system calls: $(head -n 1 ../err)"
else
    # shellcheck disable=SC2086 # a list of words
    traced "$CRYPTONYM" annotate -d ../names.tsv --jobs=2 -o into $names odd cut outside.docx \
        outside.odt arrays.pdf
    exits 2
    run python3 "$srcdir/tests/hostile/trace.py" ../trace into
    exits 0; out_is ''; err_lacks 'calls by them: 0'
fi
finish
