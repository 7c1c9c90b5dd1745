/*
 * rescue.c: where a document's table of objects is, for one whose end is missing or wrong.
 *
 * Poppler makes the table anew by looking for objects, but gives up where no trailer says which of
 * them is the catalogue: in newer documents that stands in a stream at the end. So that a trailer
 * can be laid behind it, the document's bytes are looked through for what names the catalogue, and
 * for such a stream. What is encrypted cannot be had: its key is made of what is missing.
 */
#include "pdf/pdf.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is looked for, blanks included, is shorter; both before and behind a place. */
#define MARGIN 64

/* "12 0 R" */
struct reference {
    uint32_t number, generation; /* number 0: none */
};

struct findings {
    struct reference root, info, object; /* object: the last that began */
    uint64_t object_at;
    bool packed; /* there are objects in streams, which only a table leads to, */
    bool tabled; /* and a stream with a table */
    uint64_t table_at;
    bool encrypted;
};

/* ---- tokens ---- */

static bool is_blank(char c) {
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static struct cn_str skip_blanks(struct cn_str text) {
    while (text.len > 0 && is_blank(*text.bytes)) {
        text.bytes++;
        text.len--;
    }
    return text;
}

/* Up to nine digits; none is 0. */
static uint32_t take_number(struct cn_str *text) {
    uint32_t number = 0;
    *text = skip_blanks(*text);
    for (int digits = 0; text->len > 0 && *text->bytes >= '0' && *text->bytes <= '9'; digits++) {
        if (digits == 9)
            return 0;
        number = number * 10 + (uint32_t)(*text->bytes - '0');
        text->bytes++;
        text->len--;
    }
    return number;
}

static struct reference take_reference(struct cn_str text) {
    struct reference reference;
    reference.number = take_number(&text);
    reference.generation = take_number(&text);
    if (!cn_str_starts(skip_blanks(text), CN_STR("R")))
        reference.number = 0;
    return reference;
}

/* Back over digits and what stands before them; true: there were some. */
static bool step_back(struct cn_str text, size_t *at) {
    size_t digits = 0;
    while (*at > 0 && is_blank(text.bytes[*at - 1]))
        --*at;
    for (; *at > 0 && text.bytes[*at - 1] >= '0' && text.bytes[*at - 1] <= '9'; digits++)
        --*at;
    return digits > 0;
}

/* ---- looking ---- */

/* "12 0 obj", whose last word is at `at`. */
static void see_object(struct findings *found, struct cn_str text, size_t at, uint64_t base) {
    size_t from = at;
    if (!step_back(text, &from) || !step_back(text, &from))
        return;
    struct cn_str numbers = {text.bytes + from, at - from};
    found->object.number = take_number(&numbers);
    found->object.generation = take_number(&numbers);
    found->object_at = base + from;
}

static void see_type(struct findings *found, struct cn_str text) {
    text = skip_blanks(text);
    if (cn_str_starts(text, CN_STR("/Catalog")) && found->object.number > 0)
        found->root = found->object;
    if (cn_str_starts(text, CN_STR("/ObjStm")))
        found->packed = true;
    if (cn_str_starts(text, CN_STR("/XRef")) && found->object.number > 0) {
        found->tabled = true;
        found->table_at = found->object_at;
    }
}

static struct cn_str behind(struct cn_str text, size_t len) {
    return (struct cn_str){text.bytes + len, text.len - len};
}

static void see_name(struct findings *found, struct cn_str text) {
    struct reference reference = {0, 0};
    if (cn_str_starts(text, CN_STR("/Type")))
        see_type(found, behind(text, 5));
    else if (cn_str_starts(text, CN_STR("/Root")))
        reference = take_reference(behind(text, 5));
    else if (cn_str_starts(text, CN_STR("/Info")) && take_reference(behind(text, 5)).number > 0)
        found->info = take_reference(behind(text, 5));
    else if (cn_str_starts(text, CN_STR("/Encrypt")))
        found->encrypted = true;
    if (reference.number > 0)
        found->root = reference;
}

/* The places from `from` on to `to` in a block that begins at `base`. */
static void look(struct findings *found, struct cn_str block, size_t from, size_t to,
                 uint64_t base) {
    for (size_t at = from; at < to; at++) {
        if (block.bytes[at] == '/')
            see_name(found, behind(block, at));
        else if (block.bytes[at] == 'o' && cn_str_starts(behind(block, at), CN_STR("obj")))
            see_object(found, block, at, base);
    }
}

/* In blocks, each with the end of the one before it. */
static void look_through(struct findings *found, const struct cn_source *source, char *block) {
    uint64_t base = 0;
    size_t got = 0;
    while (cn_source_read(source, base, block, CN_READ_SIZE, &got) && got > 0) {
        bool last = got < CN_READ_SIZE;
        size_t to = last ? got : got - MARGIN;
        look(found, (struct cn_str){block, got}, base > 0 ? MARGIN : 0, to, base);
        if (last)
            break;
        base += to - MARGIN;
    }
}

/* ---- the end ---- */

/* A table that is not needed is left: it may be wrong as well. */
static void write_tail(const struct findings *found, uint64_t size, struct cn_buf *tail) {
    cn_buf_addf(tail, "\ntrailer\n<</Root %" PRIu32 " %" PRIu32 " R", found->root.number,
                found->root.generation);
    if (found->info.number > 0)
        cn_buf_addf(tail, "/Info %" PRIu32 " %" PRIu32 " R", found->info.number,
                    found->info.generation);
    cn_buf_addf(tail, ">>\nstartxref\n%" PRIu64 "\n%%%%EOF\n",
                found->packed && found->tabled ? found->table_at : size);
}

bool cn_pdf_rescue(const struct cn_source *source, struct cn_buf *tail) {
    struct findings found = {.tabled = false};
    char *block = malloc(CN_READ_SIZE);
    if (!block)
        return false;
    look_through(&found, source, block);
    free(block);
    if (found.root.number == 0 || found.encrypted)
        return false;
    write_tail(&found, source->size, tail);
    return !tail->failed;
}
