#!/bin/bash
# Nothing of a document, a file name or a dictionary reaches a terminal raw; into a file or a pipe
# the text goes as it is.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
esc=$(printf '\033')
rlo=$(printf '\342\200\256') # U+202E, right-to-left override
osc=$(printf '\033]52;c;aGk=\007')
hostile="evil${esc}[31m${rlo}.txt"
printf 'QXPELICAN %s]0;title\007 %s and \302\233 \177 %s\n' "$esc" "$rlo" "$osc" >"$hostile"
printf 'name\tmeaning\nQXPELICAN\tthe %s[2J wharf\n' "$esc" >names.tsv

# safe FILE: no control character but line ends and tabs, no override.
safe() {
    ! LC_ALL=C tr -d '\n\t\r' <"$1" | LC_ALL=C grep -q '[[:cntrl:]]' ||
        fail "$1 should hold no control character"
    ! grep -a -q "$rlo" "$1" || fail "$1 should hold no override"
    ! LC_ALL=C grep -a -q "$(printf '\302\233')" "$1" || fail "$1 should hold no C1 control"
}

# Messages are always escaped; the other formats' names and meanings too.
annotate "$hostile.none"; exits 2; safe err; err_has 'evil\x1b[31m\u{202e}.txt'
run "$CRYPTONYM" "--bad${esc}[31m"; exits 2; safe err
run "$CRYPTONYM" annotate -d "./x${esc}]0;t" "$hostile"; exits 2; safe err
annotate --format="x${esc}c" "$hostile"; exits 2; safe err
annotate "--bad${esc}[31m" "$hostile"; exits 2; safe err
for format in lines gnu jsonl; do
    annotate --format=$format "$hostile"; exits 0; safe out; safe err
done
for stage in open read tokenize match score; do
    annotate --dump=$stage "$hostile"; safe out
done

# Text into a pipe is the text.
annotate "$hostile"; exits 0
"$CRYPTONYM" strip <out | cmp -s - "$hostile" || fail 'the text should not be changed in a pipe'
annotate -l "$hostile"; printf '%s\n' "$hostile" | cmp -s - out || fail 'names are raw in a pipe'

# On a terminal it is escaped, and only our own colours are there.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    cat >see <<'SCRIPT'
#!/bin/sh
exec "$CRYPTONYM" annotate -d names.tsv "$@" hostile
SCRIPT
    chmod +x see
    export TERM=xterm
    cp "$hostile" hostile
    on_terminal() { # OPTIONS
        last="$* on a terminal"
        script -qec "./see $*" /dev/null </dev/null >out 2>err
        status=$?
    }
    on_terminal --color=never; exits 0; out_has 'QXPELICAN⟦the '; safe out; out_has '\x1b]0;title'
    on_terminal --format=lines --color=never; safe out
    on_terminal --color=auto
    LC_ALL=C sed "s/$esc\\[[0-9;]*m//g" out >plain
    [ "$(wc -c <plain)" -lt "$(wc -c <out)" ] || fail 'there should be colour on a terminal'
    safe plain
    NO_COLOR=1 on_terminal --color=auto; safe out
    TERM=dumb on_terminal --color=auto; safe out
else
    skip 'a terminal: there is no script(1) that can make one'
fi
annotate --color=always "$hostile"; LC_ALL=C grep -q "$esc\\[[0-9]*m" out || fail 'colour was asked for'
finish
