#!/bin/bash
# The command line: what is wrong is said with a hint, and the exit status tells.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
echo 'QXPELICAN is here' >memo.txt
echo 'nothing is here' >plain.txt

annotate memo.txt; exits 0; silent
annotate plain.txt; exits 1; silent
annotate -- memo.txt; exits 0
annotate --min-conf=0.4 memo.txt; exits 0
cp memo.txt ./-c
annotate -- -c; exits 0; out_has 'QXPELICAN'

refuse() { # WHAT IT SAYS, COMMAND...
    said=$1
    shift
    run "$CRYPTONYM" "$@" </dev/null
    exits 2
    err_has "error: "
    err_has "$said"
    [ ! -s out ] || fail 'nothing should be printed'
    [ "$(wc -l <err)" -eq 1 ] || fail 'one line should be enough'
}
refuse "unknown option 'formt'; did you mean 'format'?" annotate --formt=lines memo.txt
refuse "unknown option 'zzz'; see --help" annotate --zzz memo.txt
refuse "unknown option '-Z'" annotate -Z memo.txt
refuse "option '--format' wants an argument" annotate --format
refuse "option '-d' wants an argument" annotate -d
refuse "option '--count' takes no argument" annotate --count=3 memo.txt
refuse "unknown format 'line'; did you mean 'lines'?" annotate --format=line memo.txt
refuse "unknown format 'pdf'; see" annotate --format=pdf memo.txt
refuse "did you mean 'inline'?" annotate --style=inlin memo.txt
refuse "unknown value 'blue'" annotate --color=blue memo.txt
refuse "not a number from 0 to 1" annotate --min-confidence=1.5 memo.txt
refuse "not a number from 0 to 1" annotate --min-confidence=0,5 memo.txt
refuse "not a number from 0 to 1" annotate --min-confidence= memo.txt
refuse "not a number above 0" annotate --max-bytes=0 memo.txt
refuse "not a number above 0" annotate --max-bytes=-1 memo.txt
refuse "not a number above 0" annotate --max-bytes=99999999999T memo.txt
refuse "not a number above 0" annotate --max-ratio=12x memo.txt
refuse "no stage 'tokenise'; did you mean 'tokenize'?" annotate --dump=tokenise memo.txt
refuse "unknown command 'anotate'; did you mean 'annotate'?" anotate memo.txt
refuse "did you mean: cryptonym annotate memo.txt" memo.txt
refuse "unknown command 'anotate'" help anotate
refuse "no such dictionary" annotate -d no-such-dictionary memo.txt
refuse "no command" 

filter() { # WHAT IT SAYS, OPTION
    annotate "$2" memo.txt
    exits 2
    err_has "$1"
}
filter "did you mean 'birds'?" --scheme=brids
filter "did you mean 'project'?" --kind=projct
filter "no country code 'XKCD'" --country=XKCD
annotate --country=kp,IR memo.txt; exits 0; out_has 'the wharf'
annotate --country=IR memo.txt; exits 1; out_lacks 'the wharf'
annotate --scheme=birds --kind=project memo.txt; exits 0; out_has 'the wharf'

# Help fits a screen of 24 lines of 80 columns, for every command.
commands=$("$CRYPTONYM" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
[ -n "$commands" ] || fail 'help should list the commands'
fits() { # WHAT
    exits 0
    silent
    [ "$(wc -l <out)" -le 24 ] || fail "$1 should fit 24 lines"
    [ "$(wc -L <out)" -le 80 ] || fail "$1 should fit 80 columns"
}
run "$CRYPTONYM" help
fits help
for command in $commands; do
    run "$CRYPTONYM" help "$command"
    fits "help $command"
    cp out help.out
    run "$CRYPTONYM" "$command" --help
    exits 0
    cmp -s out help.out || fail "--help should say what help $command says"
done
run "$CRYPTONYM" --version; exits 0; out_has 'cryptonym '
finish
