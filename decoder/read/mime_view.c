/*
 * mime_view.c: lines of a mail, chosen for GMime.
 */
#include "read/mime_view.h"

#include "base/limits.h"
#include "open/lines.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Before a region's number. No such byte of the mail is shown. */
#define MARK '\001'

/* The view in the making. */
struct making {
    struct cn_mime_view *view;
    struct cn_lines lines;
    bool in_header;
    bool typed;   /* the header has a Content-Type; only the first one counts */
    bool in_type; /* the field at hand is that */
    /* Of boundaries named so far, by hash: what is taken for one and is none costs a region, GMime
     * knows better. */
    unsigned char boundaries[8192];
    struct cn_buf type;
    size_t fields; /* of the header at hand */
    bool failed;
};

static bool grow(void **items, size_t len, size_t *cap, size_t size) {
    if (len < *cap)
        return true;
    void *more = realloc(*items, (*cap * 2 + 16) * size);
    if (!more)
        return false;
    *items = more;
    *cap = *cap * 2 + 16;
    return true;
}

/* ---- what is shown ---- */

/* "=?" names a charset, also in a boundary; the same is done to it in a header and in its line. */
static void blot(char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)bytes[i] < ' ' || (unsigned char)bytes[i] >= 0x7f || bytes[i] == '?')
            bytes[i] = '_';
}

static void show(struct making *it, struct cn_str bytes) {
    struct cn_buf *text = &it->view->text;
    size_t from = text->len;
    cn_buf_add_str(text, bytes);
    if (!text->failed)
        blot(text->bytes + from, text->len - from);
}

/* A line of a type, as far as there is room. */
static void add_line(struct making *it, const struct cn_line *line) {
    struct cn_buf *type = &it->type;
    size_t room = CN_MIME_FIELD_MAX - type->len, got = 0;
    size_t want = line->end - line->start < room ? (size_t)(line->end - line->start) : room;
    if (want == 0 || !cn_buf_reserve(type, want))
        return;
    cn_source_read(it->lines.source, line->start, type->bytes + type->len, want, &got);
    type->len += got;
}

static size_t hash_of(struct cn_str boundary) {
    return XXH3_64bits(boundary.bytes, boundary.len) % (8 * sizeof((struct making *)0)->boundaries);
}

static void remember(struct making *it, struct cn_str boundary) {
    size_t hash = hash_of(boundary);
    it->boundaries[hash / 8] |= (unsigned char)(1 << hash % 8);
}

static bool is_remembered(const struct making *it, struct cn_str boundary) {
    size_t hash = hash_of(boundary);
    return it->boundaries[hash / 8] >> hash % 8 & 1;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/* GMime would cut what stands before a line by its "\r". */
static struct cn_str without_blanks(struct cn_str line) {
    while (line.len > 0 && is_blank(line.bytes[line.len - 1]))
        line.len--;
    return line;
}

static bool is_boundary(const struct making *it, struct cn_str line) {
    line = without_blanks(line);
    if (line.len > CN_MIME_BOUNDARY + 4 || !cn_str_starts(line, CN_STR("--")))
        return false;
    struct cn_str opens = {line.bytes + 2, line.len - 2};
    struct cn_str closes = {opens.bytes, opens.len - 2};
    return is_remembered(it, opens) || (opens.len > 2 && is_remembered(it, closes));
}

static void show_boundary(struct making *it, struct cn_str boundary) {
    struct cn_buf quoted = {0};
    for (size_t i = 0; i < boundary.len; i++) {
        if (boundary.bytes[i] == '"' || boundary.bytes[i] == '\\')
            cn_buf_add_byte(&quoted, '\\');
        cn_buf_add_byte(&quoted, boundary.bytes[i]);
    }
    cn_buf_add_text(&it->view->text, "; boundary=\"");
    show(it, cn_buf_str(&quoted));
    cn_buf_add_text(&it->view->text, "\"");
    it->failed = it->failed || quoted.failed;
    cn_buf_free(&quoted);
}

static bool starts_nocase(struct cn_str text, struct cn_str prefix) {
    return text.len >= prefix.len &&
           cn_str_equal_nocase((struct cn_str){text.bytes, prefix.len}, prefix);
}

/* The field that has ended, if it is a type, as far as GMime has use for it: has the part parts,
 * and what stands between them? That may be written in pieces in a charset (RFC 2231). A mail
 * inside the mail is one part. */
static void end_field(struct making *it) {
    struct cn_buf boundary = {0};
    struct cn_str value = cn_buf_str(&it->type);
    if (!it->in_type)
        return;
    it->in_type = false;
    cn_str_split(&value, ':', &(struct cn_str){NULL, 0});
    bool multipart = starts_nocase(cn_words_first(value), CN_STR("multipart/"));
    cn_buf_add_text(&it->view->text,
                    multipart ? "Content-Type: multipart/mixed" : "Content-Type: text/plain");
    cn_words_parameter(value, CN_STR("boundary"), &boundary);
    bool bounded = multipart && boundary.len > 0 && boundary.len <= CN_MIME_BOUNDARY;
    if (bounded) {
        remember(it, cn_buf_str(&boundary));
        show_boundary(it, cn_buf_str(&boundary));
    }
    cn_buf_add_byte(&it->view->text, '\n');
    it->failed = it->failed || it->type.failed || boundary.failed;
    cn_buf_clear(&it->type);
    cn_buf_free(&boundary);
}

static void add_place(struct making *it, uint64_t source) {
    struct cn_mime_view *view = it->view;
    void *items = view->places;
    if (!grow(&items, view->places_len, &view->places_cap, sizeof *view->places))
        it->failed = true;
    view->places = items;
    if (!it->failed)
        view->places[view->places_len++] = (struct cn_mime_place){view->text.len, source};
}

static void begin_region(struct making *it, uint64_t start, uint64_t header) {
    struct cn_mime_view *view = it->view;
    void *items = view->regions;
    if (!grow(&items, view->regions_len, &view->regions_cap, sizeof *view->regions))
        it->failed = true;
    view->regions = items;
    if (!it->failed)
        view->regions[view->regions_len++] = (struct cn_mime_region){start, header, header};
    it->in_header = true;
    it->typed = false;
    it->fields = 0;
}

static void end_header(struct making *it, uint64_t end, uint64_t body) {
    struct cn_mime_view *view = it->view;
    end_field(it);
    add_place(it, end);
    if (it->failed)
        return;
    view->regions[view->regions_len - 1].body = body;
    cn_buf_addf(&view->text, "\n%c%zu\n", MARK, view->regions_len - 1);
    it->in_header = false;
}

/* ---- the lines ---- */

static void begin_field(struct making *it, const struct cn_line *line, size_t name) {
    struct cn_str field = {line->head.bytes, name};
    end_field(it);
    add_place(it, line->start);
    it->fields++;
    it->in_type = !it->typed && cn_str_equal_nocase(field, CN_STR("content-type"));
    it->typed = it->typed || it->in_type;
    if (it->in_type)
        return;
    cn_buf_add_text(&it->view->text, cn_str_equal_nocase(field, CN_STR("content-type")) ? "_" : "");
    show(it, field);
    cn_buf_add_text(&it->view->text, ":\n");
}

/* False: the line is no header's. */
static bool in_header(struct making *it, const struct cn_line *line) {
    struct cn_str head = line->head;
    bool folded = head.len > 0 && (head.bytes[0] == ' ' || head.bytes[0] == '\t');
    size_t name = cn_line_field(head);
    if (cn_line_empty(line)) {
        end_header(it, line->start, line->end);
        return true;
    }
    if (it->fields == 0 && it->view->regions_len == 1 &&
        (line->start == 0 ? cn_str_starts(head, CN_STR("From ")) : folded))
        return true;
    bool shown = folded ? it->fields > 0 : name > 0 && !is_boundary(it, head);
    if (!shown) {
        end_header(it, line->start, line->start);
        return false;
    }
    if (!folded)
        begin_field(it, line, name);
    if (it->in_type)
        add_line(it, line);
    return true;
}

static void in_body(struct making *it, const struct cn_line *line) {
    if (!is_boundary(it, line->head))
        return;
    begin_region(it, line->start, line->end);
    show(it, without_blanks(line->head));
    cn_buf_add_byte(&it->view->text, '\n');
}

static bool is_full(const struct cn_mime_view *view) {
    return view->regions_len == CN_MIME_LINES || view->places_len >= CN_MIME_PLACES ||
           view->text.len > CN_MIME_VIEW;
}

bool cn_mime_view_make(struct cn_mime_view *view, const struct cn_source *source) {
    struct making it = {.view = view};
    struct cn_line line = {.end = 0};
    it.failed = !cn_lines_begin(&it.lines, source);
    begin_region(&it, 0, 0);
    while (!it.failed && !view->full && cn_lines_next(&it.lines, &line)) {
        view->full = is_full(view);
        if (!view->full && !(it.in_header && in_header(&it, &line)))
            in_body(&it, &line);
    }
    if (!it.failed && it.in_header)
        end_header(&it, view->full ? line.start : line.end, view->full ? line.start : line.end);
    view->error = it.lines.error;
    cn_lines_end(&it.lines);
    cn_buf_free(&it.type);
    return !it.failed && !view->text.failed;
}

/* ---- what was found ---- */

bool cn_mime_view_field(const struct cn_mime_view *view, uint64_t at, struct cn_span *field) {
    size_t low = 0, high = view->places_len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->places[middle].view < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low + 1 >= view->places_len || view->places[low].view != at)
        return false;
    *field = (struct cn_span){view->places[low].source, view->places[low + 1].source};
    return true;
}

/* The number at the beginning of `text`. */
static size_t number(struct cn_str text) {
    size_t value = 0;
    for (size_t i = 0; i < text.len && text.bytes[i] >= '0' && text.bytes[i] <= '9'; i++)
        value = value * 10 + (size_t)(text.bytes[i] - '0');
    return value;
}

bool cn_mime_view_marks(const struct cn_mime_view *view, struct cn_str text, size_t *first,
                        size_t *last) {
    const char *mark = text.len > 0 ? memchr(text.bytes, MARK, text.len) : NULL;
    size_t at = text.len;
    if (!mark)
        return false;
    while (text.bytes[at - 1] != MARK)
        at--;
    *first = number((struct cn_str){mark + 1, text.len - (size_t)(mark + 1 - text.bytes)});
    *last = number((struct cn_str){text.bytes + at, text.len - at});
    return *first <= *last && *last < view->regions_len;
}

void cn_mime_view_free(struct cn_mime_view *view) {
    cn_buf_free(&view->text);
    free(view->regions);
    free(view->places);
    *view = (struct cn_mime_view){.regions = NULL};
}
