/*
 * diag.c: lists of diagnostics, and the catalogue.
 */
#include "base/diag.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
#define CN_CODE(name, text) [name] = text,
#include "base/catalogue.def"
#undef CN_CODE
};

static const char *const constants[] = {
#define CN_CODE(name, text) [name] = #name,
#include "base/catalogue.def"
#undef CN_CODE
};

const char *cn_code_text(enum cn_code code) {
    return code < CN_CODES ? texts[code] : texts[CN_E_NONE];
}

/* CN_E_PACKED_CORRUPT is called packed-corrupt. Each name is made when first asked for. */
const char *cn_code_name(enum cn_code code) {
    static char names[CN_CODES][48];
    const char *from;
    size_t len = 0;

    if (code >= CN_CODES)
        code = CN_E_NONE;
    for (from = constants[code] + strlen("CN_E_"); *from && len + 1 < sizeof(names[0]); from++)
        names[code][len++] = (char)(*from == '_' ? '-' : *from - 'A' + 'a');
    return names[code];
}

static bool copy_of(struct cn_str text, struct cn_str *copy) {
    char *bytes = NULL;

    *copy = (struct cn_str){NULL, 0};
    if (text.len == 0)
        return true;
    bytes = malloc(text.len);
    if (!bytes)
        return false;
    memcpy(bytes, text.bytes, text.len);
    *copy = (struct cn_str){bytes, text.len};
    return true;
}

static bool room_for_one(struct cn_diags *diags) {
    size_t cap = diags->cap ? diags->cap * 2 : 4;
    struct cn_diag *grown;

    if (diags->len < diags->cap)
        return true;
    grown = realloc(diags->items, cap * sizeof(*grown));
    if (!grown)
        return false;
    diags->items = grown;
    diags->cap = cap;
    return true;
}

static void item_free(struct cn_diag *item) {
    free((void *)item->where.file.bytes);
    free((void *)item->detail.bytes);
}

static bool keep(struct cn_diags *diags, struct cn_diag item) {
    struct cn_str file = item.where.file;
    struct cn_str detail = item.detail;
    bool copied = copy_of(file, &item.where.file);

    copied = copy_of(detail, &item.detail) && copied;
    if (!copied || !room_for_one(diags)) {
        item_free(&item);
        return false;
    }
    diags->items[diags->len++] = item;
    return true;
}

static void detail_format(struct cn_buf *detail, const char *format, va_list args) {
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (len > 0 && cn_buf_reserve(detail, (size_t)len + 1)) {
        vsnprintf(detail->bytes, (size_t)len + 1, format, again);
        detail->len = (size_t)len;
    }
    va_end(again);
}

enum cn_severity cn_diag_add(struct cn_diags *diags, enum cn_severity severity, enum cn_code code,
                             const struct cn_where *where, const char *detail, ...) {
    struct cn_diag item = {.severity = severity, .code = code};
    struct cn_buf text = {0};
    va_list args;

    if (severity > diags->worst)
        diags->worst = severity;
    if (diags->len >= CN_DIAGS_MAX) {
        diags->dropped++;
        return severity;
    }
    if (where)
        item.where = *where;
    if (detail) {
        va_start(args, detail);
        detail_format(&text, detail, args);
        va_end(args);
    }
    item.detail = cn_buf_str(&text);
    if (text.failed || !keep(diags, item))
        diags->worst = CN_FATAL;
    cn_buf_free(&text);
    return severity;
}

void cn_diags_free(struct cn_diags *diags) {
    for (size_t i = 0; i < diags->len; i++)
        item_free(&diags->items[i]);
    free(diags->items);
    *diags = (struct cn_diags){0};
}
