/*
 * record.c: one record of the results, read with jansson.
 *
 * cryptonym-jsonl(5) says what is in it. Fields that are not known are passed over; one that is
 * needed and has another type makes the record a broken one.
 */
#include "review/review.h"

#ifdef CN_JANSSON

#include <jansson.h>
#include <stdio.h>
#include <string.h>

bool cn_results_readable(void) {
    return true;
}

struct reader {
    struct cn_arena *arena;
    struct cn_buf *why;
};

static bool wrong(const struct reader *reader, const char *field) {
    cn_buf_clear(reader->why);
    cn_buf_addf(reader->why, "%s", field);
    return false;
}

/* ---- fields ---- */

static bool read_string(const struct reader *reader, const json_t *object, const char *key,
                        struct cn_str *to) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return wrong(reader, key);
    struct cn_str text = {json_string_value(value), json_string_length(value)};
    *to = cn_arena_copy(reader->arena, text);
    return true;
}

/* Empty where it is not there, or null. */
static bool read_optional(const struct reader *reader, const json_t *object, const char *key,
                          struct cn_str *to) {
    const json_t *value = json_object_get(object, key);
    *to = (struct cn_str){0};
    return !value || json_is_null(value) || read_string(reader, object, key, to);
}

static bool read_count(const struct reader *reader, const json_t *object, const char *key,
                       uint64_t *to) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return wrong(reader, key);
    *to = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_share(const struct reader *reader, const json_t *object, const char *key,
                       double *to) {
    const json_t *value = json_object_get(object, key);
    *to = json_number_value(value);
    return (json_is_number(value) && *to >= 0 && *to <= 1) || wrong(reader, key);
}

static bool read_member(const struct reader *reader, const json_t *object, uint32_t *to) {
    const json_t *value = json_object_get(object, "member");
    *to = CN_NO_MEMBER;
    if (!value || json_is_null(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > 999999999)
        return wrong(reader, "member");
    *to = (uint32_t)json_integer_value(value);
    return true;
}

/* ---- the document's name ---- */

static int base64_value(char letter) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
    return found ? (int)(found - letters) : -1;
}

/* False: it is none, or memory is out. */
static bool decode_base64(struct cn_str text, struct cn_arena *arena, struct cn_str *decoded) {
    char *out = CN_NEW_ARRAY(arena, char, text.len + 1);
    size_t len = 0;
    unsigned held = 0, bits = 0;
    while (text.len > 0 && text.bytes[text.len - 1] == '=')
        text.len--;
    for (size_t i = 0; out && i < text.len; i++) {
        int value = base64_value(text.bytes[i]);
        if (value < 0)
            return false;
        held = (held << 6 | (unsigned)value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[len++] = (char)(unsigned char)(held >> bits & 255);
        }
    }
    *decoded = (struct cn_str){out, len};
    return out != NULL;
}

/* A name that is not UTF-8 stands there as bytes too. */
static bool read_file(const struct reader *reader, const json_t *record, struct cn_str *file) {
    struct cn_str encoded;
    if (!json_object_get(record, "document_bytes"))
        return read_string(reader, record, "document", file);
    if (!read_string(reader, record, "document_bytes", &encoded))
        return false;
    return decode_base64(encoded, reader->arena, file) || wrong(reader, "document_bytes");
}

/* ---- mentions ---- */

static bool read_choice(const struct reader *reader, const json_t *reading,
                        struct cn_choice *choice) {
    choice->unknown = json_is_true(json_object_get(reading, "unknown"));
    return read_string(reader, reading, "name", &choice->name) &&
           read_string(reader, reading, "meaning", &choice->meaning) &&
           read_optional(reader, reading, "scheme", &choice->scheme) &&
           read_share(reader, reading, "share", &choice->share);
}

static bool read_choices(const struct reader *reader, const json_t *record,
                         struct cn_question *question) {
    const json_t *readings = json_object_get(record, "readings");
    size_t len = json_array_size(readings);
    if (!json_is_array(readings) || len == 0)
        return wrong(reader, "readings");
    struct cn_choice *choices = CN_NEW_ARRAY(reader->arena, struct cn_choice, len);
    if (!choices)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!read_choice(reader, json_array_get(readings, i), &choices[i]))
            return false;
    }
    question->choices = choices;
    question->len = len;
    return true;
}

static bool read_place(const struct reader *reader, const json_t *record,
                       struct cn_question *question) {
    const json_t *source = json_object_get(record, "source");
    if (!json_is_object(source))
        return wrong(reader, "source");
    if (!read_count(reader, source, "start", &question->start) ||
        !read_count(reader, source, "end", &question->end))
        return false;
    if (question->start >= question->end)
        return wrong(reader, "source");
    return read_count(reader, record, "line", &question->line) &&
           read_count(reader, record, "column", &question->column);
}

static bool read_mention(const struct reader *reader, const json_t *record,
                         struct cn_question *question) {
    if (!read_file(reader, record, &question->file) || !read_place(reader, record, question) ||
        !read_string(reader, record, "surface", &question->surface) ||
        !read_optional(reader, record, "before", &question->before) ||
        !read_optional(reader, record, "after", &question->after) ||
        !read_optional(reader, record, "match", &question->match) ||
        !read_member(reader, record, &question->member) ||
        !read_share(reader, record, "name_confidence", &question->name_confidence))
        return false;
    if (question->surface.len == 0)
        return wrong(reader, "surface");
    if (question->file.len == 0)
        return wrong(reader, "document");
    return read_choices(reader, record, question);
}

static enum cn_record_type type_of(const json_t *record, const struct reader *reader,
                                   struct cn_question *question) {
    const json_t *type = json_object_get(record, "type");
    if (!json_is_string(type)) {
        wrong(reader, "type");
        return CN_RECORD_BROKEN;
    }
    if (strcmp(json_string_value(type), "summary") == 0)
        return CN_RECORD_SUMMARY;
    if (strcmp(json_string_value(type), "mention") != 0)
        return CN_RECORD_OTHER;
    return read_mention(reader, record, question) ? CN_RECORD_MENTION : CN_RECORD_BROKEN;
}

enum cn_record_type cn_record_read(struct cn_str line, struct cn_arena *arena,
                                   struct cn_question *question, struct cn_buf *why) {
    const struct reader reader = {arena, why};
    json_error_t error;
    json_t *record = json_loadb(line.bytes, line.len, JSON_ALLOW_NUL, &error);
    if (!record) {
        cn_buf_addf(why, "%s", error.text);
        return CN_RECORD_BROKEN;
    }
    enum cn_record_type type = type_of(record, &reader, question);
    json_decref(record);
    return type;
}

#else

bool cn_results_readable(void) {
    return false;
}

enum cn_record_type cn_record_read(struct cn_str line, struct cn_arena *arena,
                                   struct cn_question *question, struct cn_buf *why) {
    (void)line;
    (void)arena;
    (void)question;
    (void)why;
    return CN_RECORD_BROKEN;
}

#endif
