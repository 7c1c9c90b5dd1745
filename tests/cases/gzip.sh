#!/bin/bash
# gzip: cut, damaged, followed by something, too large: what comes before is read and kept.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
echo 'QXPELICAN is here' >good.txt
{ for i in 1 2 3 4 5 6 7 8 9; do echo "line $i: QXHERON, RANDOM $i$i$i"; done; } >text
gzip -9 -c text >text.gz
size=$(wc -c <text.gz)

annotate text.gz; exits 0; silent
"$CRYPTONYM" strip <out | cmp -s - text || fail 'the text should be that of the gzip'
mv text.gz text.data
annotate text.data; exits 0; out_has 'QXHERON⟦'
mv text.data text.gz

# Cut anywhere: no crash, what zcat gets of it is there, and it is said.
cut=1
while [ "$cut" -lt "$size" ]; do
    head -c "$cut" text.gz >cut.gz
    annotate cut.gz good.txt
    if [ "$cut" -ge 3 ]; then
        exits 2
        out_has 'QXPELICAN⟦the wharf'
        err_has 'cut.gz'
        zcat cut.gz 2>/dev/null >prefix
        want=$(grep -c '^line .*RANDOM' prefix)
        got=$(grep -c 'QXHERON⟦' out)
        [ "$got" -ge "$want" ] || fail "cut at $cut: $got names of $want"
    fi
    cut=$((cut + 1))
done

# A byte changed in the middle.
{ head -c $((size / 2)) text.gz; printf '\377\377\377'; tail -c +$((size / 2 + 4)) text.gz; } >bad.gz
annotate bad.gz good.txt
exits 2; out_has 'QXPELICAN⟦'; err_has 'bad.gz: warning: compressed data is damaged'

# Members behind each other are one text; other bytes behind them are read too.
cat text.gz text.gz >two.gz
annotate -c two.gz; exits 0; silent; out_is '18\n'
{ cat text.gz; echo 'QXPELICAN behind'; } >trailing.gz
annotate trailing.gz; out_has 'QXPELICAN⟦'; err_has 'behind the end of the compressed data'

# Limits: what comes before is kept, and it is not a clean result.
{ cat text; head -c 40000000 /dev/zero; } | gzip -9 -c >bomb.gz
annotate --max-bytes=1M -c bomb.gz good.txt
exits 2; out_has 'bomb.gz:9'; err_has '(--max-bytes)'; err_has '1 limit'
annotate -c bomb.gz good.txt
exits 2; out_has 'bomb.gz:9'; err_has '(--max-ratio)'; err_has '1 limit'
annotate --max-ratio=2000 -c bomb.gz; exits 0; out_is '9\n'

# gzip in gzip.
cp good.txt nest
for i in 1 2 3; do gzip -c nest >nest.gz && mv nest.gz nest; done
annotate nest; exits 0; out_has 'QXPELICAN⟦'
for i in 1 2 3 4 5 6 7 8; do gzip -c nest >nest.gz && mv nest.gz nest; done
annotate nest good.txt; exits 2; err_has 'nested too deeply'; out_has 'QXPELICAN⟦'
finish
