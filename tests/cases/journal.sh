#!/bin/bash
# A journal: whose it is, what it takes for its run's, and what it does with anything else.
# STEP: bytes from one length that it is cut at to the next (41).
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
export work
mkdir in in/more
for ((i = 0; i < 30; i++)); do
    echo "QXPELICAN is here, in number $i; QXHERON is not far" >"in/$i.txt"
done
printf 'Project,Country\nQXPELICAN,KP\nQXHERON,"IR"\n' >in/more/table.csv
printf 'the end: QXPELICAN' >in/zzz.txt

none_left() { # FOLDER
    [ ! -e journal ] || fail 'the journal should go at the end'
    [ -z "$(find "$1" -name '.cryptonym-*')" ] || fail 'a temporary was left'
}
size_of() { stat -c %s "$1" 2>/dev/null || echo 0; }

# half OPTION...: a run that is killed when it has finished three of five inputs.
half() {
    rm -rf journal got stop .cryptonym-*
    mkfifo stop
    "$CRYPTONYM" annotate -d "$work/names.tsv" --language="$srcdir/tests/hunspell/test" --journal=journal \
        "$@" in/1.txt in/more/table.csv in/2.txt stop in/zzz.txt >out 2>err &
    pid=$!
    # Its third input stands in the head of the journal, and then as finished.
    for ((wait = 0; wait < 400; wait++)); do
        [ "$(grep -a -o in/2.txt journal 2>/dev/null | wc -l)" -lt 2 ] || break
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
for signal in $(heard TERM HUP KILL); do # a shell lets its background jobs ignore INT
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
other "input: 'in/more/table.csv', now 'more'" in/1.txt more
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
ln -s target "$temporary"
again -o got; exits 2; err_has 'got: error: cannot write'
[ "$(size_of target)" -eq "$(size_of whole)" ] || fail 'a link should not be written through'
rm "$temporary" journal
again --journal=no/such/folder/j -o got; exits 2; err_has 'no/such/folder/j: error: cannot write'
again; exits 2; err_has '--journal wants -o'
again -o -; exits 2; err_has '--journal wants -o'
again -o /dev/null; exits 2; err_has '--journal wants -o'
annotate --journal=in/journal -o got in; exits 2; err_has 'the output would lie in this input folder'

# What cannot be written ends the run, and the next one goes on.
rm -rf journal got
run sh -c 'trap "" XFSZ; ulimit -f 4; exec "$CRYPTONYM" annotate -d "$work/names.tsv" \
    --language="$srcdir/tests/hunspell/test" --journal=journal -o got in'
exits 2; err_has 'error: cannot write: File too large'
[ ! -e got ] || fail 'an output should be written whole or not at all'
annotate --journal=journal -o got in; cp got first
annotate -o want in; cmp -s first want || fail 'with room again, it should go on'
none_left .

# One at a time.
rm stop
mkfifo stop
"$CRYPTONYM" annotate -d "$work/names.tsv" \
    --language="$srcdir/tests/hunspell/test" --journal=journal -o got stop 2>/dev/null &
pid=$!
for ((wait = 0; wait < 200 && $(size_of journal) < 300; wait++)); do
    sleep 0.05
done
run "$CRYPTONYM" annotate -d "$work/names.tsv" \
    --language="$srcdir/tests/hunspell/test" --journal=journal -o got stop
exits 2; err_has 'another run is at work by this journal'
kill $pid
{ wait $pid; } 2>shell
finish
