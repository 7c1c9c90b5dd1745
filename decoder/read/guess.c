/*
 * guess.c: charsets that nothing but their letters tells.
 *
 * uchardet knows the languages' habits, and always has an answer, also where there is next to
 * nothing to go by: one accent in an English page is Thai to it, or Greek. So it is asked only
 * where there is something to go by, and its answer must make sense. Characters are good where they
 * stand as in text: letters of the charset's script, not glued to letters of another, no capital
 * behind a small letter; punctuation not between two letters. In East Asian charsets, of which
 * nearly any bytes are some characters, good are those that text is mostly made of.
 */
#include "read/guess.h"
#include "base/limits.h"
#include "read/charsets.h"
#include "read/units.h"
#include "read/utf8.h"

#include <math.h>
#include <string.h>
#ifdef CN_UCHARDET
#include <uchardet/uchardet.h>
#endif
#include <utf8proc.h>

/* With fewer characters beyond ASCII, any answer is as good as another; of letters, a few more are
 * wanted than of East Asian characters. */
#define ENOUGH 6
#define ENOUGH_LETTERS 10
/* A guess of which less is good makes no sense. */
#define SENSE 0.7

struct cn_str cn_guess_sample(struct cn_str head) {
    size_t at = cn_str_skip_ascii(head, 0);
    size_t left = head.len - at;

    return (struct cn_str){head.bytes + at, left < CN_CHARSET_SAMPLE ? left : CN_CHARSET_SAMPLE};
}

/* ---- several bytes a character ---- */

static bool is_common(const struct cn_units *units, unsigned char first) {
    for (size_t i = 0; i < sizeof units->common / sizeof *units->common; i++)
        if (first >= units->common[i].first && first <= units->common[i].last)
            return true;
    return false;
}

static struct cn_judgement judge_units(const struct cn_units *units, struct cn_str sample) {
    struct cn_judgement judgement = {0};
    size_t at = 0;

    while ((at = cn_str_skip_ascii(sample, at)) < sample.len) {
        const unsigned char *unit = (const unsigned char *)sample.bytes + at;
        size_t len = units->length(unit, sample.len - at);
        bool sound;

        if (len > sample.len - at) { /* cut: it tells something only if nothing else does */
            judgement.beyond += judgement.beyond == 0;
            break;
        }
        sound = len > 0 && cn_units_character(units->table, unit, len) != CN_UNITS_NONE;
        judgement.beyond++;
        judgement.sound += sound;
        judgement.good += sound && is_common(units, *unit);
        at += sound || (len > 0 && unit[len > 1] >= 0x80) ? len : 1;
    }
    return judgement;
}

/* ---- one byte a character ---- */

static bool is_of(enum cn_charset_script script, uint32_t code) {
    static const struct {
        uint16_t first, last;
    } ranges[] = {[CN_SCRIPT_LATIN] = {0x41, 0x24f},       [CN_SCRIPT_CYRILLIC] = {0x400, 0x52f},
                  [CN_SCRIPT_GREEK] = {0x370, 0x3ff},      [CN_SCRIPT_HEBREW] = {0x590, 0x5ff},
                  [CN_SCRIPT_ARABIC] = {0x600, 0x6ff},     [CN_SCRIPT_THAI] = {0xe00, 0xe7f},
                  [CN_SCRIPT_EAST_ASIAN] = {0, UINT16_MAX}};

    return code >= ranges[script].first && code <= ranges[script].last;
}

static bool is_letter(utf8proc_category_t category) {
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static uint32_t character(const struct cn_charset *charset, struct cn_str text, size_t at) {
    unsigned char byte;

    if (at >= text.len)
        return ' ';
    byte = (unsigned char)text.bytes[at];
    return byte < 0x80 ? byte : charset->upper[byte - 0x80];
}

/* A word, an apostrophe and so on may go on behind it. */
static bool joins_letters(uint32_t code) {
    return code == 0x2019 || code == 0x2018 || code == 0xad || code == 0xb7 || code == 0x2013 ||
           code == 0x2014;
}

static bool is_good(const struct cn_charset *charset, struct cn_str text, size_t at) {
    uint32_t code = character(charset, text, at);
    uint32_t around[2] = {at > 0 ? character(charset, text, at - 1) : ' ',
                          character(charset, text, at + 1)};
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    utf8proc_category_t before = utf8proc_category((utf8proc_int32_t)around[0]);
    utf8proc_category_t after = utf8proc_category((utf8proc_int32_t)around[1]);

    if (is_letter(category))
        return is_of(charset->script, code) &&
               !(is_letter(before) && !is_of(charset->script, around[0])) &&
               !(is_letter(after) && !is_of(charset->script, around[1])) &&
               !(category == UTF8PROC_CATEGORY_LU && before == UTF8PROC_CATEGORY_LL);
    if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CN)
        return false;
    return joins_letters(code) || !is_letter(before) || !is_letter(after);
}

static struct cn_judgement judge_bytes(const struct cn_charset *charset, struct cn_str sample) {
    struct cn_judgement judgement = {0};
    size_t at = 0;

    while ((at = cn_str_skip_ascii(sample, at)) < sample.len) {
        uint32_t code = character(charset, sample, at);
        bool good = code != 0 && is_good(charset, sample, at);

        judgement.beyond++;
        judgement.sound += code != 0;
        judgement.good += good;
        judgement.letters += good && is_letter(utf8proc_category((utf8proc_int32_t)code));
        at++;
    }
    return judgement;
}

/* ---- any: what comes of it ---- */

static struct cn_judgement judge_text(const struct cn_charset *charset, struct cn_str sample) {
    struct cn_buf text = {0};
    struct cn_map map = {0};
    struct cn_decode decode = {.out = &text, .map = &map};
    struct cn_judgement judgement = {0};

    charset->decode(charset, &decode, sample, false);
    judgement.beyond = cn_utf8_count(cn_buf_str(&text)).wide;
    if (judgement.beyond < decode.invalid)
        judgement.beyond = decode.invalid;
    judgement.sound = judgement.good = judgement.beyond - decode.invalid;
    cn_map_free(&map);
    cn_buf_free(&text);
    return judgement;
}

struct cn_judgement cn_guess_judge(const struct cn_charset *charset, struct cn_str sample) {
    if (charset->units)
        return judge_units(charset->units, sample);
    if (charset->upper)
        return judge_bytes(charset, sample);
    return judge_text(charset, sample);
}

/* ---- the guess ---- */

/* One doubtful character more, so that little text is little certainty. */
static double certainty(const struct cn_judgement *judgement) {
    return round((double)judgement->good / (double)(judgement->beyond + 1) * 10000) / 10000;
}

/* How many bytes of the sample the two read differently. */
static size_t differences(const struct cn_charset *a, const struct cn_charset *b,
                          struct cn_str sample) {
    size_t count = 0;

    for (size_t at = 0; at < sample.len; at++)
        count += character(a, sample, at) != character(b, sample, at);
    return count;
}

/* NULL: it has no answer, or one that cannot be read here. */
static const struct cn_charset *ask(struct cn_str sample) {
    const struct cn_charset *charset = NULL;
#ifdef CN_UCHARDET
    uchardet_t detector = uchardet_new();

    if (detector && uchardet_handle_data(detector, sample.bytes, sample.len) == 0) {
        uchardet_data_end(detector);
        charset = cn_charset_find(cn_str_of(uchardet_get_charset(detector)));
    }
    if (detector)
        uchardet_delete(detector);
#else
    (void)sample;
#endif
    return charset && charset->script != CN_SCRIPT_ANY && cn_charset_usable(charset) ? charset
                                                                                     : NULL;
}

/* What differs in a few letters only, and is taken for the other. */
static const struct cn_charset *sibling(const struct cn_charset *charset) {
    static const struct cn_charset *const pairs[][2] = {
        {&cn_charset_koi8_r, &cn_charset_koi8_u},
        {&cn_charset_iso_8859_2, &cn_charset_windows_1250},
        {&cn_charset_iso_8859_7, &cn_charset_windows_1253},
        {&cn_charset_iso_8859_8, &cn_charset_windows_1255},
        {&cn_charset_iso_8859_13, &cn_charset_windows_1257}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t j = 0; j < 2; j++)
            if (charset == pairs[i][j])
                return pairs[i][1 - j];
    return charset;
}

/* Judges uchardet's answer, and takes the sibling where that is better. */
static struct cn_charset_choice judge_asked(const struct cn_charset *asked, struct cn_str sample) {
    const struct cn_charset *other = sibling(asked);
    struct cn_judgement first = cn_guess_judge(asked, sample);
    struct cn_judgement second = cn_guess_judge(other, sample);
    bool better =
        second.good > first.good || (second.good == first.good && second.letters > first.letters);

    return (struct cn_charset_choice){.charset = better ? other : asked,
                                      .by = CN_CHARSET_GUESSED,
                                      .certainty = certainty(better ? &second : &first)};
}

static bool is_little(const struct cn_charset *asked, uint64_t beyond) {
    return asked->upper && asked->script != CN_SCRIPT_LATIN && beyond < ENOUGH_LETTERS;
}

/* Is the answer to be preferred to windows-1252? Latin letters look right in all Latin charsets: it
 * must look better, or rest on more than a few letters. */
static bool is_better(const struct cn_charset_choice *answer, const struct cn_charset_choice *plain,
                      struct cn_str sample) {
    if (answer->certainty < SENSE)
        return false;
    if (answer->charset->script != CN_SCRIPT_LATIN)
        return true;
    return answer->certainty > plain->certainty ||
           (answer->certainty == plain->certainty &&
            differences(answer->charset, plain->charset, sample) >= ENOUGH_LETTERS);
}

struct cn_charset_choice cn_guess(struct cn_str head) {
    struct cn_str sample = cn_guess_sample(head);
    struct cn_judgement judged = cn_guess_judge(&cn_charset_windows_1252, sample);
    struct cn_charset_choice plain = {.charset = &cn_charset_windows_1252,
                                      .by = CN_CHARSET_GUESSED,
                                      .certainty = certainty(&judged)};
    const struct cn_charset *asked = judged.beyond < ENOUGH ? NULL : ask(sample);
    struct cn_charset_choice answer;

#ifndef CN_UCHARDET
    plain.unasked =
        judged.beyond >= ENOUGH && (judged.beyond * 10 > sample.len || plain.certainty < SENSE);
#endif
    if (!asked || asked == plain.charset || is_little(asked, judged.beyond))
        return plain;
    answer = judge_asked(asked, sample);
    return is_better(&answer, &plain, sample) ? answer : plain;
}
