#!/bin/bash
# Dictionaries, good and bad: what check says of them, and that a bad row costs the good ones nothing.
# shellcheck disable=SC1091,SC2059,SC2154 # lib.sh sets the names; formats are given as arguments
. "$srcdir/tests/cases/lib.sh"

check() { run "$CRYPTONYM" dictionary check --language="$srcdir/tests/hunspell/test" "$@"; }

# bad NAME SEVERITY PLACE MESSAGE ROW: NAME.tsv has the row (a printf format) between two good ones.
bad() {
    printf 'name\tmeaning\tsource\nQXPELICAN\tthe wharf\tthe record\n' >"$1.tsv"
    printf -- "$5" >>"$1.tsv"
    printf 'QXHERON\tthe tower\tthe record\n' >>"$1.tsv"
    echo 'QXPELICAN and QXHERON' >in.txt
    check "$1.tsv"
    out_has "$1.tsv:$3: $2: $4"
    case $2 in error) exits 1 ;; *) exits 0 ;; esac
    run "$CRYPTONYM" annotate -d "./$1.tsv" --language="$srcdir/tests/hunspell/test" in.txt
    out_has 'QXPELICAN⟦the wharf'
    out_has 'QXHERON⟦the tower'
    case $2 in error) exits 2; err_has "$1.tsv:$3: error" ;; *) exits 0 ;; esac
}

bad open-quote error 3:1 'quote opened' '"QXSTORK\tthe crane\tx y\n'
bad text-behind-quote error 3:9 'quote opened' 'QXSTORK\t"the" crane\tx y\n'
bad columns error 3:23 'more cells' 'QXSTORK\tthe crane\tx y\tmore\n'
bad encoding error 3:9 'not valid UTF-8' 'QXSTORK\tthe cr\377ane\tx y\n'
bad empty-name error 3:1 'name is empty' '\tthe crane\tx y\n'
bad no-token error 3:1 'name holds no letter' '-/-\tthe crane\tx y\n'
bad empty-meaning error 3:9 'meaning is empty' 'QXSTORK\t\tx y\n'
bad duplicate error 3:1 'the same name and meaning' 'qx-pelican\tThe wharf\tx y\n'
bad no-pattern error 3:1 'pattern does not compile' '/QX[A-/\ta family\tx y\n'
bad empty-pattern error 3:1 'pattern matches the empty string' '/(QX)*/\ta family\tx y\n'
bad forbidden error 3:1 'pattern uses a construct' '/(?R)QX/\ta family\tx y\n'
bad slow warning 3:1 'pattern is slow' '/(a+)+$/\ta family\tx y\n'
bad no-source warning 3:1 'no source' 'QXSTORK\tthe crane\t\n'
bad unknown-source warning 3:1 'source is not one' 'QXSTORK\tthe crane\tnowhere\n'
bad short warning 3:1 'name is too short' 'Q7\tthe crane\tx y\n'
bad near warning 3:1 'nearly the same name' 'QXPELICANO\tthe wharf\tx y\n'
printf 'name\tmeaning\tsource\nQX-PELICAN\tthe crane\tx y\n' >other.tsv
check open-quote.tsv other.tsv
out_has "other.tsv:2:1: warning: name also stands in another dictionary"

# What is not a dictionary at all.
printf 'QXPELICAN\tthe wharf\n' >headless.tsv
check headless.tsv; exits 1; out_has 'headless.tsv:1:1: error: no header row'
: >empty.tsv
check empty.tsv; exits 1; out_has 'empty.tsv:1:1: error: no header row'
check ./missing.tsv; exits 2; out_has 'missing.tsv: error: cannot open'
check no-such-dictionary; exits 2; out_has 'no-such-dictionary: error: no such dictionary'
echo QXPELICAN >in.txt
annotate -d ./headless.tsv in.txt; exits 2; err_has 'headless.tsv:1:1: error: no header row'
annotate -d no-such-dictionary in.txt; exits 2; err_has 'no such dictionary'

# A terminal's escapes in a dictionary stay out of messages.
printf 'name\tmeaning\nQX\033[31m\tx\n\033]0;title\007\t\n' >escapes.tsv
check escapes.tsv; out_lacks "$(printf '\033')"

# All that are installed are without fault; list and show.
run env CRYPTONYM_PATH="$srcdir/dictionaries" "$CRYPTONYM" dictionary check --language="$srcdir/tests/hunspell/test"
exits 0; out_lacks error
run "$CRYPTONYM" dictionary list; exits 0; out_has 'huawei-countries'; out_has 'entries'
run "$CRYPTONYM" dictionary list -d ./near.tsv; out_lacks huawei; out_has near
run "$CRYPTONYM" dictionary show a-9; exits 0
out_has 'North Korea'; out_has 'huawei-countries'; out_has 'superseding indictment'
run "$CRYPTONYM" dictionary show QXNOTHING; exits 1; err_has "no dictionary has 'QXNOTHING'"
run "$CRYPTONYM" dictionary shwo A9; exits 2; err_has "did you mean 'show'"
run "$CRYPTONYM" dictionary; exits 2; err_has 'check, compile, list or show'
run "$CRYPTONYM" dictionary show; exits 2
finish
