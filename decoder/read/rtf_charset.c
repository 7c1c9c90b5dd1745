/*
 * rtf_charset.c: code pages, as fonts and documents name them.
 */
#include "read/rtf.h"

#include "read/charsets.h"
#include "read/utf8.h"

#include <string.h>

uint16_t cn_rtf_code_page(int64_t charset, uint16_t otherwise) {
    static const struct {
        uint8_t charset;
        uint16_t code_page;
    } pages[] = {{77, 10000}, {78, 932},   {79, 949},   {80, 936},   {81, 950},   {128, 932},
                 {129, 949},  {130, 1361}, {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
                 {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},
                 {238, 1250}, {254, 437},  {255, 850}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (pages[i].charset == charset)
            return pages[i].code_page;
    return otherwise;
}

static struct cn_str label_of(uint16_t code_page) {
    static const struct {
        uint16_t code_page;
        const char *label;
    } labels[] = {{866, "ibm866"},        {874, "windows-874"},   {932, "shift_jis"},
                  {936, "gb18030"},       {949, "euc-kr"},        {950, "big5"},
                  {1250, "windows-1250"}, {1251, "windows-1251"}, {1252, "windows-1252"},
                  {1253, "windows-1253"}, {1254, "windows-1254"}, {1255, "windows-1255"},
                  {1256, "windows-1256"}, {1257, "windows-1257"}, {1258, "windows-1258"},
                  {10000, "macintosh"},   {10001, "shift_jis"},   {10007, "x-mac-cyrillic"},
                  {20866, "koi8-r"},      {21866, "koi8-u"},      {28592, "iso-8859-2"},
                  {28595, "iso-8859-5"},  {51932, "euc-jp"},      {54936, "gb18030"},
                  {65001, "utf-8"}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i].code_page == code_page)
            return cn_str_of(labels[i].label);
    return CN_STR("windows-1252");
}

const struct cn_charset *cn_rtf_charset(uint16_t code_page) {
    const struct cn_charset *charset = cn_charset_find(label_of(code_page));
    return charset ? charset : &cn_charset_windows_1252;
}

static size_t pass_utf8(struct cn_str in, bool last, struct cn_buf *out, uint64_t *invalid) {
    size_t at = 0;
    while (at < in.len) {
        size_t len = cn_utf8_sequence(in, at);
        if (at + len > in.len && !last)
            break;
        if (len > 0 && at + len <= in.len) {
            cn_buf_add(out, in.bytes + at, len);
            at += len;
            continue;
        }
        cn_utf8_add(out, 0xfffd);
        ++*invalid;
        at++;
    }
    return at;
}

size_t cn_rtf_decode(const struct cn_charset *charset, struct cn_str in, bool last,
                     struct cn_buf *out, uint64_t *invalid) {
    struct cn_map map = {0};
    struct cn_decode state = {.out = out, .map = &map};
    if (!charset->decode)
        return pass_utf8(in, last, out, invalid);
    size_t used = charset->decode(charset, &state, in, last);
    *invalid += state.invalid;
    cn_map_free(&map);
    return used;
}
