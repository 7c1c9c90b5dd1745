#!/bin/bash
# Compiled dictionaries: the same answers as the tables give, damage, and the cache, which is never
# stale.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
english=$srcdir/tests/hunspell/test

compile() { run "$CRYPTONYM" dictionary compile "$@"; }

# decode DICTIONARY [OPTION]...: in.txt with it
decode() { run "$CRYPTONYM" annotate --language="$english" -d "$@" in.txt; }

# same COMMAND...: it says of DICT.cnd what it says of DICT.tsv, for DICT in its arguments
same() {
    run "${@//DICT/.\/$name.tsv}"
    cp out wanted; cp err wanted.err; wanted=$status
    run "${@//DICT/.\/$name.cnd}"
    exits "$wanted"
    cmp -s wanted out || fail 'the table gives another output'
    cmp -s wanted.err err || fail 'the table gives other messages'
}

same_answers() {
    name=$1
    same "$CRYPTONYM" annotate --language="$english" -d DICT --format=jsonl in.txt
    same "$CRYPTONYM" annotate --language="$english" -d DICT "$srcdir/samples/dump"
    same "$CRYPTONYM" dictionary list -d DICT
    same "$CRYPTONYM" dictionary show -d DICT A9
    same "$CRYPTONYM" dictionary check --language="$english" DICT
}

echo 'QXPELICAN and QXHERON of Huawei, A9, AMLASH-1' >in.txt
for table in "$srcdir"/dictionaries/*.tsv; do
    name=$(basename "$table" .tsv)
    cp "$table" .
    compile -d "./$name.tsv" -o "$name.cnd"; exits 0; silent
    same_answers "$name"
done

# What is wrong with a row is said by both, at every use.
printf 'name\tmeaning\nQXPELICAN\tthe wharf\n"open\nQXHERON\tthe tower\n/(QX)*/\tnone\n' >bad.tsv
compile -d ./bad.tsv -o bad.cnd
exits 1; err_has 'bad.tsv:3:1: error: quote opened'; err_has 'bad.tsv:5:1: error: pattern matches'
same_answers bad
decode ./bad.cnd; exits 2; err_has 'bad.tsv:3:1: error'; out_has 'QXPELICAN⟦the wharf'

# Several together, mixed with tables; all that are installed; through a pipe; by name.
compile -d ./zte.cnd -d ./huawei-countries.tsv -o two.cnd; exits 0
run "$CRYPTONYM" dictionary list -d ./two.cnd; out_has zte.tsv; out_has huawei-countries.tsv
compile -d ./zte.tsv -d ./huawei-countries.tsv -o tables.cnd; cmp -s two.cnd tables.cnd ||
    fail 'of images or of tables, it should be the same file'
compile -o all.cnd; exits 0
run "$CRYPTONYM" dictionary list -d ./all.cnd; out_has nsa-programmes
decode /dev/stdin <names.tsv; out_has 'QXHERON⟦the tower'
compile -d ./names.tsv -o names.cnd
decode /dev/stdin < <(cat names.cnd); exits 0; out_has 'QXHERON⟦the tower'
mkdir path; cp names.cnd path/birds.cnd
run env CRYPTONYM_PATH=path "$CRYPTONYM" dictionary show -d birds QXHERON; exits 0; out_has tower
printf 'name\tmeaning\nQXHERON\tthe table\n' >path/birds.tsv
run env CRYPTONYM_PATH=path "$CRYPTONYM" dictionary show QXHERON; out_has 'the table'; out_lacks tower
compile -d ./names.tsv; exits 2; err_has 'wants -o FILE'
compile -d ./missing.tsv -o missing.cnd; exits 2; [ ! -e missing.cnd ] || fail 'nothing to write'
compile -d ./names.tsv -o names.tsv; exits 2; err_has 'the input is also the output'
grep -q QXHERON names.tsv || fail 'the table should still be there'

# Damage is a message that names the file.
head -c 1000 names.cnd >cut.cnd
decode ./cut.cnd; exits 2; err_has 'cut.cnd: error: compiled dictionary is cut short'
{ head -c 3000 names.cnd; printf X; tail -c +3002 names.cnd; } >spot.cnd
decode ./spot.cnd; exits 2; err_has 'spot.cnd: error: compiled dictionary is damaged'
{ head -c 20 names.cnd; printf '\377'; tail -c +22 names.cnd; } >other.cnd
decode ./other.cnd; exits 2; err_has 'other.cnd: error: compiled by another version'
run "$CRYPTONYM" dictionary check ./cut.cnd; exits 1; out_has 'cut.cnd: error'

# ---- the cache ----
unset CRYPTONYM_CACHE
export XDG_CACHE_HOME=$work/cache
images() { find "$XDG_CACHE_HOME" -name '*.cnd' 2>/dev/null | sort; }
count() { [ "$(images | wc -l)" -eq "$1" ] || fail "images in the cache should be: $1"; }

# table MEANING: large enough to be kept
table() {
    printf 'name\tmeaning\n'
    printf 'QXF%05d\tfiller of the harbour\n' {1..12000}
    printf 'QXHERON\t%s\n' "$1"
}

decode ./names.tsv; exits 0; count 0 # not worth it
table 'the tower' >large.tsv
touch -d '2020-01-01' large.tsv
decode ./large.tsv; exits 0; out_has 'QXHERON⟦the tower'; cp out wanted; count 1
[ "$(stat -c %a "$(images)")" = 600 ] || fail 'the image should be its owner'\''s'
first=$(images); stat -c %i "$first" >inode
decode ./large.tsv; exits 0; cmp -s out wanted || fail 'the cache changes the output'
[ "$(stat -c %i "$first")" = "$(cat inode)" ] || fail 'the image should be used, not made anew'

# The table is another one: of the same size and date.
table 'the quays' >large.tsv
touch -d '2020-01-01' large.tsv
decode ./large.tsv; out_has 'QXHERON⟦the quays'; count 2
decode ./large.tsv; out_has 'QXHERON⟦the quays'; count 2

# It counts whether a dictionary was asked for, whoever made the image.
mkdir installed; cp large.tsv installed
run env CRYPTONYM_PATH=installed:"$srcdir/model" CRYPTONYM_CACHE=off \
    "$CRYPTONYM" annotate --language="$english" --format=jsonl in.txt; cp out wanted
for _ in 1 2; do
    run env CRYPTONYM_PATH=installed:"$srcdir/model" \
        "$CRYPTONYM" annotate --language="$english" --format=jsonl in.txt
    cmp -s out wanted || fail 'the cache changes what is installed'
done
count 3

# Bad rows are said again.
{ table 'the tower'; printf '\tnothing\n'; } >large.tsv
decode ./large.tsv; exits 2; err_has 'large.tsv:12003:1: error: name is empty'
decode ./large.tsv; exits 2; err_has 'large.tsv:12003:1: error: name is empty'; count 4

# A damaged image is made anew; the oldest of too many goes; what is not ours stays.
touch "$XDG_CACHE_HOME/cryptonym/notes.cnd"
newest=$(images | grep -v notes | xargs ls -t | head -n 1)
cp "$newest" good
printf X | dd of="$newest" bs=1 seek=5000 conv=notrunc 2>dd.err
decode ./large.tsv; exits 2; err_has 'large.tsv:12003:1: error: name is empty'
cmp -s "$newest" good || fail 'the image should be whole again'
table 'the fifth' >large.tsv
decode ./large.tsv; out_has 'the fifth'; count 5 # and notes.cnd
[ ! -e "$first" ] || fail 'the oldest image should be gone'
rm "$XDG_CACHE_HOME/cryptonym/notes.cnd"

# Nobody is told of a cache that cannot be used.
table 'the sixth' >large.tsv
CRYPTONYM_CACHE=off decode ./large.tsv; out_has 'the sixth'; silent; count 4
XDG_CACHE_HOME=$work/in.txt decode ./large.tsv; out_has 'the sixth'; silent
run env -u XDG_CACHE_HOME -u HOME "$CRYPTONYM" annotate --language="$english" -d ./large.tsv in.txt
exits 0; out_has 'the sixth'; silent
run env -u XDG_CACHE_HOME HOME="$work" \
    "$CRYPTONYM" annotate --language="$english" -d ./large.tsv in.txt
exits 0; silent
[ -n "$(find "$work/.cache/cryptonym" -name '*.cnd')" ] || fail 'it should be kept under ~/.cache'
find "$work/cache" "$work/.cache" -name '.*' -type f | grep . && fail 'nothing half written should be left'
finish
