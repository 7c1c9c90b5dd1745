/*
 * uncrop.c: what was cut off a page is still in the document, and readers of the page do not see
 * it: so it is looked for. Poppler leaves out what stands outside a page's crop box; it is given
 * the document with those boxes under another name, as long as theirs.
 */
#include "pdf/pdf.h"

#include <string.h>

static const char name[] = "/CropBox";
static const char other[] = "/CROPBOX";
#define LEN (sizeof name - 1)
/* Blanks that may stand behind a name. */
#define BLANKS 8

/* With a box behind it, or the number of an object: a text about boxes stays as it is. */
static bool is_box(const struct cn_source *source, uint64_t at) {
    char text[LEN + BLANKS + 1];
    size_t got = 0, from = LEN;
    if (!cn_source_read(source, at, text, sizeof text, &got) || got < LEN ||
        memcmp(text, name, LEN) != 0)
        return false;
    while (from < got && (text[from] == ' ' || text[from] == '\r' || text[from] == '\n'))
        from++;
    return from < got && (text[from] == '[' || (text[from] >= '0' && text[from] <= '9'));
}

/* What of the name at `place` is in the block, which begins at `at`. */
static void rename_box(const struct cn_source *source, uint64_t place, uint64_t at, char *block,
                       size_t len) {
    if (!is_box(source, place))
        return;
    for (size_t i = 0; i < LEN; i++) {
        if (place + i >= at && place + i - at < len)
            block[place + i - at] = other[i];
    }
}

/* Names over the block's beginning: there are bytes of one at its edge, or there are none. */
static void rename_begun(const struct cn_source *source, uint64_t at, char *block, size_t len) {
    const char *letter = at > 0 ? memchr(name + 1, block[0], LEN - 1) : NULL;
    for (; letter; letter = memchr(letter + 1, block[0], (size_t)(name + LEN - letter - 1))) {
        size_t before = (size_t)(letter - name);
        if (at >= before)
            rename_box(source, at - before, at, block, len);
    }
}

void cn_pdf_uncrop(const struct cn_source *source, uint64_t at, char *block, size_t len) {
    struct cn_str text = {block, len};
    if (len == 0)
        return;
    rename_begun(source, at, block, len);
    for (size_t i = 0; (i = cn_str_find(text, CN_STR("/"), i)) < len; i++) {
        size_t left = len - i < LEN ? len - i : LEN;
        if (memcmp(block + i, name, left) == 0)
            rename_box(source, at + i, at, block, len);
    }
}
