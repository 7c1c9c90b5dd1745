#!/bin/bash
# review: answers become labels that evaluate and learn take; a review goes on where it was; results
# that lie cost nothing but themselves.
# shellcheck disable=SC1091,SC2059,SC2154 # lib.sh sets the names; formats are given as arguments
. "$srcdir/tests/cases/lib.sh"

tab=$(printf '\t')
english="--language=$srcdir/tests/hunspell/test"
run "$CRYPTONYM" review missing.jsonl </dev/null
exits 2
if grep -q 'built without jansson' err; then
    skip 'built without jansson: review says so, and the rest cannot be tried'
    [ "$failures" -gt 0 ] || exit 77
fi
err_has 'missing.jsonl: error: cannot open'

# Ten documents, in each the name in capitals and in small letters, and another once.
mkdir docs
for i in 0 1 2 3 4 5 6 7 8 9; do
    printf 'On Monday QXHERON met them.\nHis qxheron was there.\n' >"docs/$i.txt"
done
printf 'A QXPELICAN-3, they say.\n' >docs/z.txt
annotate --format=jsonl --min-confidence=0 docs
cp out results.jsonl
[ "$(grep -c '"type":"mention"' results.jsonl)" -eq 21 ] || fail 'there should be 21 mentions'

# review ANSWERS [OPTION...]: lines for keys.
review() {
    answers=$1
    shift
    printf "$answers" >typed
    run "$CRYPTONYM" review -d names.tsv "$english" results.jsonl "$@" <typed
}
labels() { [ "$(grep -c . results.jsonl.labels.tsv)" -eq $(($1 + 1)) ] || fail "there should be $1 labels"; }

# Nothing answered: nothing labelled.
review ''; exits 0; silent
out_has '1 of 21: '
out_has 'names: 0, other names: 0, no names: 0, skipped: 0, left: 21'
labels 0; out_has 'labels in the file: 0; to fit a model to them'
review '' --refit; exits 0; err_has 'no labels yet'; [ ! -e results.jsonl.labels.tsv.model ] || fail 'no model'

# Every answer once; no three of the same surface and document in front.
review 'y\nn\ns\n'; exits 0; silent; labels 2
out_has 'names: 1, other names: 0, no names: 1, skipped: 1, left: 18'
out_has "cryptonym learn -d names.tsv --language=$srcdir/tests/hunspell/test weights results.jsonl.labels.tsv -o results.jsonl.labels.tsv.model"
head -n 1 results.jsonl.labels.tsv | grep -q "^file${tab}start${tab}end${tab}surface${tab}name${tab}label${tab}class${tab}base_end${tab}aux$" ||
    fail 'the header should be that of labels'

# Taken up again: two are not asked any more, the skipped one is.
review 'q\n'; exits 0; silent; labels 2; out_has '1 of 19: '
review '?\nzebra\n0\n99\no 99\nq\n'; exits 0; silent; labels 2
out_has 'undo the last answer'; out_has 'Not an answer'; out_has 'no such number'

# Undo takes the label out of the file, a skip back, and no more than this review's.
cp results.jsonl.labels.tsv before.tsv
review 'y\nu\nq\n'; exits 0; labels 2; out_has 'Undone'
cmp -s before.tsv results.jsonl.labels.tsv || fail 'undo should leave the file as it was'
review 'n\ns\nn\nu\nu\nu\nu\nq\n'; exits 0; out_has 'nothing to undo'
cmp -s before.tsv results.jsonl.labels.tsv || fail 'undo should go back to the beginning'

# Another name, by its name and by its number; what cannot stand in a label is refused.
rm results.jsonl.labels.tsv
review 'o QXPELICAN\no\nQX STORK\no\n1\no\n\no \033[31m\nq\n'; exits 0; silent; labels 3
out_has 'names: 1, other names: 2'; out_has 'cannot stand in a label'
grep -q "QXPELICAN${tab}1${tab}3+ edits" results.jsonl.labels.tsv || fail 'the other name should be there'
grep -q "QX STORK${tab}1" results.jsonl.labels.tsv || fail 'the typed name should be there'

# All answered by what is right: small letters are none. Then there is nothing left to ask.
rm results.jsonl.labels.tsv
for _ in $(seq 1 30); do
    review 'q\n'
    surface=$(sed -n 's/^1 of [0-9]*: //p' out)
    [ -n "$surface" ] || break
    case $surface in
    qx*) review 'n\nq\n' ;;
    *) review 'y\nq\n' ;;
    esac
done
labels 21; out_has 'names: 0, other names: 0, no names: 0, skipped: 0, left: 0'
grep -q "docs/0.txt${tab}10${tab}17${tab}QXHERON${tab}QXHERON${tab}1${tab}identical${tab}17${tab}none" \
    results.jsonl.labels.tsv || fail 'a row should say where, what and which'
grep -q "docs/z.txt${tab}2${tab}13${tab}QXPELICAN-3${tab}QXPELICAN-3${tab}1${tab}identical${tab}11${tab}ok" \
    results.jsonl.labels.tsv || fail 'a number should be part of the name'
grep -q "${tab}qxheron${tab}-${tab}0${tab}neg lower${tab}[0-9]*${tab}QXHERON" \
    results.jsonl.labels.tsv || fail 'of no name should be said what it was taken for'

# The labels feed evaluate and learn; --refit is the command that was printed.
run "$CRYPTONYM" evaluate -d names.tsv "$english" --format=tsv results.jsonl.labels.tsv
exits 0; silent; out_has "names to find$tab$tab$tab${tab}11"; grep -q "^neg lower${tab}0.*${tab}10${tab}" out || fail 'ten are none'
run "$CRYPTONYM" learn -d names.tsv "$english" weights results.jsonl.labels.tsv -o printed.model
exits 0; silent
review '' --refit -o refitted.model; exits 0; silent; out_has '5-fold cross-validation'
cmp -s printed.model refitted.model || fail '--refit should write the same model'
review '' --refit; exits 0; cmp -s printed.model results.jsonl.labels.tsv.model || fail 'it has a name'
# Ten answers move what the model had learned from many, and do not overturn it.
confidence_of() { sed -n 's/.*qxheron: the tower \[\(.*\)\]$/\1/p' out; }
annotate --format=lines --min-confidence=0 docs/0.txt; before=$(confidence_of)
annotate --model=refitted.model --format=lines --min-confidence=0 docs/0.txt; after=$(confidence_of)
awk -v before="$before" -v after="$after" 'BEGIN { exit !(after < before) }' ||
    fail "'qxheron' should be less credible than before: $after, $before"

# A label stands where its mention stands, whatever the document is: gzip, UTF-16, tables, names of
# files that are not UTF-8. All that is said to be a name is found as that name, in that place.
mkdir whole
cp -r "$srcdir/samples/dump" whole/
gzip -c docs/z.txt >"whole/dump/$(printf 'l\351tter.gz')"
(
    cd whole || exit
    "$CRYPTONYM" annotate "$english" --format=jsonl --min-confidence=0 dump >r.jsonl 2>/dev/null
    yes y | head -n 400 >typed
    "$CRYPTONYM" review r.jsonl <typed >/dev/null
)
run "$CRYPTONYM" evaluate "$english" --format=tsv --min-confidence=0 whole/r.jsonl.labels.tsv
exits 0; err_lacks 'other text'
for measure in recall precision 'strict recall' 'member numbers'; do
    grep -q "^$measure${tab}1.0000${tab}" out || fail "$measure should be 1"
done
[ "$(sed -n "s/^names to find$tab*//p" out)" -gt 100 ] || fail 'there should be many'

# The same order on every run, and of two surfaces of doubt not only one.
mkdir elsewhere
run "$CRYPTONYM" review results.jsonl --labels=elsewhere/l.tsv </dev/null; cp out first
run "$CRYPTONYM" review results.jsonl --labels=elsewhere/l.tsv </dev/null
cmp -s out first || fail 'the order should be the same'
out_has 'cryptonym learn --root=. weights elsewhere/l.tsv -o elsewhere/l.tsv.model'
yes s | head -n 6 >six
run "$CRYPTONYM" review results.jsonl --labels=elsewhere/l.tsv <six
[ "$(sed -n 's/^[0-9]* of 21: //p' out | sort -u | wc -l)" -ge 2 ] || fail 'new surfaces should come early'
mkdir "it's here"
run "$CRYPTONYM" review results.jsonl --labels="it's here/l.tsv" --root="a b" </dev/null
out_has "--root='a b' weights 'it'\\''s here/l.tsv'"

# gzip, and an answer for each of two reviews at once.
gzip -c results.jsonl >packed.jsonl.gz
run "$CRYPTONYM" review packed.jsonl.gz --labels=p.tsv </dev/null; exits 0; silent; out_has '1 of 21'
mkfifo answers
"$CRYPTONYM" review results.jsonl --labels=busy.tsv <answers >/dev/null 2>&1 &
pid=$!
exec 9>answers
for _ in $(seq 1 50); do [ -s busy.tsv ] && break; sleep 0.1; done
run "$CRYPTONYM" review results.jsonl --labels=busy.tsv </dev/null
exits 2; err_has 'another review is adding labels'
printf 'y\n' >&9
for _ in $(seq 1 50); do [ "$(grep -c . busy.tsv)" -eq 2 ] && break; sleep 0.1; done
kill -KILL $pid; wait $pid 2>/dev/null
exec 9>&-
[ "$(grep -c . busy.tsv)" -eq 2 ] || fail 'a review that is killed should lose no answer'

# Results that lie.
esc=$(printf '\033')
good=$(grep -m 1 '"type":"mention"' results.jsonl)
{
    echo "$good"
    echo '{"type":"mention",'
    echo "{\"type\":\"${esc}[31m"
    echo '{"type":"mention","document":7}'
    head -c 9000000 /dev/zero | tr '\0' x; echo
    echo "$good" | sed 's/"surface":"[^"]*"/"surface":"\\u001b]0;evil\\u0007"/; s/docs/other/'
    echo "$good" | cut -c 1-200
} >bad.jsonl
run "$CRYPTONYM" review bad.jsonl --labels=bad.tsv <six
exits 2
for line in 2 3 4 7; do err_has "bad.jsonl:$line:1: warning: record of the results not understood"; done
err_has 'bad.jsonl:5:1: warning: line longer than a record can be'
err_has 'no summary at the end'
out_has '2 of 2: '; out_has '\x1b]0;evil\x07'
! LC_ALL=C grep -q "$esc" out err || fail 'nothing of it should reach the screen raw'
: >empty.jsonl
run "$CRYPTONYM" review empty.jsonl </dev/null; exits 2; err_has 'no mention to ask about'
grep -v '"type":"mention"' results.jsonl >none.jsonl
run "$CRYPTONYM" review none.jsonl </dev/null; exits 1; [ ! -e none.jsonl.labels.tsv ] || fail 'there is nothing to label'

# What labels cannot be added to, and what cannot be written.
echo 'a letter' >letter
run "$CRYPTONYM" review results.jsonl --labels=letter </dev/null; exits 2; err_has 'letter: error: labels cannot be added'
[ "$(cat letter)" = 'a letter' ] || fail 'a file of something else should stay as it was'
run "$CRYPTONYM" review results.jsonl --labels=results.jsonl </dev/null; exits 2; err_has 'labels cannot be added'
run "$CRYPTONYM" review results.jsonl --labels=no/such/l.tsv </dev/null; exits 2; err_has 'no/such/l.tsv'
run "$CRYPTONYM" review; exits 2; err_has 'RESULTS'
run "$CRYPTONYM" review - </dev/null; exits 2; err_has 'RESULTS'
if [ -c /dev/full ]; then
    run sh -c '"$CRYPTONYM" review results.jsonl --labels=f.tsv </dev/null >/dev/full'
    exits 2; err_has 'cannot write: No space left on device'
fi
cp before.tsv small.tsv
yes n | head -n 20 >twenty
run sh -c 'trap "" XFSZ; ulimit -f 1; "$CRYPTONYM" review results.jsonl --labels=small.tsv <twenty | head -c 100 >/dev/null'
run "$CRYPTONYM" evaluate -d names.tsv "$english" small.tsv; exits 0; err_lacks 'not understood'

# On a terminal.
if command -v python3 >/dev/null; then
    timeout 120 python3 "$srcdir/tests/cases/review.py" "$CRYPTONYM" results.jsonl ||
        fail 'the review on a terminal should work'
else
    skip 'a terminal: there is no python3 to make one'
fi
finish
