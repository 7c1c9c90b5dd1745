#!/bin/bash
# Any number of workers gives the same output, messages and exit status, on any input; a worker that
# dies costs its own document only, and none is left behind.
# shellcheck source=tests/cases/lib.sh disable=SC2034
. "${srcdir:?}/tests/cases/lib.sh"

# ---- inputs of every kind ----
mkdir -p in/sub/deep in/empty many
echo 'QXPELICAN is here' >in/a.txt
printf 'no line end, but QXHERON' >in/b.txt
: >in/c-empty.txt
printf '\0QXPELICAN\0 \377\376 \303( QXHERON' >in/d-broken.txt
printf '\377\330\377\340\0\020JFIF\0\001' >in/e-picture.jpg
printf 'Project,Country\nQXPELICAN,X\nbeta,"QXHERON"\n' >in/f-table.csv
iconv -f UTF-8 -t UTF-16 in/f-table.csv >in/g-table16.csv
printf 'caf\351 QXHERON\n' >in/h-latin.txt
yes 'the QXPELICAN of QXHERON ⟦and more⟧ of the same' | head -n 1500 >in/i-long.txt
gzip -nc in/i-long.txt >in/j-long.gz
head -c 900 in/j-long.gz >in/k-cut.gz
head -c 100000 /dev/zero | gzip -n | gzip -n >in/l-zeros.gz.gz
{ printf 'x%.0s' {1..4000}; echo QXHERON; } | gzip -nc | sed 's/x/y/' >in/m-damaged.gz
{ cat in/j-long.gz; echo 'QXPELICAN behind'; } >in/n-trailing.gz
head -c 50000 /dev/urandom >in/o-random.bin
printf 'QXPELICAN\n' >'in/p new
line.txt'
printf 'QXPELICAN\n' >"in/q-$(printf '\033')[31m.txt"
printf 'QXHERON\n' >in/sub/deep/r.txt
mkfifo in/sub/fifo
ln -s ../a.txt in/sub/link
ln -s nowhere in/sub/dangling
for i in {1..300}; do echo "file $i of QXPELICAN" >"many/$i.txt"; done
cp in/i-long.txt many/150.txt

for options in --format={text,lines,gnu,jsonl} --style={margin,footnotes,replace} --ascii -c -l -L \
    --dump={open,read,tokenize,match,score}; do
    same_jobs "$options" "$options" in
    [ -s want.out ] || fail "$options should print something"
done
for options in --format={text,jsonl} -c --dump=match; do
    same_jobs "$options" "$options" no-such-file many in/b.txt in/a.txt no-such-folder/x
done
[ -s want.err ] || fail 'there should be messages'
same_jobs 'a read size' --read-size=7 in
same_jobs 'limits' --max-bytes=100K in
same_jobs '--strict' --strict --format=jsonl in
same_jobs '-q where something is' -q in many
[ "$wanted" -eq 0 ] || fail 'something should be found'
same_jobs '-q where nothing is' -q --min-confidence=1 --scheme=birds --country=IR many
same_jobs 'one file' in/i-long.txt
same_jobs 'nothing' in/empty
same_jobs 'no input' in/none
same_jobs 'a folder given twice' in many in
printf 'many/1.txt\nin/none\nmany/2.txt\n' >list
same_jobs 'a list' --format=lines --files-from=list
same_jobs 'a list that is not there' --format=lines many --files-from=none
printf 'many/1.txt\0many/2.txt\n' >list0
same_jobs 'a list with a NUL' many/3.txt --files-from=list0

# Standard input, and what comes through pipes.
for jobs in 1 2 3; do
    run sh -c 'cat many/1.txt | "$CRYPTONYM" annotate -d names.tsv --format=lines "$1" \
        many/2.txt - many/3.txt' - --jobs=$jobs
    exits 0
    out_is "many/2.txt:1:11: info: QXPELICAN: the wharf [$(sed -n 's/.*\[\(.*\)\]/\1/p;q' out)]
(standard input):1:11: info: QXPELICAN: the wharf [$(sed -n 's/.*\[\(.*\)\]/\1/p;q' out)]
many/3.txt:1:11: info: QXPELICAN: the wharf [$(sed -n 's/.*\[\(.*\)\]/\1/p;q' out)]\n"
    run sh -c '{ read -r skipped; "$CRYPTONYM" annotate -d names.tsv --format=lines "$1" - list0
        } <in/f-table.csv' - --jobs=$jobs
    exits 0; out_has '(standard input):1:1:'
    run sh -c '"$CRYPTONYM" annotate -d names.tsv "$1" - many/1.txt <&-' - --jobs=$jobs
    exits 2; err_has '(standard input): error: cannot open: Bad file descriptor'
    # The writer of the second pipe has read what the first gave.
    mkfifo first second
    (cat many/1.txt >first; cat mirror/first >second) &
    run timeout 60 "$CRYPTONYM" annotate -d names.tsv --jobs=$jobs -o mirror/ first second
    exits 0; cmp -s mirror/first <(sed 's/.*⟦//' mirror/second) && fail 'unlikely'
    [ -s mirror/second ] || fail 'the second should be there'
    wait
    rm -r first second mirror
done

# ---- files: written whole, in order, and the same ----
rm in/sub/fifo
for jobs in 1 2 3 7; do
    annotate --jobs=$jobs -o mirror$jobs/ in many in/a.txt ./in/../in/b.txt
    exits 2; err_has 'another input has been written there'
    diff -r mirror1 mirror$jobs >difference || fail "$jobs jobs should write the same files"
    annotate --jobs=$jobs -o file$jobs many; exits 0; out_is ''
    cmp -s file1 file$jobs || fail "$jobs jobs should write the same file"
    # What is read may be what was written just before.
    rm -rf chain
    annotate --jobs=$jobs -o chain/ many/1.txt chain/many/1.txt many/2.txt
    exits 0; cp chain/chain/many/1.txt chain$jobs
    cmp -s chain1 chain$jobs || fail 'an input in the output folder should have been written'
    cp in/a.txt same.txt
    annotate --jobs=$jobs -o same.txt many/1.txt same.txt many/2.txt; exits 2
    err_has 'same.txt: error: the input is also the output'
    [ "$(cat same.txt)" = 'QXPELICAN is here' ] || fail 'the input should be as it was'
    run sh -c 'timeout 60 "$CRYPTONYM" annotate -d names.tsv "$1" many in >in/self.txt' - --jobs=$jobs
    exits 2; err_has 'in/self.txt: error: the input is also the output'
    cp in/self.txt self$jobs; rm in/self.txt
    cmp -s self1 self$jobs || fail 'the other inputs should be in the output'
    run sh -c '"$CRYPTONYM" annotate -d names.tsv "$1" many | head -n 1' - --jobs=$jobs
    exits 0; silent
    run sh -c 'trap "" PIPE; "$CRYPTONYM" annotate -d names.tsv "$1" many | head -n 1' - --jobs=$jobs
    exits 0; silent
    if [ -c /dev/full ]; then
        run sh -c '"$CRYPTONYM" annotate -d names.tsv "$1" many >/dev/full' - --jobs=$jobs
        exits 2; err_has 'cannot write: No space left on device'
        [ "$(wc -l <err)" -eq 1 ] || fail 'one line should be enough'
    fi
done

# With few descriptors, and results that have no room in memory and no file to go to.
run sh -c 'ulimit -n 24; "$CRYPTONYM" annotate -d names.tsv --jobs=7 many'
cp out got
annotate --jobs=1 many
cmp -s got out || fail 'few descriptors should do'

# ---- a worker dies ----
if [ ! -r /proc/self/stat ]; then
    skip 'the death of a worker: there is no /proc to find it by'
    finish
fi

# children PID: those of a process, and theirs.
children() {
    sed -n "s/^\([0-9]*\) (.*) [A-Z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null |
        while read -r child; do
            echo "$child"
            children "$child"
        done
}
# reading PID: waits for the worker that has a file open, stops it, and names it.
reading() {
    for _ in {1..1000}; do
        kill -0 "$1" 2>/dev/null || return
        for child in $(children "$1"); do
            readlink /proc/"$child"/fd/* 2>/dev/null | grep -q '/long$' && kill -STOP "$child" &&
                echo "$child" && return
        done
    done
}
# One that takes a while.
for _ in {1..4000}; do echo "$RANDOM QXPELICAM and QXHEROM garbled, QXPELICAN not"; done >long
for _ in {1..4}; do cat long long >longer; mv longer long; done
# kill_worker SIGNAL OPTION...: of the run whose second document takes long.
kill_worker() {
    last="kill -$1 of a worker, $*"
    "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --jobs=2 \
        "${@:2}" in/a.txt long many >out 2>err &
    parent=$!
    worker=$(reading $parent)
    last_worker=$worker
    # what had not answered yet is tried once more
    while [ -n "$last_worker" ] && kill "-$1" "$last_worker"; do
        kill -CONT "$last_worker" 2>/dev/null
        last_worker=$(reading $parent)
    done
    wait $parent
    status=$?
    [ -n "$worker" ] || fail 'the worker should be found'
    exits 2
    err_has 'long: error: the process that read it died'
    err_has '1 of 302 documents were not read in full: 1 crash'
}
kill_worker KILL; err_has 'kept: Killed'
[ "$(grep -c QXPELICAN⟦ out)" -ge 300 ] || fail 'the other documents should be there'
kill_worker KILL --format=jsonl
grep -q '"document":"long","status":"crash"' out || fail 'its record should say what became of it'
tail -n 1 out | grep -q '"crash":1,' || fail 'the summary should count it'
kill_worker SEGV -c
out_has 'in/a.txt:1'; out_lacks long:
kill_worker SEGV -o mirror/

cmp -s mirror/many/299.txt mirror1/many/299.txt || fail 'the others should be there'
[ -z "$(find mirror -name '.cryptonym-*')" ] || fail 'a temporary was left'

# ---- the run is interrupted ----
gone() { # PID...: they end soon
    for _ in {1..100}; do
        kill -0 "$@" 2>/dev/null || return
        sleep 0.1
    done
    for pid in "$@"; do
        [ -e /proc/"$pid" ] && ! grep -q '^State:.Z' /proc/"$pid"/status && fail "$pid should be gone"
    done
}
for signal in $(heard TERM INT HUP KILL); do
    last="kill -$signal of the parent"
    "$CRYPTONYM" annotate -d names.tsv --jobs=2 in/a.txt long many >out 2>err &
    parent=$!
    worker=$(reading $parent)
    workers=$(children $parent)
    kill "-$signal" $parent
    kill -CONT "$worker" 2>/dev/null
    wait $parent 2>/dev/null
    [ -n "$worker" ] || fail 'the worker should be found'
    for worker in $workers; do gone "$worker"; done
    without_walls; silent
done
# The process that workers are made from dies.
last='kill -KILL of the zygote'
"$CRYPTONYM" annotate -d names.tsv --jobs=2 in/a.txt long many >out 2>err &
parent=$!
worker=$(reading $parent)
kill -KILL "$(children $parent | head -n 1)"
wait $parent
status=$?
exits 2
without_walls
err_has 'the process that workers are made from has died'
[ "$(wc -l <err)" -eq 1 ] || fail 'that is all there is to say'
gone "$worker"
finish
