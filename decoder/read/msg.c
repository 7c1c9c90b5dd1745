/*
 * msg.c: an OLE2 file as an Outlook message, and a message's properties in it.
 *
 * Properties of a fixed size stand in one stream, 16 bytes each, behind a header whose size tells
 * the outermost message (32) and one inside (24) apart. All others have streams of their own, named
 * by property and type.
 */
#include "read/msg.h"

#include "read/unwrap.h"
#include "read/words.h"

#include <stdio.h>
#include <string.h>

#define ATTACHMENT "__attach_version1.0_"
/* Entries of fixed size that are looked through: a message has a hundred. */
#define FIXED 4096
/* Bytes of a name that are read. */
#define NAME 2048

unsigned cn_msg_bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    static const char *const signs[] = {"_\0_\0s\0u\0b\0s\0t\0g", "_\0_\0p\0r\0o\0p\0e\0r",
                                        "_\0_\0n\0a\0m\0e\0i\0d"};
    unsigned char entries[4096];
    size_t got = 0;
    (void)name;
    if (!cn_ole_begins(head))
        return 0;
    const unsigned char *at = (const unsigned char *)head.bytes + 48;
    uint64_t folder =
        (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
    if (!cn_source_read(source, (folder + 1) << (head.bytes[30] == 12 ? 12 : 9), entries,
                        sizeof entries, &got))
        return 0;
    for (size_t entry = 0; entry + 128 <= got; entry += 128)
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (memcmp(entries + entry, signs[i], 15) == 0)
                return 64;
    return 0;
}

/* ---- the walk ---- */

static void enter(struct cn_msg *msg, uint32_t storage) {
    msg->levels[msg->depth++] =
        (struct cn_msg_level){.storage = storage, .next = msg->ole.entries[storage].first};
}

bool cn_msg_open(struct cn_msg *msg, const struct cn_source *source) {
    if (!cn_ole_open(&msg->ole, source))
        return false;
    enter(msg, 0);
    return true;
}

uint32_t cn_msg_at(const struct cn_msg *msg) {
    return msg->levels[msg->depth - 1].storage;
}

/* Of an attachment: the message that it is; CN_OLE_NONE: it is none. */
static uint32_t message_in(const struct cn_msg *msg, uint32_t attachment) {
    uint32_t data = cn_ole_find(&msg->ole, attachment, "__substg1.0_3701000D");
    return data != CN_OLE_NONE && msg->ole.entries[data].storage ? data : CN_OLE_NONE;
}

/* The next entry that is an attachment; CN_OLE_NONE: there are no more. */
static uint32_t next_attachment(const struct cn_ole *ole, struct cn_msg_level *level) {
    uint32_t entry = CN_OLE_NONE;
    while (level->next != CN_OLE_NONE && entry == CN_OLE_NONE) {
        const struct cn_ole_entry *candidate = &ole->entries[level->next];
        if (candidate->storage && strncmp(candidate->name, ATTACHMENT, strlen(ATTACHMENT)) == 0)
            entry = level->next;
        level->next = candidate->next;
    }
    return entry;
}

enum cn_msg_event cn_msg_next(struct cn_msg *msg, uint32_t *storage) {
    while (msg->depth > 0) {
        uint32_t attachment = next_attachment(&msg->ole, &msg->levels[msg->depth - 1]);
        if (attachment == CN_OLE_NONE) {
            msg->depth--;
            continue;
        }
        uint32_t message = message_in(msg, attachment);
        *storage = message == CN_OLE_NONE ? attachment : message;
        if (message == CN_OLE_NONE)
            return CN_MSG_FILE;
        if (msg->depth < CN_MSG_DEPTH) {
            enter(msg, message);
            return CN_MSG_MESSAGE;
        }
        msg->deep = true;
    }
    return CN_MSG_END;
}

void cn_msg_close(struct cn_msg *msg) {
    cn_ole_close(&msg->ole);
}

/* ---- properties ---- */

bool cn_msg_stream(const struct cn_msg *msg, uint32_t storage, enum cn_msg_property property,
                   struct cn_ole_stream *stream, bool *unicode) {
    static const unsigned types[] = {0x001f, 0x001e, 0x0102};
    for (size_t i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "__substg1.0_%04X%04X", (unsigned)property, types[i]);
        uint32_t entry = cn_ole_find(&msg->ole, storage, name);
        *unicode = i == 0;
        if (entry == CN_OLE_NONE || msg->ole.entries[entry].storage)
            continue;
        cn_ole_stream(stream, &msg->ole, entry);
        return true;
    }
    return false;
}

void cn_msg_stream_text(struct cn_ole_stream *stream, bool unicode, size_t most,
                        struct cn_str label, struct cn_buf *out) {
    struct cn_buf raw = {0}, text = {0};
    if (unicode)
        cn_buf_add_text(&raw, "\xff\xfe");
    if (cn_buf_reserve(&raw, most))
        raw.len += cn_ole_read(stream, raw.bytes + raw.len, most);
    while (!unicode && raw.len > 0 && raw.bytes[raw.len - 1] == '\0')
        raw.len--; /* an end that some programs write: it would look like half of UTF-16 */
    cn_words_decode(cn_buf_str(&raw), label, &text);
    struct cn_str line = cn_buf_str(&text);
    if (cn_str_starts(line, CN_STR("\xef\xbb\xbf")))
        line = (struct cn_str){line.bytes + 3, line.len - 3};
    cn_buf_add_str(out, cn_str_trim(line));
    out->failed = out->failed || raw.failed || text.failed;
    cn_buf_free(&raw);
    cn_buf_free(&text);
}

bool cn_msg_text(struct cn_msg *msg, uint32_t storage, enum cn_msg_property property, size_t most,
                 struct cn_str label, struct cn_buf *out) {
    bool unicode;
    struct cn_ole_stream stream;
    if (!cn_msg_stream(msg, storage, property, &stream, &unicode))
        return false;
    cn_msg_stream_text(&stream, unicode, most, label, out);
    msg->ole.cut = msg->ole.cut || stream.cut;
    return true;
}

void cn_msg_name(struct cn_msg *msg, uint32_t storage, struct cn_buf *out) {
    struct cn_str label = cn_msg_charset(msg, CN_MSG_CODE_PAGE);
    if (!cn_msg_text(msg, storage, CN_MSG_NAME, NAME, label, out))
        cn_msg_text(msg, storage, CN_MSG_SHORT_NAME, NAME, label, out);
}

static uint64_t little(const unsigned char *bytes, unsigned count) {
    uint64_t value = 0;
    while (count-- > 0)
        value = value << 8 | bytes[count];
    return value;
}

/* Of the properties of fixed size: the outermost message's, one inside's, or those of what is none.
 */
static size_t header_size(const struct cn_ole *ole, uint32_t storage, uint64_t size) {
    struct cn_str name = cn_str_of(ole->entries[storage].name);
    if (cn_str_starts(name, CN_STR("__recip")) || cn_str_starts(name, CN_STR(ATTACHMENT)))
        return 8;
    return size % 16 == 0 ? 32 : 24;
}

uint64_t cn_msg_number(const struct cn_msg *msg, uint32_t storage, enum cn_msg_property property) {
    uint32_t found = cn_ole_find(&msg->ole, storage, "__properties_version1.0");
    unsigned char entry[32];
    struct cn_ole_stream stream;
    if (found == CN_OLE_NONE)
        return 0;
    cn_ole_stream(&stream, &msg->ole, found);
    cn_ole_read(&stream, entry, header_size(&msg->ole, storage, stream.size));
    for (unsigned i = 0; i < FIXED && cn_ole_read(&stream, entry, 16) == 16; i++)
        if (little(entry + 2, 2) == (unsigned)property)
            return little(entry + 8, little(entry, 2) == 0x0040 ? 8 : 4);
    return 0;
}

struct cn_str cn_msg_charset(const struct cn_msg *msg, enum cn_msg_property property) {
    static const struct {
        unsigned page;
        const char *label;
    } known[] = {
        {874, "windows-874"},   {932, "shift_jis"},     {936, "gbk"},
        {949, "euc-kr"},        {950, "big5"},          {1250, "windows-1250"},
        {1251, "windows-1251"}, {1252, "windows-1252"}, {1253, "windows-1253"},
        {1254, "windows-1254"}, {1255, "windows-1255"}, {1256, "windows-1256"},
        {1257, "windows-1257"}, {1258, "windows-1258"}, {20866, "koi8-r"},
        {21866, "koi8-u"},      {28591, "iso-8859-1"},  {28592, "iso-8859-2"},
        {28595, "iso-8859-5"},  {28597, "iso-8859-7"},  {28605, "iso-8859-15"},
        {50220, "iso-2022-jp"}, {51932, "euc-jp"},      {51949, "euc-kr"},
        {54936, "gb18030"},     {65001, "utf-8"},
    };
    uint64_t page = cn_msg_number(msg, cn_msg_at(msg), property);
    if (page == 0 && property == CN_MSG_CODE_PAGE)
        page = cn_msg_number(msg, cn_msg_at(msg), CN_MSG_INTERNET_CODE_PAGE);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (page == known[i].page)
            return cn_str_of(known[i].label);
    return (struct cn_str){NULL, 0};
}

/* NULs are passed over: in UTF-16 they stand beside the letters. */
static void count_words(struct cn_msg *msg, struct cn_ole_stream *stream,
                        struct cn_word_count *count) {
    char block[4096];
    size_t got;
    while ((got = cn_ole_read(stream, block, sizeof block)) > 0) {
        size_t len = 0;
        for (size_t i = 0; i < got; i++)
            if (block[i] != '\0')
                block[len++] = block[i];
        cn_word_count_add(count, (struct cn_str){block, len});
        msg->counted += got;
    }
    cn_word_count_end(count);
}

/* Streams of many messages may stand in the same sectors: the work is bounded by the file's size.
 */
bool cn_msg_html_says_more(struct cn_msg *msg) {
    bool unicode;
    struct cn_ole_stream html, plain;
    if (!cn_msg_stream(msg, cn_msg_at(msg), CN_MSG_HTML, &html, &unicode))
        return false;
    if (!cn_msg_stream(msg, cn_msg_at(msg), CN_MSG_BODY, &plain, &unicode))
        return true;
    if (msg->counted > 2 * msg->ole.source->size)
        return true;
    struct cn_word_set said = {{0}};
    struct cn_word_count shown = {.html = true, .set = &said}, text = {.set = &said};
    count_words(msg, &plain, &text);
    count_words(msg, &html, &shown);
    return shown.words > text.words || shown.fresh > 0;
}
