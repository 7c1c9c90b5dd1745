#!/bin/bash
# What annotate does with odd dictionaries: meanings that compete, a pattern that backtracks for
# ever, files that are no dictionary.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
english=$srcdir/tests/hunspell/test
echo 'QXHERON and QXPELICAN' >memo.txt

# decode DICTIONARY [OPTION]... FILE
decode() { run timeout 60 "$CRYPTONYM" annotate --language="$english" -d "$@"; }

printf 'name\tmeaning\nQXHERON\tthe tower\nQXHERON\tthe bridge\n' >clash.tsv
decode ./clash.tsv --format=jsonl memo.txt
exits 0; out_has '"meaning":"the tower"'; out_has '"meaning":"the bridge"'

{ printf 'name\tmeaning\n'; printf '%0300d' 0; printf '\tlong\nQXPELICAN\tthe wharf\n'; } >long.tsv
decode ./long.tsv memo.txt
exits 2; err_has 'long.tsv:2:1: error: name too long'; out_has 'QXPELICAN⟦the wharf'

# It costs itself, not the run; but something may have been missed.
printf 'name\tmeaning\n/(A+)+[BC]/\tslow\nQXPELICAN\tthe wharf\n' >slow.tsv
{
    for _ in {1..50}; do
        printf '%0100d\n' 0 | tr 0 A
    done
    echo 'QXPELICAN'
} >long.txt
decode ./slow.tsv long.txt
exits 2; err_has 'pattern cost too much'; out_has 'QXPELICAN⟦the wharf'

decode . memo.txt; exits 2; err_has 'cryptonym: .: error: '
decode ./missing.tsv memo.txt; exits 2; err_has 'missing.tsv: error: cannot open'
: >empty.tsv
decode ./empty.tsv memo.txt; exits 2; err_has 'empty.tsv:1:1: error: no header row'
decode huawei-cuontries memo.txt
exits 2; err_has 'huawei-cuontries: error: no such dictionary'
err_has "did you mean 'huawei-countries'?"
finish
