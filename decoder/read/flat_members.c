/*
 * flat_members.c: files embedded in office documents that are one file of XML, in base64.
 *
 * The XML itself is read by others; here only the tags are looked for, as the programs write them.
 */
#include "open/container.h"
#include "open/office.h"
#include "read/odf.h"
#include "read/ooxml.h"
#include "read/unwrap.h"

#include <errno.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)
/* A tag, and what follows it up to the data. */
#define TAGS ((size_t)4096)

struct rule {
    const char *tag;
    const char *name;   /* the attribute; NULL: there is none */
    const char *wanted; /* is in the name */
    const char *data;   /* what the data stand behind; NULL: the tag */
};
static const struct rule rules[] = {
    {"<pkg:part ", "pkg:name=\"/", "/embeddings/", "<pkg:binaryData>"},
    {"<w:binData ", "w:name=\"", "oledata.mso", NULL},
    {"<draw:object-ole", NULL, NULL, "<office:binary-data>"},
};

struct flat {
    struct cn_container container;
    uint64_t at; /* not looked at yet */
    struct cn_unwrap unwrap;
    struct cn_str given; /* of it, not taken yet */
    struct cn_buf name;
    unsigned number;
    char block[BLOCK];
};

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return cn_ooxml_is_flat(head) || cn_odf_is_flat(head) ? CN_OFFICE_BITS : 0;
}

/* ---- finding ---- */

/* The place behind `wanted` in text, or 0: it is not there. */
static size_t behind(struct cn_str text, const char *wanted) {
    size_t at = cn_str_find(text, cn_str_of(wanted), 0);
    return at < text.len ? at + strlen(wanted) : 0;
}

static struct cn_str name_of(struct cn_str tag, const struct rule *rule) {
    size_t at = rule->name ? behind(tag, rule->name) : 0;
    struct cn_str rest = {tag.bytes + at, tag.len - at};
    size_t end = cn_str_find(rest, CN_STR("\""), 0);
    return at > 0 ? (struct cn_str){rest.bytes, end} : CN_STR("");
}

/* Where the data begin behind a tag that text begins with; 0: that is none with data. */
static size_t data_behind(struct flat *self, struct cn_str text, const struct rule *rule) {
    size_t end = cn_str_starts(text, cn_str_of(rule->tag)) ? behind(text, ">") : 0;
    struct cn_str name = name_of((struct cn_str){text.bytes, end}, rule);
    if (end == 0 || (rule->wanted && behind(name, rule->wanted) == 0))
        return 0;
    cn_buf_clear(&self->name);
    cn_buf_add_str(&self->name, name);
    return rule->data ? behind(text, rule->data) : end;
}

static size_t load(struct flat *self) {
    size_t got = 0;
    if (!cn_source_read(&self->container.source, self->at, self->block, BLOCK, &got))
        return 0;
    return got;
}

/* Goes to the data of the next file; false: there is none. */
static bool find(struct flat *self) {
    size_t len, from = 0;
    while ((len = load(self)) > 0) {
        bool last = len < BLOCK || self->at + len >= self->container.source.size;
        size_t most = last ? len : len - TAGS;
        const char *tag;
        for (size_t i = 0; i < most && (tag = memchr(self->block + i, '<', most - i)); i++) {
            i = (size_t)(tag - self->block);
            struct cn_str text = {tag, len - i < TAGS ? len - i : TAGS};
            from = 0;
            for (size_t r = 0; r < sizeof rules / sizeof *rules && from == 0; r++)
                from = data_behind(self, text, &rules[r]);
            self->at += from > 0 ? i + from : 0;
            if (from > 0)
                return true;
        }
        self->at += most;
    }
    return false;
}

/* Where the data at hand end: at the next tag. */
static uint64_t end_of_data(struct flat *self) {
    uint64_t at = self->at;
    size_t got = 0;
    while (cn_source_read(&self->container.source, at, self->block, BLOCK, &got) && got > 0) {
        const char *tag = memchr(self->block, '<', got);
        at += tag ? (size_t)(tag - self->block) : got;
        if (tag)
            break;
    }
    return at;
}

/* ---- the container ---- */

static enum cn_severity open_flat(struct cn_container *container) {
    (void)container;
    return CN_OK;
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct flat *self = (struct flat *)container;
    if (!find(self))
        return CN_END;
    uint64_t start = self->at;
    self->at = end_of_data(self);
    self->given = (struct cn_str){NULL, 0};
    cn_unwrap_end(&self->unwrap);
    self->unwrap = (struct cn_unwrap){.source = NULL};
    cn_unwrap_begin(&self->unwrap, &container->source, start, self->at, CN_TRANSFER_BASE64);
    self->number++;
    if (self->name.len == 0)
        cn_buf_addf(&self->name, "object %u", self->number);
    member->name = cn_buf_str(&self->name);
    return self->name.failed || self->unwrap.failed ? CN_FATAL : CN_OK;
}

static enum cn_severity finish(struct flat *self) {
    if (self->unwrap.failed)
        return CN_FATAL;
    if (self->unwrap.error != 0)
        return cn_container_spoiled(&self->container, CN_STATUS_PARTIAL, CN_E_READ,
                                    strerror(self->unwrap.error));
    if (self->unwrap.transfer.damaged || self->at >= self->container.source.size)
        return cn_container_spoiled(&self->container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return CN_END;
}

static enum cn_severity read_file(struct cn_container *container, char *buffer, size_t want,
                                  size_t *got) {
    struct flat *self = (struct flat *)container;
    if (self->given.len == 0 && !cn_unwrap_next(&self->unwrap, &self->given))
        return finish(self);
    *got = self->given.len < want ? self->given.len : want;
    memcpy(buffer, self->given.bytes, *got);
    self->given.bytes += *got;
    self->given.len -= *got;
    return CN_OK;
}

static void close_flat(struct cn_container *container) {
    struct flat *self = (struct flat *)container;
    cn_unwrap_end(&self->unwrap);
    cn_buf_free(&self->name);
}

const struct cn_container_kind cn_container_flat = {
    .name = "flat",
    .what = "files embedded in office documents of one XML file",
    .bid = bid,
    .size = sizeof(struct flat),
    .open = open_flat,
    .next = next,
    .read = read_file,
    .close = close_flat};
