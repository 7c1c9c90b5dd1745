#!/bin/bash
# What can be named as input, and what goes wrong with it: the run goes on, and what was found is
# kept.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
echo 'QXPELICAN is here' >good.txt

# found WHAT FILES...: the good file was read all the same.
found() { out_has 'QXPELICAN⟦the wharf'; }

annotate no-such-file good.txt
exits 2; found; err_has 'cryptonym: no-such-file: error: cannot open: No such file or directory'
err_has '1 of 2 documents were not read in full: 1 unreadable'

annotate no-such-folder/x good.txt; exits 2; found
annotate '' good.txt; exits 2; found
annotate good.txt/x good.txt; exits 2; found; err_has 'Not a directory'

: >empty.txt
annotate empty.txt; exits 1; silent; out_is ''
annotate empty.txt good.txt; exits 0; silent; found

printf 'a\0QXPELICAN\0b\nQXHERON\0' >nul.bin
annotate nul.bin; exits 0; found; out_has 'QXHERON⟦'
"$CRYPTONYM" strip <out | cmp -s - nul.bin || fail 'strip should give back the NULs'

awk 'BEGIN { srand(7); for (i = 0; i < 100000; i++) printf "%c", 1 + int(rand() * 255) }' >random.bin
annotate random.bin good.txt
[ "$status" -le 2 ] || fail 'random bytes should be survived'
found

# A folder: everything regular in it, in byte order; links are not followed.
mkdir -p tree/b tree/a
echo 'QXHERON' >tree/b/1.txt
echo 'QXHERON' >tree/a/2.txt
echo 'QXHERON' >tree/B.txt
ln -s ../good.txt tree/link.txt
ln -s . tree/loop
annotate -l tree; exits 0; silent
out_is 'tree/B.txt\ntree/a/2.txt\ntree/b/1.txt\n'

# A FIFO in a folder is not waited for.
mkfifo tree/fifo
run timeout 20 "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" -l tree
exits 2; out_has 'tree/b/1.txt'; err_has 'tree/fifo: warning: not a regular file'
rm tree/fifo

# One that is named is read; and so is standard input.
mkfifo pipe
cat good.txt >pipe &
annotate pipe; exits 0; found
wait
run "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" <good.txt
exits 0; found
run sh -c 'cat good.txt | "$CRYPTONYM" annotate -d names.tsv --format=lines - empty.txt'
exits 0; out_has '(standard input):1:1: info: QXPELICAN: the wharf'
run sh -c '"$CRYPTONYM" annotate -d names.tsv <&-'
exits 2; err_has '(standard input): error: cannot'

# What the user may not read. Root may read all: try as nobody.
echo 'QXHERON' >secret.txt
mkdir closed
echo 'QXHERON' >closed/1.txt
chmod 000 secret.txt closed
if [ "$(id -u)" -ne 0 ]; then
    as_nobody=
elif setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 "$work"
    chmod 666 out err
else
    as_nobody=none
fi
if [ "$as_nobody" = none ] || ! $as_nobody "$CRYPTONYM" version >/dev/null 2>&1 ||
    ! $as_nobody test -r "$srcdir/tests/hunspell/test.dic"; then
    skip 'files without permission: root reads them, and there is no way to be somebody else'
else
    run $as_nobody "$CRYPTONYM" annotate -d names.tsv secret.txt closed good.txt
    exits 2; found
    err_has 'cryptonym: secret.txt: error: cannot open: Permission denied'
    err_has 'cryptonym: closed: warning: cannot list folder: Permission denied'
fi
chmod 700 closed secret.txt

# Lists of paths.
printf 'good.txt\n\ntree/a/2.txt\n' >list
annotate -l --files-from=list; exits 0; silent; out_is 'good.txt\ntree/a/2.txt\n'
printf 'good.txt\0tree\0' >list0
annotate -l --files0-from=list0; exits 0; silent
out_is 'good.txt\ntree/B.txt\ntree/a/2.txt\ntree/b/1.txt\n'
annotate -l --files-from=list0; exits 2; err_has 'list0: error: a path in the list holds a NUL'
annotate -l --files-from=no-such-list good.txt; exits 2; out_has good.txt; err_has 'no-such-list'
annotate -l --files-from=- <list; exits 0; out_is 'good.txt\ntree/a/2.txt\n'
printf 'new\nline.txt\0' >list0
cp good.txt 'new
line.txt'
annotate -l -0 --files0-from=list0; exits 0
cmp -s out list0 || fail '-0 should end a name with NUL'

mkdir nothing
annotate nothing; exits 1; err_has 'no file was found'
finish
