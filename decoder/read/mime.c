/*
 * mime.c: a walk through the parts of a mail, in the order in which they stand.
 *
 * Where each begins and ends is in the tree; here is what each is, and what stands between them.
 */
#include "read/mime.h"

#include "open/lines.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- headers ---- */

/* What a header says of the part behind it: the fields' values, folded. */
struct header {
    struct cn_buf values[CN_MIME_KEYS];
};

/* What stands behind the name and one byte, the colon. */
static void read_value(struct cn_mime *mime, struct cn_span field, struct cn_buf *value) {
    size_t len = field.end - field.start < CN_MIME_FIELD_MAX ? (size_t)(field.end - field.start)
                                                             : CN_MIME_FIELD_MAX;
    size_t got = 0;
    if (len == 0 || !cn_buf_reserve(value, len))
        return;
    cn_source_read(mime->source, field.start, value->bytes, len, &got);
    value->len = got;
    size_t name = cn_line_field(cn_buf_str(value));
    name += name < got;
    memmove(value->bytes, value->bytes + name, got - name);
    value->len -= name;
}

static void read_header(struct cn_mime *mime, const struct cn_mime_node *node,
                        struct header *header) {
    for (size_t key = 0; key < CN_MIME_KEYS; key++) {
        read_value(mime, node->keys[key], &header->values[key]);
        mime->failed = mime->failed || header->values[key].failed;
    }
}

static void free_header(struct header *header) {
    for (size_t key = 0; key < CN_MIME_KEYS; key++)
        cn_buf_free(&header->values[key]);
}

static struct cn_str value_of(const struct header *header, enum cn_mime_key key) {
    return cn_buf_str(&header->values[key]);
}

/* ---- places ---- */

/* The end of the text in a region: before the line with "--" behind it, the line end that belongs
 * to that left out. */
static uint64_t end_of(const struct cn_mime *mime, size_t region, uint64_t start) {
    const struct cn_mime_view *view = &mime->tree.view;
    char last[2];
    size_t got = 0;
    if (region + 1 >= view->regions_len)
        return mime->source->size;
    uint64_t end = view->regions[region + 1].start;
    uint64_t from = end - start < 2 ? start : end - 2;
    cn_source_read(mime->source, from, last, (size_t)(end - from), &got);
    if (got > 0 && last[got - 1] == '\n') {
        end--;
        end -= got > 1 && last[0] == '\r';
    }
    return end;
}

static void set_span(struct cn_mime *mime, struct cn_mime_part *part, uint64_t start,
                     size_t last_region) {
    part->start = start;
    part->end = end_of(mime, last_region, start);
    part->cut =
        (mime->cut || mime->tree.view.full) && last_region + 1 == mime->tree.view.regions_len;
}

/* ---- parts ---- */

static void clear_part(struct cn_mime_part *part) {
    struct cn_mime_part kept = *part;
    *part = (struct cn_mime_part){
        .type = kept.type, .charset = kept.charset, .name = kept.name, .number = kept.number};
    cn_buf_clear(&part->type);
    cn_buf_clear(&part->charset);
    cn_buf_clear(&part->name);
    cn_buf_clear(&part->number);
}

static void set_type(struct cn_mime_part *part, const struct header *header, bool digest) {
    struct cn_str type = cn_words_first(value_of(header, CN_MIME_TYPE));
    if (type.len == 0 || !memchr(type.bytes, '/', type.len))
        type = digest ? CN_STR("message/rfc822") : CN_STR("text/plain");
    for (size_t i = 0; i < type.len && i < 128; i++) {
        char c = type.bytes[i];
        cn_buf_add_byte(&part->type, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
}

static void set_number(const struct cn_mime *mime, struct cn_mime_part *part) {
    for (unsigned level = 0; level < mime->depth; level++)
        cn_buf_addf(&part->number, level ? ".%u" : "%u", mime->levels[level].part);
    if (mime->depth == 0)
        cn_buf_add_text(&part->number, "1");
}

static bool is_sealed(const struct cn_mime *mime, const struct cn_mime_part *part,
                      const struct header *header) {
    struct cn_str type = cn_buf_str(&part->type);
    struct cn_buf kind = {0};
    if (mime->depth > 0 && mime->levels[mime->depth - 1].encrypted)
        return mime->levels[mime->depth - 1].part > 1;
    if (!cn_str_equal(type, CN_STR("application/pkcs7-mime")) &&
        !cn_str_equal(type, CN_STR("application/x-pkcs7-mime")))
        return false;
    cn_words_parameter(value_of(header, CN_MIME_TYPE), CN_STR("smime-type"), &kind);
    bool sealed = !cn_str_starts(cn_buf_str(&kind), CN_STR("signed")) &&
                  !cn_str_starts(cn_buf_str(&kind), CN_STR("certs"));
    cn_buf_free(&kind);
    return sealed;
}

static enum cn_mime_what find_what(const struct cn_mime *mime, const struct cn_mime_part *part,
                                   const struct header *header) {
    struct cn_str type = cn_buf_str(&part->type);
    bool shown = !part->attached && part->name.len == 0;
    if (part->deep || part->unparted)
        return CN_MIME_TEXT;
    if (is_sealed(mime, part, header))
        return CN_MIME_ENCRYPTED;
    if (cn_str_equal(type, CN_STR("message/rfc822")) ||
        cn_str_equal(type, CN_STR("message/global")))
        return CN_MIME_MESSAGE;
    if (shown && cn_str_equal(type, CN_STR("text/html")))
        return CN_MIME_HTML;
    if (shown && (cn_str_equal(type, CN_STR("text/plain")) || cn_str_equal(type, CN_STR("text"))))
        return CN_MIME_TEXT;
    return CN_MIME_OTHER;
}

static void set_name(struct cn_mime_part *part, const struct header *header) {
    struct cn_str disposition = value_of(header, CN_MIME_DISPOSITION);
    part->attached = cn_str_equal_nocase(cn_words_first(disposition), CN_STR("attachment"));
    if (!cn_words_parameter(disposition, CN_STR("filename"), &part->name))
        cn_words_parameter(value_of(header, CN_MIME_TYPE), CN_STR("name"), &part->name);
}

/* Goes into a multipart. */
static void open_level(struct cn_mime *mime, struct cn_str type) {
    mime->levels[mime->depth++] =
        (struct cn_mime_level){.node = mime->at,
                               .alternative = cn_str_equal(type, CN_STR("multipart/alternative")),
                               .digest = cn_str_equal(type, CN_STR("multipart/digest")),
                               .encrypted = cn_str_equal(type, CN_STR("multipart/encrypted"))};
    mime->opened = true;
    mime->at++;
}

/* What the part at hand is; behind it comes the next node. */
static void describe(struct cn_mime *mime, struct cn_mime_part *part, const struct header *header) {
    const struct cn_mime_node *node = &mime->tree.nodes[mime->at];
    part->transfer = cn_transfer_find(value_of(header, CN_MIME_TRANSFER));
    cn_words_parameter(value_of(header, CN_MIME_TYPE), CN_STR("charset"), &part->charset);
    set_name(part, header);
    set_number(mime, part);
    part->what = find_what(mime, part, header);
    set_span(mime, part, mime->tree.view.regions[node->region].body, node->extent);
    mime->at = node->next;
}

/* Reads a header. False: it opened a multipart. */
static bool begin_part(struct cn_mime *mime, struct cn_mime_part *part) {
    const struct cn_mime_node *node = &mime->tree.nodes[mime->at];
    struct header header = {.values = {{.len = 0}}};
    if (mime->depth > 0)
        mime->levels[mime->depth - 1].part++;
    read_header(mime, node, &header);
    set_type(part, &header, mime->depth > 0 && mime->levels[mime->depth - 1].digest);
    struct cn_str type = cn_buf_str(&part->type);
    bool multipart = cn_str_starts(type, CN_STR("multipart/"));
    part->deep = multipart && mime->depth == CN_MIME_DEPTH;
    part->unparted = multipart && !part->deep && !node->parted;
    bool opened = multipart && !part->deep && !part->unparted;
    if (opened)
        open_level(mime, type);
    else
        describe(mime, part, &header);
    mime->failed = mime->failed || part->type.failed || part->number.failed || part->name.failed;
    free_header(&header);
    return !opened;
}

/* ---- between the parts ---- */

static void set_outside(struct cn_mime *mime, struct cn_mime_part *part, uint64_t start,
                        size_t last_region) {
    part->what = CN_MIME_OUTSIDE;
    set_span(mime, part, start, last_region);
}

/* Leaves the innermost multipart, and gives what stands behind it. False: it was not closed. */
static bool close_level(struct cn_mime *mime, struct cn_mime_part *part) {
    const struct cn_mime_view *view = &mime->tree.view;
    const struct cn_mime_node *node = &mime->tree.nodes[mime->levels[--mime->depth].node];
    if (node->closed == CN_MIME_NONE)
        return false;
    set_outside(mime, part, view->regions[node->closed].header, node->behind);
    return true;
}

/* Is the node to come inside the innermost multipart? */
static bool is_inside(const struct cn_mime *mime) {
    return mime->depth > 0 && mime->at < mime->tree.nodes[mime->levels[mime->depth - 1].node].next;
}

/* How many levels are still open behind the part at hand. */
static unsigned depth_behind(const struct cn_mime *mime) {
    unsigned depth = mime->depth;
    while (depth > 0) {
        const struct cn_mime_node *node = &mime->tree.nodes[mime->levels[depth - 1].node];
        if (mime->at < node->next)
            return depth;
        depth--;
        if (node->closed != CN_MIME_NONE)
            return depth;
    }
    return depth;
}

/* ---- alternatives ---- */

static bool in_alternative(const struct cn_mime *mime, unsigned depth) {
    for (unsigned level = 0; level < depth; level++)
        if (mime->levels[level].alternative)
            return true;
    return false;
}

/* The words of the text that stands beside the part at hand; 0: there is none. */
static uint64_t words_beside(const struct cn_mime *mime) {
    uint64_t words = 0;
    for (unsigned level = 0; level < mime->depth; level++)
        if (mime->levels[level].alternative && mime->levels[level].words > words)
            words = mime->levels[level].words;
    return words;
}

static struct cn_word_count count_words(struct cn_mime *mime, const struct cn_mime_part *part) {
    struct cn_word_count count = {.html = part->what == CN_MIME_HTML, .set = &mime->said};
    struct cn_unwrap unwrap = {.source = NULL};
    struct cn_str block;
    cn_unwrap_begin(&unwrap, mime->source, part->start, part->end, part->transfer);
    while (cn_unwrap_next(&unwrap, &block))
        cn_word_count_add(&count, block);
    cn_word_count_end(&count);
    mime->failed = mime->failed || unwrap.failed;
    cn_unwrap_end(&unwrap);
    return count;
}

/* What the plain text says will not be read again in HTML, unless that says more, or other things.
 */
static void weigh_alternative(struct cn_mime *mime, struct cn_mime_part *part) {
    uint64_t beside = words_beside(mime);
    unsigned depth = depth_behind(mime);
    if (part->what == CN_MIME_HTML && beside > 0) {
        struct cn_word_count html = count_words(mime, part);
        part->repeated = beside >= html.words && html.fresh == 0;
    }
    if (part->what != CN_MIME_TEXT || !in_alternative(mime, depth))
        return;
    uint64_t words = count_words(mime, part).words;
    for (unsigned level = 0; level < depth; level++)
        mime->levels[level].words += words;
}

/* ---- all ---- */

bool cn_mime_begin(struct cn_mime *mime, const struct cn_source *source) {
    mime->source = source;
    if (!cn_mime_tree_make(&mime->tree, source))
        return false;
    const struct cn_mime_node *mail = &mime->tree.nodes[0];
    mime->cut = !mime->tree.view.full && mail->parted && mail->closed == CN_MIME_NONE;
    return true;
}

/* False: there is nothing here to give. */
static bool next_step(struct cn_mime *mime, struct cn_mime_part *part) {
    if (mime->opened) {
        const struct cn_mime_node *node = &mime->tree.nodes[mime->levels[mime->depth - 1].node];
        mime->opened = false;
        set_outside(mime, part, mime->tree.view.regions[node->region].body, node->last);
        return part->end > part->start;
    }
    if (mime->depth > 0 && !is_inside(mime))
        return close_level(mime, part) && part->end > part->start;
    if (!begin_part(mime, part))
        return false;
    weigh_alternative(mime, part);
    return true;
}

bool cn_mime_next(struct cn_mime *mime, struct cn_mime_part *part) {
    while (!mime->failed && (mime->depth > 0 || mime->at < mime->tree.len)) {
        clear_part(part);
        if (next_step(mime, part))
            return !mime->failed;
    }
    return false;
}

void cn_mime_part_end(struct cn_mime_part *part) {
    cn_buf_free(&part->type);
    cn_buf_free(&part->charset);
    cn_buf_free(&part->name);
    cn_buf_free(&part->number);
}

void cn_mime_end(struct cn_mime *mime) {
    cn_mime_tree_free(&mime->tree);
}
