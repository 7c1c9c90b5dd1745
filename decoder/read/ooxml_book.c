/*
 * ooxml_book.c: a workbook: its table of strings, its sheets in their order.
 */
#include "read/ooxml.h"

#include "base/limits.h"
#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

#define EVERY 16u
#define WINDOW ((size_t)16 * 1024)

/* ---- _x000D_ ---- */

static int hex(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The code in "_x000D_" at `at`, or -1. */
static int escaped(struct cn_str text, size_t at) {
    int code = 0;
    if (text.len - at < 7 || text.bytes[at] != '_' || text.bytes[at + 1] != 'x' ||
        text.bytes[at + 6] != '_')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (hex(text.bytes[i]) < 0)
            return -1;
        code = code * 16 + hex(text.bytes[i]);
    }
    return code >= 0xd800 && code < 0xe000 ? -1 : code;
}

void cn_ooxml_unescape(struct cn_buf *to, struct cn_str text) {
    size_t start = 0;
    if (text.len == 0)
        return;
    for (size_t i = 0; i < text.len; i++) {
        int code = text.bytes[i] == '_' ? escaped(text, i) : -1;
        bool control = (unsigned char)text.bytes[i] < ' ';
        if (code < 0 && !control)
            continue;
        cn_buf_add(to, text.bytes + start, i - start);
        if (control || code < ' ')
            cn_buf_add_byte(to, ' ');
        else
            cn_utf8_add(to, (uint32_t)code);
        i += control ? 0 : 6;
        start = i + 1;
    }
    cn_buf_add(to, text.bytes + start, text.len - start);
}

/* ---- the table of strings ---- */

struct table {
    struct cn_ooxml *ooxml;
    struct cn_strings *strings;
    bool on;
    unsigned phonetic;
};

static bool note_place(struct cn_strings *strings) {
    size_t at = (size_t)(strings->count / EVERY);
    if (strings->count % EVERY != 0)
        return true;
    if (at >= strings->cap) {
        size_t cap = strings->cap ? strings->cap * 2 : 64;
        uint64_t *grown = realloc(strings->marks, cap * sizeof *grown);
        if (!grown)
            return false;
        strings->marks = grown;
        strings->cap = cap;
    }
    strings->marks[at] = strings->end;
    return true;
}

static void keep_string(struct cn_strings *strings) {
    struct cn_buf whole = {0};
    uint32_t len = 0;
    strings->full |= strings->count >= CN_SHARED_STRINGS_MAX;
    if (strings->full || strings->failed)
        return;
    cn_buf_add(&whole, &len, sizeof len);
    cn_ooxml_unescape(&whole, cn_buf_str(&strings->string));
    len = (uint32_t)(whole.len - sizeof len);
    strings->failed = whole.failed || strings->string.failed || !note_place(strings);
    if (!strings->failed)
        memcpy(whole.bytes, &len, sizeof len);
    strings->full |= strings->failed || !cn_keep_add(&strings->keep, cn_buf_str(&whole));
    strings->end += whole.len;
    strings->count += !strings->full;
    cn_buf_free(&whole);
    cn_buf_clear(&strings->string);
}

static void open_string(void *self, struct cn_str name, const char *const *attributes) {
    struct table *table = self;
    (void)attributes;
    table->phonetic += table->phonetic > 0 || cn_str_equal(name, CN_STR("rPh"));
    table->on = table->phonetic == 0 && cn_str_equal(name, CN_STR("t"));
    if (cn_str_equal(name, CN_STR("si")))
        cn_buf_clear(&table->strings->string);
}

static void close_string(void *self, struct cn_str name) {
    struct table *table = self;
    table->on = false;
    table->phonetic -= table->phonetic > 0;
    if (cn_str_equal(name, CN_STR("si")))
        keep_string(table->strings);
}

static void add_string(void *self, struct cn_str text) {
    struct table *table = self;
    if (table->on && table->strings->string.len < UINT32_MAX / 8)
        cn_buf_add_str(&table->strings->string, text);
}

static const struct cn_xml_sink string_sink = {open_string, close_string, add_string};

static void say_full(struct cn_ooxml *ooxml, const struct cn_strings *strings) {
    const struct cn_keep *keep = &strings->keep;
    enum cn_code code = CN_E_LIMIT_BYTES;
    if (keep->error != 0) {
        cn_document_fail(ooxml->extraction->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_KEEP,
                         strerror(keep->error));
        return;
    }
    if (keep->hit == CN_BUDGET_RATIO)
        code = CN_E_LIMIT_RATIO;
    cn_office_fail(ooxml->extraction, CN_STATUS_LIMIT, code, CN_STR("strings"), NULL);
}

void cn_strings_read(struct cn_ooxml *ooxml, struct cn_strings *strings) {
    struct table table = {.ooxml = ooxml, .strings = strings};
    cn_keep_begin(&strings->keep, ooxml->extraction->vault);
    for (size_t i = 0; i < ooxml->package.len; i++) {
        if (ooxml->kinds[i] != CN_OOXML_STRINGS || ooxml->done[i])
            continue;
        cn_ooxml_read(ooxml, i, &string_sink, &table);
        break;
    }
    if (strings->failed)
        ooxml->state = CN_FATAL;
    else if (strings->full)
        say_full(ooxml, strings);
}

/* Bytes of the keep, by way of a window on them; NULL: they are not there. */
static const char *bytes_at(struct cn_strings *strings, uint64_t at, size_t len) {
    struct cn_source source = cn_keep_source(&strings->keep);
    struct cn_buf *window = &strings->window;
    if (at > source.size || len > source.size - at)
        return NULL;
    if (source.fd < 0)
        return source.bytes + at;
    if (at >= strings->window_at && at - strings->window_at + len <= window->len)
        return window->bytes + (at - strings->window_at);
    size_t got = 0, want = len > WINDOW ? len : WINDOW;
    cn_buf_clear(window);
    strings->window_at = at;
    if (!cn_buf_reserve(window, want) || !cn_source_read(&source, at, window->bytes, want, &got))
        return NULL;
    window->len = got;
    return got >= len ? window->bytes : NULL;
}

static bool length_at(struct cn_strings *strings, uint64_t at, uint32_t *len) {
    const char *bytes = bytes_at(strings, at, sizeof *len);
    if (bytes)
        memcpy(len, bytes, sizeof *len);
    return bytes != NULL;
}

bool cn_strings_get(struct cn_strings *strings, uint64_t number, struct cn_str *string) {
    uint32_t len = 0;
    if (number >= strings->count)
        return false;
    uint64_t at = strings->marks[number / EVERY];
    for (uint64_t i = number / EVERY * EVERY;; i++) {
        if (!length_at(strings, at, &len))
            return false;
        if (i == number)
            break;
        at += sizeof len + len;
    }
    string->bytes = bytes_at(strings, at + sizeof len, len);
    string->len = len;
    return string->bytes != NULL;
}

void cn_strings_free(struct cn_strings *strings) {
    cn_keep_end(&strings->keep);
    free(strings->marks);
    cn_buf_free(&strings->string);
    cn_buf_free(&strings->window);
}

/* ---- sheets ---- */

struct book {
    struct cn_ooxml *ooxml;
    struct cn_ooxml_relations relations;
    struct cn_strings strings;
    struct cn_ooxml_dates dates;
    struct sheet {
        struct cn_str name;
        size_t part;
        bool hidden;
        bool stray; /* the name is not its own */
    } * sheets;     /* owned */
    size_t len, cap;
    struct cn_arena names;
    struct cn_buf defined; /* names that cells were given, a line each */
};

static void add_sheet(struct book *book, struct sheet sheet) {
    size_t cap = book->cap ? book->cap * 2 : 16;
    if (book->len >= CN_RELATIONS_MAX)
        return;
    if (book->len == book->cap) {
        struct sheet *grown = realloc(book->sheets, cap * sizeof *grown);
        if (!grown) {
            book->ooxml->state = CN_FATAL;
            return;
        }
        book->sheets = grown;
        book->cap = cap;
    }
    sheet.name = cn_arena_copy(&book->names, sheet.name);
    if (!sheet.name.bytes)
        book->ooxml->state = CN_FATAL;
    book->sheets[book->len++] = sheet;
}

static bool is_true(struct cn_str value) {
    return cn_str_equal(value, CN_STR("1")) || cn_str_equal(value, CN_STR("true"));
}

/* Those of Excel's own begin so. */
static void add_defined(struct book *book, struct cn_str name) {
    if (cn_str_starts(name, CN_STR("_")) || book->defined.len > CN_ASIDES_MAX)
        return;
    cn_buf_add_str(&book->defined, name);
    cn_buf_add_byte(&book->defined, '\n');
}

static void open_sheet(void *self, struct cn_str name, const char *const *attributes) {
    struct book *book = self;
    struct cn_str state = cn_xml_attribute(attributes, "state");
    if (cn_str_equal(name, CN_STR("workbookPr")))
        book->dates.from_1904 = is_true(cn_xml_attribute(attributes, "date1904"));
    if (cn_str_equal(name, CN_STR("definedName")))
        add_defined(book, cn_xml_attribute(attributes, "name"));
    if (!cn_str_equal(name, CN_STR("sheet")))
        return;
    add_sheet(book,
              (struct sheet){
                  .name = cn_xml_attribute(attributes, "name"),
                  .part = cn_ooxml_relation(&book->relations, cn_xml_prefixed(attributes, "id")),
                  .hidden = state.len > 0 && !cn_str_equal(state, CN_STR("visible"))});
}

static void close_nothing(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

static void no_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink book_sink = {open_sheet, close_nothing, no_text};

/* Comments, boxes, charts and addresses that a sheet refers to, and those of these. */
static void read_beside(struct cn_ooxml *ooxml, size_t part, unsigned depth) {
    struct cn_ooxml_relations relations = {0};
    cn_ooxml_relations(ooxml, part, &relations);
    for (size_t i = 0; i < relations.len && ooxml->state == CN_OK; i++) {
        size_t other = relations.items[i].part;
        enum cn_ooxml_kind kind = (enum cn_ooxml_kind)ooxml->kinds[other];
        if (ooxml->done[other] || (kind != CN_OOXML_COMMENTS && kind != CN_OOXML_DRAWING &&
                                   kind != CN_OOXML_CHART && kind != CN_OOXML_DIAGRAM))
            continue;
        cn_ooxml_text(ooxml, other);
        if (depth > 0)
            read_beside(ooxml, other, depth - 1);
    }
    cn_ooxml_relations_free(&relations);
    cn_ooxml_addresses(ooxml, part);
}

static void read_sheet(struct book *book, const struct sheet *sheet, uint32_t number) {
    struct cn_ooxml *ooxml = book->ooxml;
    if (sheet->part == CN_NO_PART || ooxml->done[sheet->part]) {
        cn_office_fail(ooxml->extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED, sheet->name,
                       "the sheet is missing");
        return;
    }
    cn_office_flow_place(&ooxml->flow, sheet->hidden ? CN_MARK_HIDDEN : CN_MARK_SHEET, number,
                         sheet->name);
    if (!sheet->stray)
        cn_office_flow_text(&ooxml->flow, sheet->name);
    cn_ooxml_sheet(ooxml, sheet->part, &book->strings, &book->dates);
    read_beside(ooxml, sheet->part, 1);
}

static void list_sheets(struct book *book) {
    struct cn_ooxml *ooxml = book->ooxml;
    for (size_t i = 0; i < ooxml->package.len && ooxml->state == CN_OK; i++) {
        if (ooxml->kinds[i] != CN_OOXML_WORKBOOK || ooxml->done[i])
            continue;
        cn_ooxml_relations(ooxml, i, &book->relations);
        cn_ooxml_read(ooxml, i, &book_sink, book);
        cn_ooxml_relations_free(&book->relations);
    }
}

/* A sheet that is not on the list is hidden as well as it can be. */
static void list_strays(struct book *book) {
    struct cn_ooxml *ooxml = book->ooxml;
    size_t listed = book->len;
    bool *known = calloc(ooxml->package.len + 1, sizeof *known);
    if (!known)
        ooxml->state = CN_FATAL;
    for (size_t i = 0; known && i < listed; i++)
        if (book->sheets[i].part != CN_NO_PART)
            known[book->sheets[i].part] = true;
    for (size_t i = 0; known && i < ooxml->package.len; i++)
        if (ooxml->kinds[i] == CN_OOXML_SHEET && !known[i] && !ooxml->done[i])
            add_sheet(book, (struct sheet){.name = ooxml->package.parts[i].name,
                                           .part = i,
                                           .hidden = listed > 0,
                                           .stray = true});
    free(known);
}

static void lay_defined(struct book *book) {
    struct cn_office_flow *flow = &book->ooxml->flow;
    struct cn_str left = cn_buf_str(&book->defined), name;
    if (left.len > 0)
        cn_office_flow_part(flow, "names of cells", 0);
    while (cn_str_split(&left, '\n', &name)) {
        cn_office_flow_paragraph(flow);
        cn_office_flow_text(flow, name);
        cn_office_flow_paragraph_end(flow);
    }
    if (book->defined.failed)
        book->ooxml->state = CN_FATAL;
}

void cn_ooxml_book(struct cn_ooxml *ooxml) {
    struct book book = {.ooxml = ooxml};
    list_sheets(&book);
    list_strays(&book);
    if (book.len > 0 && ooxml->state == CN_OK)
        cn_ooxml_dates_read(ooxml, &book.dates);
    if (book.len > 0 && ooxml->state == CN_OK)
        cn_strings_read(ooxml, &book.strings);
    lay_defined(&book);
    for (size_t i = 0; i < book.len && ooxml->state == CN_OK; i++)
        read_sheet(&book, &book.sheets[i], (uint32_t)(i + 1));
    cn_strings_free(&book.strings);
    free(book.sheets);
    cn_buf_free(&book.dates.styles);
    cn_buf_free(&book.defined);
    cn_arena_free(&book.names);
}
