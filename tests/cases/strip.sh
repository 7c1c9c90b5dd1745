#!/bin/bash
# strip gives back byte for byte what went into annotate, for every reversible style.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"

# annotated OPTION... FILE...: annotates to ./annotated and strips it again to ./out.
annotated() {
    annotate "$@"
    mv out annotated
    case " $* " in
    *" --ascii "*) run "$CRYPTONYM" strip --ascii annotated ;;
    *) run "$CRYPTONYM" strip annotated ;;
    esac
}

# Brackets of both kinds, broken UTF-8, NULs, CR LF, names at every end, a last line without an end.
printf 'QXHERON \342\237\246QXPELICAN\342\237\247 [=QXHERON=]\r\nQX-\nHERON\0\342\237\n\n' >awkward.txt
printf '\377 \342\237\246 document x \342\237\247\n[==QXHERON' >>awkward.txt
printf 'Place,"Name, note"\nwharf,"QXPELICAN ""x"""\n' >table.csv
printf 'no line end' >plain.txt
: >empty.txt

for style in inline margin footnotes; do
    for ascii in "" --ascii; do
        for file in awkward.txt table.csv plain.txt empty.txt; do
            annotated --style=$style $ascii "$file"
            exits 0
            silent
            cmp -s "$file" out || fail "$file should come back, style $style $ascii"
        done
        annotated --style=$style $ascii awkward.txt empty.txt plain.txt table.csv
        exits 0
        cat awkward.txt empty.txt plain.txt table.csv | cmp -s - out ||
            fail "several documents should come back, style $style $ascii"
        grep -a -q 'wharf' annotated || fail "nothing was annotated"
    done
done

# An annotated table is still a table of two columns.
annotate table.csv
out_has 'wharf,"QXPELICAN⟦the wharf '
[ "$(tail -n 1 out | tr -dc ',' | wc -c)" -eq 1 ] || fail 'a gloss should add no comma'

# What is not annotated text is kept, said and trouble; -o writes it all the same.
printf 'QXHERON\n left ⟦open\n' >open.txt
run "$CRYPTONYM" strip -o kept open.txt
exits 2
err_has 'open.txt:2:7: error: not annotated text'
cmp -s open.txt kept || fail 'nothing should be lost'
run "$CRYPTONYM" strip missing.txt plain.txt
exits 2
out_is 'no line end'
err_has 'missing.txt'
if [ -e /dev/full ]; then
    "$CRYPTONYM" strip plain.txt >/dev/full 2>err
    status=$?
    exits 2
fi
finish
