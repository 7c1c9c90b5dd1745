#!/bin/bash
# A run that was killed goes on by its journal, and writes what an undisturbed one writes.
# KILLS: how many times (20). FILES: how many small files there are (100).
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
kills=${KILLS:-20}
files=${FILES:-100}
RANDOM=1

# ---- what is read: many small ones, some packed, a table, one that is damaged, one in pieces ----
mkdir in in/more
for ((i = 0; i < files; i++)); do
    echo "QXPELICAN is here, in number $i; QXHERON is not far" >"in/$i.txt"
done
for ((i = 0; i < 20; i++)); do
    echo "QXHERON stands in number $i" | gzip >"in/more/$i.gz"
    cp "in/$i.txt" "in/more/copy $i.txt"
done
printf 'Project,Country\nQXPELICAN,KP\nQXHERON,"IR"\n' >in/more/table.csv
head -c 40 in/more/1.gz >in/more/damaged.gz
printf '\377\330\377\340\0\020JFIF\0\001' >in/picture.jpg
yes 'Nothing is said of it here, nor of QXHERON or anything that is near to the tower' |
    head -c 9000000 >in/zz-large.txt
printf 'the end: QXPELICAN' >in/zzz.txt

# ends WHAT OPTION...: killed again and again, until it ends.
ends() {
    what=$1
    shift
    for ((tries = 0; tries < 300; tries++)); do
        # Up to the time that a run takes, at any moment.
        moment=$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % longest)))
        if [ "$done_kills" -ge "$kills" ]; then
            annotate "$@"
        else
            last="annotate $*"
            { timeout -s KILL "$moment" "$CRYPTONYM" annotate -d "$work/names.tsv" \
                --language="$srcdir/tests/hunspell/test" "$@" >out 2>err; } 2>shell
            status=$?
        fi
        [ "$status" -eq 137 ] || return
        [ ! -e journal ] || done_kills=$((done_kills + 1))
    done
    fail "$what: it should end some time"
}

# The microseconds that a run takes.
start=$(date +%s%N)
annotate --format=jsonl -o want in
longest=$((($(date +%s%N) - start) / 1000))
[ "$longest" -lt 900000 ] || longest=900000

none_left() { # FOLDER
    [ ! -e journal ] || fail 'the journal should go at the end'
    [ -z "$(find "$1" -name '.cryptonym-*')" ] || fail 'a temporary was left'
}

total=$kills
for format in text lines jsonl; do
    annotate "--format=$format" --coverage=want.list -o want in
    wanted=$status
    grep 'were not read in full' err >want.err
    done_kills=0
    kills=$((total / 6 + 1))
    rounds=0
    while [ "$done_kills" -lt "$kills" ] && [ $((rounds += 1)) -lt 300 ]; do
        rm -f got got.list
        ends "$format" "--format=$format" --journal=journal --coverage=got.list -o got in
        [ "$status" -eq "$wanted" ] || fail "$format: the exit status should be $wanted"
        cmp -s got want || fail "$format: the output should be that of a run without a kill"
        cmp -s got.list want.list || fail "$format: so should the list"
        grep 'were not read in full' err | cmp -s - want.err || fail "$format: so should the summary"
        none_left .
    done
    [ "$done_kills" -ge "$kills" ] || fail "$format: too few runs were killed at work"

    rm -rf want.d
    annotate "--format=$format" -o want.d/ in
    wanted=$status
    done_kills=0
    rounds=0
    while [ "$done_kills" -lt "$kills" ] && [ $((rounds += 1)) -lt 300 ]; do
        rm -rf got.d
        ends "$format, a folder" "--format=$format" --journal=journal -o got.d/ in
        [ "$status" -eq "$wanted" ] || fail "$format, a folder: the exit status should be $wanted"
        diff -r got.d want.d >differences || fail "$format, a folder: $(head -3 differences)"
        none_left .
    done
    [ "$done_kills" -ge "$kills" ] || fail "$format, a folder: too few runs were killed at work"
done
rm -rf want.d got.d

# ---- what a journal is ----

# half OPTION...: a run that is killed when its journal holds something; ./partial keeps its output.
half() {
    rm -rf journal got got.d .cryptonym-*
    mkfifo stop
    "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --journal=journal \
        "$@" in/1.txt in/more/table.csv in/2.txt stop in/zzz.txt >out 2>err &
    pid=$!
    for ((wait = 0; wait < 200 && $(wc -c <journal 2>/dev/null || echo 0) < wanted; wait++)); do
        sleep 0.05
    done
    kill "-${signal:-KILL}" $pid
    { wait $pid; } 2>shell
    rm stop
    echo 'QXHERON was in the way' >stop
}
# again OPTION...: goes on.
again() {
    annotate --journal=journal "$@" in/1.txt in/more/table.csv in/2.txt stop in/zzz.txt
}
echo 'QXHERON was in the way' >stop
annotate -o want in/1.txt in/more/table.csv in/2.txt stop in/zzz.txt; exits 0
again -o got; exits 0; silent; cmp -s got want || fail 'with a journal, the same should come out'
none_left .
rm stop

# Only its user's, and it goes on after any signal.
wanted=800
for signal in TERM INT HUP KILL; do
    half -o got
    [ "$(stat -c %a journal)" = 600 ] || fail 'a journal should be for its user only'
    [ ! -e got ] || fail 'an output should be written whole or not at all'
    again -o got; exits 0; cmp -s got want || fail "after $signal, it should go on"
    err_has 'inputs were finished before; going on behind them'
    none_left .
    rm stop
done

# Another run is refused, and told why.
half -o got
cp journal old
other() { # WHAT IT SAYS, OPTION...
    said=$1
    shift
    again -o got "$@"; exits 2; err_has 'journal: error: journal of another run'; err_has "$said"
    cmp -s journal old || fail 'a refused journal should be as it was'
}
other "format: '', now 'jsonl'" --format=jsonl
other "min-confidence: '0.500000000', now '0.700000000'" --min-confidence=0.7
other "input: '', now 'more'" in/1.txt more
other "output: 'got', now 'elsewhere'" -o elsewhere
printf 'QXEAGLE\tthe pier\tKP\n' >>names.tsv
other 'dictionaries: '
sed -i '$d' names.tsv
(cd in && run "$CRYPTONYM" annotate --journal=../journal -o ../got 1.txt)
grep -q 'working folder' err || fail 'the folder should be the same'
again -j 1 -o got --sandbox=off; exits 0; cmp -s got want || fail 'with other jobs, it should go on'
rm stop

# What changed meanwhile stands as it was read, and what came is read.
half -o got
echo 'QXPELICAN is here again' >>in/1.txt
again -o got; exits 0; cmp -s got want || fail 'what was read should stand'
err_has 'in/1.txt: note: changed since it was read'
rm stop

# At any length: no more is lost than was cut off.
half -o got
temporary=$(echo .cryptonym-*)
cp journal whole
cp "$temporary" partial
size=$(wc -c <whole)
rm stop
echo 'QXHERON was in the way' >stop
step=${STEP:-41}
annotate -o want in/1.txt in/more/table.csv in/2.txt stop in/zzz.txt
for ((cut = 0; cut < size; cut += step)); do
    head -c $cut whole >journal
    chmod 600 journal
    cp partial "$temporary"
    again -o got; exits 0; cmp -s got want || fail "cut at $cut, it should go on"
    [ ! -e journal ] || fail 'the journal should go at the end'
    rm -f .cryptonym-*
done
# So with an output that lacks something, or has something else.
for damage in 'truncate -s 30' 'truncate -s 0' 'rm' 'sed -i s/here/there/'; do
    cp whole journal
    cp partial "$temporary"
    $damage "$temporary"
    again -o got; exits 0; cmp -s got want || fail "$damage: it should go on where both agree"
    err_has 'the output is not all that the journal says'
done
none_left .

# Nobody else's, and no other file.
refuse() { # WHAT
    again -o got; exits 2; err_has 'journal: error: '
    [ ! -e got ] || fail "$1: nothing should be written"
}
rm -f got
head -c 3000 "$CRYPTONYM" >journal; cp journal old; refuse 'a program'
cmp -s journal old || fail 'another file should be as it was'
{ printf 'cryptonym journal 1\n'; head -c 3000 "$CRYPTONYM"; } >journal; refuse 'random bytes'
rm journal
cp whole target; ln -s target journal; refuse 'a link'; rm journal
ln target journal; refuse 'a file of two names'; rm journal
cp whole journal; chmod 666 journal; refuse 'a file for all'; rm journal
mkdir journal; refuse 'a folder'; rmdir journal
mkfifo journal; refuse 'a pipe'; rm journal
cp whole journal
ln -s /nowhere "$temporary"; refuse 'a link in place of the output'; rm "$temporary" journal
again --journal=no/such/folder/j -o got; exits 2; err_has 'no/such/folder/j: error: cannot write'
again; exits 2; err_has '--journal wants -o'
again -o -; exits 2; err_has '--journal wants -o'
again -o /dev/null; exits 2; err_has '--journal wants -o'
annotate --journal=in/journal -o got in; exits 2; err_has 'the output would lie in this input folder'

# What cannot be written ends the run, and the next one goes on.
rm -rf journal got
run sh -c 'trap "" XFSZ; ulimit -f 4; exec "$CRYPTONYM" annotate -d names.tsv \
    --language="$srcdir/tests/hunspell/test" --journal=journal -o got in' 
exits 2; err_has 'error: cannot write: File too large'
[ ! -e got ] || fail 'an output should be written whole or not at all'
annotate --journal=journal -o got in; cp got first
annotate -o want in; cmp -s first want || fail 'with room again, it should go on'
none_left .

# One at a time.
rm stop
mkfifo stop
"$CRYPTONYM" annotate -d names.tsv --journal=journal -o got stop 2>/dev/null &
pid=$!
for ((wait = 0; wait < 200 && $(wc -c <journal 2>/dev/null || echo 0) < 300; wait++)); do sleep 0.05; done
run "$CRYPTONYM" annotate -d names.tsv --journal=journal -o got stop
exits 2; err_has 'another run is at work by this journal'
kill $pid
{ wait $pid; } 2>shell
finish
