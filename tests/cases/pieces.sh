#!/bin/bash
# A large text that several workers read in pieces comes out as one process would have it.
# shellcheck source=tests/cases/lib.sh disable=SC2034
. "${srcdir:?}/tests/cases/lib.sh"

jobs_tried='2 7'
# Names, brackets, wide letters and CR LF fall on each seam; a line is longer than a window, and one
# is longer than a piece.
awk 'BEGIN {
    for (i = 0; i < 400; i++) fill = fill "⟦the⟧ [=of=] 中国 é and "
    for (i = 0; i < 20; i++) line = line fill "QXPELICAN⟦A9⟧ and [=QXHERON=] "
    for (i = 0; i < 62000; i++) {
        name = i % 40 ? "no name" : "QXPELICAN, QX-HERON and ＱＸＨＥＲＯＮ"
        printf "%d: %s of A9 ⟦of⟧ [=the=] 中é%s", i, name, i % 7 ? "\n" : "\r\n"
        if (i % 10000 == 777) printf "%s%s\n", line, line
        if (i == 33333) for (k = 0; k < 18; k++) printf "%s", line
        if (i % 9999 == 0) printf "broken \377 QXHERON \303(\n"
    }
    printf "the end: QXPELICAN"
}' >large.txt
[ "$(wc -c <large.txt)" -gt $((8 << 20)) ] || fail 'the large text should be large'
for options in --format={text,lines,jsonl} --style={margin,replace} -c -L -l \
    --dump={match,score}; do
    same_jobs "a large text, $options" "$options" large.txt
done
[ -s want.out ] || fail 'something should be found in the large text'
mkdir in
printf 'no line end, but QXHERON' >in/a.txt
echo 'QXPELICAN is here' >in/z.txt
same_jobs 'a large text among others' --ascii in/a.txt large.txt in/z.txt
cp large.txt in/large.txt
{ cat large.txt; printf 'A,B\nC,D\n'; } | gzip -n >in/large.gz
same_jobs 'a large text in a folder' --format=lines in
input=large.txt
same_jobs 'a large text on standard input' -
input=/dev/null
for jobs in 1 3; do
    annotate --jobs=$jobs -o mirror$jobs/ in
    exits 0; out_is ''
    diff -r mirror1 mirror$jobs >difference || fail "$jobs jobs should write the same files"
done
# A pattern that is too costly is given up for the rest of the document: no pieces then.
printf 'name\tmeaning\n/(A+)+[BC]/\tslow\nQXPELICAN\tthe wharf\n' >slow.tsv
{
    head -c 5000000 large.txt
    for i in {1..5}; do printf 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD %s\n' "$i"; done
    head -c 5000000 large.txt
    echo AAAAAAB
} >costly.txt
for options in --format=jsonl --dump=match; do
    same_jobs "a costly pattern, $options" "$options" -d slow.tsv costly.txt
    [ "$(grep -c 'cost too much here' want.err)" -eq 1 ] || fail 'the pattern should be given up'
done
# Without room for what the pieces share there are none.
for options in --format=text --dump=match; do
    annotate --jobs=1 "$options" large.txt
    cp out want.out
    cp err want.err
    run env TMPDIR=/no/such/folder "$CRYPTONYM" annotate -d names.tsv \
        --language="$srcdir/tests/hunspell/test" --jobs=2 "$options" large.txt
    exits 0; cmp -s out want.out || fail 'without pieces it should be the same'
    cmp -s err want.err || fail 'without pieces the same should be said'
done

# ---- a worker dies over a piece ----
# The whole is read by one worker then: what is put out has no gap, and is not said twice.
if [ ! -r /proc/self/stat ]; then
    skip 'the death of a worker: there is no /proc to find it by'
    finish
fi
for _ in {1..6}; do cat large.txt; done >larger.txt
annotate --jobs=1 larger.txt
cp out want.out
wanted=$status
killed=0
for try in {1..5}; do
    "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --jobs=3 \
        larger.txt >out 2>err &
    parent=$!
    last="kill -KILL of a worker, try $try"
    sleep 0.$((try * 9 + 10))
    zygote=$(sed -n "s/^\([0-9]*\) (.*) [A-Z] $parent .*/\1/p" /proc/[0-9]*/stat 2>/dev/null)
    worker=$(sed -n "s/^\([0-9]*\) (.*) [A-Z] ${zygote:-x} .*/\1/p" /proc/[0-9]*/stat 2>/dev/null | head -n 1)
    [ -n "$worker" ] && kill -KILL "$worker" 2>/dev/null && killed=$((killed + 1))
    wait $parent
    status=$?
    if [ $status -eq "$wanted" ]; then
        cmp -s out want.out || fail 'what is not said to be missing should be there'
    else
        exits 2
        err_has 'larger.txt: error: the process that read it died'
        cmp -s -n "$(wc -c <out)" out want.out || fail 'what had come should be right'
    fi
done
[ $killed -gt 0 ] || skip 'the death of a worker: none was there to be killed'
finish
