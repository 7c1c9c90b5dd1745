/*
 * ooxml_dates.c: cells that are dates. Such a cell holds a number, days since 1900 or 1904, and how
 * it is shown stands in the table of styles. What a person sees is a date, in one of a hundred
 * ways; here it is written as ISO 8601 does, as far as the cell shows it.
 */
#include "read/ooxml.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum { DATE = 1, TIME = 2 };

/* Days of the calendar up to the end of 9999. */
#define LAST_DAY 2958465
#define FROM_1904 1462

/* ---- which formats ---- */

/* Formats that every program knows by number; the higher ones are East Asian. */
static unsigned char built_in(uint32_t id) {
    if (id == 22)
        return DATE | TIME;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
        id == 57 || id == 58)
        return DATE;
    return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ? TIME : 0;
}

/* How much of a format at `at` is not a letter that says what is shown. */
static size_t literal(struct cn_str format, size_t at) {
    char first = format.bytes[at];
    char last = first == '"' ? '"' : first == '[' ? ']' : 0;
    size_t end = at + 1;
    if (first == '\\' || first == '_' || first == '*')
        return 2;
    while (last && end < format.len && format.bytes[end] != last)
        end++;
    return last ? end + 1 - at : 0;
}

/* Of "[h]", time that has passed: it is left a number. */
static bool is_duration(struct cn_str format, size_t at) {
    return format.len - at > 2 && format.bytes[at] == '[' && format.bytes[at + 2] == ']' &&
           strchr("hmsHMS", format.bytes[at + 1]);
}

/* What the first section of a format shows. */
static unsigned char kind_of(struct cn_str format) {
    unsigned char kind = 0;
    bool month = false;
    for (size_t at = 0; at < format.len && format.bytes[at] != ';';) {
        size_t passed = literal(format, at);
        char letter = (char)(format.bytes[at] | 0x20);
        if (is_duration(format, at) ||
            cn_str_starts((struct cn_str){format.bytes + at, format.len - at}, CN_STR("General")))
            return 0;
        if (passed == 0) {
            kind |= letter == 'y' || letter == 'd' ? DATE : 0;
            kind |= letter == 'h' || letter == 's' ? TIME : 0;
            month |= letter == 'm';
        }
        at += passed > 0 ? passed : 1;
    }
    return month && kind == 0 ? DATE : kind;
}

/* ---- the table of styles ---- */

struct styles {
    struct cn_ooxml_dates *dates;
    unsigned char formats[CN_FORMATS_MAX]; /* by number; what it shows, and whether that is known */
    bool cells;                            /* between the formats of cells */
};
#define KNOWN 4

static void open_style(void *self, struct cn_str name, const char *const *attributes) {
    struct styles *styles = self;
    uint32_t id = cn_xml_number(cn_xml_attribute(attributes, "numFmtId"), 0);
    unsigned char format = id < CN_FORMATS_MAX ? styles->formats[id] : KNOWN;
    if (cn_str_equal(name, CN_STR("numFmt")) && id < CN_FORMATS_MAX)
        styles->formats[id] =
            (unsigned char)(KNOWN | kind_of(cn_xml_attribute(attributes, "formatCode")));
    if (cn_str_equal(name, CN_STR("cellXfs")))
        styles->cells = true;
    if (styles->cells && cn_str_equal(name, CN_STR("xf")) &&
        styles->dates->styles.len < CN_FORMATS_MAX)
        cn_buf_add_byte(&styles->dates->styles,
                        (char)(format & KNOWN ? format & ~KNOWN : built_in(id)));
}

static void close_style(void *self, struct cn_str name) {
    struct styles *styles = self;
    if (cn_str_equal(name, CN_STR("cellXfs")))
        styles->cells = false;
}

static void no_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink style_sink = {open_style, close_style, no_text};

void cn_ooxml_dates_read(struct cn_ooxml *ooxml, struct cn_ooxml_dates *dates) {
    struct styles *styles = calloc(1, sizeof *styles);
    for (size_t i = 0; styles && i < ooxml->package.len && ooxml->state == CN_OK; i++) {
        styles->dates = dates;
        if (ooxml->kinds[i] != CN_OOXML_STYLES || ooxml->done[i])
            continue;
        cn_ooxml_read(ooxml, i, &style_sink, styles);
        break;
    }
    if (!styles || dates->styles.failed)
        ooxml->state = CN_FATAL;
    free(styles);
}

/* ---- cells ---- */

/* Seconds since day 0, as a number with its decimals says; false: it is none, or no date. (Fifteen
 * digits are what such a number holds.) */
static bool seconds_of(struct cn_str number, uint64_t *seconds) {
    double value = 0, scale = 1;
    size_t at = 0;
    bool point = false;
    for (; at < number.len &&
           (number.bytes[at] == '.' || (number.bytes[at] >= '0' && number.bytes[at] <= '9'));
         at++) {
        if (number.bytes[at] == '.' && point)
            return false;
        point |= number.bytes[at] == '.';
        if (number.bytes[at] == '.' || scale > 1e15)
            continue;
        value = value * 10 + (number.bytes[at] - '0');
        scale = point ? scale * 10 : scale;
    }
    bool small =
        number.len - at > 2 && (number.bytes[at] | 0x20) == 'e' && number.bytes[at + 1] == '-';
    if (at == 0 || (at < number.len && !small))
        return false;
    uint32_t power =
        small ? cn_xml_number((struct cn_str){number.bytes + at + 2, number.len - at - 2}, 0) : 0;
    for (; power > 0 && power < 400; power--)
        scale *= 10;
    value = value / scale * 86400 + 0.5;
    if (power > 0 || value >= (LAST_DAY + 1) * 86400.0)
        return false;
    *seconds = (uint64_t)value;
    return true;
}

/* Years of the Gregorian calendar begin in March here, so that the day which some have is the last
 * one. */
static void add_date(struct cn_buf *to, uint64_t days_since_march_0) {
    uint64_t era = days_since_march_0 / 146097, day = days_since_march_0 % 146097;
    uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    uint64_t month = (5 * day + 2) / 153;
    day = day - (153 * month + 2) / 5 + 1;
    year += era * 400 + (month >= 10);
    month = month < 10 ? month + 3 : month - 9;
    cn_buf_addf(to, "%04u-%02u-%02u", (unsigned)year, (unsigned)month, (unsigned)day);
}

static void add_time(struct cn_buf *to, uint64_t seconds) {
    cn_buf_addf(to, "%02u:%02u", (unsigned)(seconds / 3600), (unsigned)(seconds / 60 % 60));
    if (seconds % 60 > 0)
        cn_buf_addf(to, ":%02u", (unsigned)(seconds % 60));
}

bool cn_ooxml_date(const struct cn_ooxml_dates *dates, uint32_t style, struct cn_str number,
                   struct cn_buf *to) {
    unsigned char kind = style < dates->styles.len ? (unsigned char)dates->styles.bytes[style] : 0;
    uint64_t seconds;
    if (kind == 0 || !seconds_of(number, &seconds))
        return false;
    /* Day 60 of 1900 is one that never was. */
    uint64_t days = seconds / 86400;
    days += dates->from_1904 ? FROM_1904 : days < 60;
    if (kind & DATE)
        add_date(to, days + 693899);
    if (kind == (DATE | TIME))
        cn_buf_add_byte(to, ' ');
    if (kind & TIME)
        add_time(to, seconds % 86400);
    return true;
}
