/*
 * labels.c: charsets by the names that documents call them.
 *
 * The labels are those of the WHATWG Encoding Standard (section 4.2, names and labels), which
 * browsers agree on: many call a charset by the name of one that it contains. Behind the "+" stand
 * a few more that other programs write. Charsets that the standard will not read (HZ, ISO-2022-KR,
 * ISO-2022-CN) are not here.
 */
#include "read/charsets.h"

static const struct {
    const struct cn_charset *charset;
    const char *labels; /* in lower case, a blank between two */
} known[] = {
    {&cn_charset_utf8, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"},
    {&cn_charset_utf16le, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"},
    {&cn_charset_utf16be, "unicodefffe utf-16be"},
    {&cn_charset_utf32le, "+ utf-32 utf-32le"},
    {&cn_charset_utf32be, "+ utf-32be"},
    {&cn_charset_ibm500, "cp037 cp1047 cp500 ebcdic-cp-us ibm037 ibm1047 ibm500"},
    {&cn_charset_ibm866, "866 cp866 csibm866 ibm866"},
    {&cn_charset_iso_8859_2,
     "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 "
     "l2 latin2"},
    {&cn_charset_iso_8859_3,
     "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 "
     "l3 latin3"},
    {&cn_charset_iso_8859_4,
     "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 "
     "l4 latin4"},
    {&cn_charset_iso_8859_5,
     "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
     "iso_8859-5:1988"},
    {&cn_charset_iso_8859_6,
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
     "iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 "
     "iso_8859-6:1987"},
    {&cn_charset_iso_8859_7,
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 "
     "iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {&cn_charset_iso_8859_8,
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 "
     "iso88598 iso_8859-8 iso_8859-8:1988 visual"},
    {&cn_charset_iso_8859_8_i, "csiso88598i iso-8859-8-i logical"},
    {&cn_charset_iso_8859_10, "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {&cn_charset_iso_8859_13, "iso-8859-13 iso8859-13 iso885913"},
    {&cn_charset_iso_8859_14, "iso-8859-14 iso8859-14 iso885914"},
    {&cn_charset_iso_8859_15, "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {&cn_charset_iso_8859_16, "iso-8859-16"},
    {&cn_charset_koi8_r, "cskoi8r koi koi8 koi8-r koi8_r"},
    {&cn_charset_koi8_u, "koi8-ru koi8-u"},
    {&cn_charset_macintosh, "csmacintosh mac macintosh x-mac-roman"},
    {&cn_charset_windows_874, "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "
                              "+ cp874"},
    {&cn_charset_windows_1250, "cp1250 windows-1250 x-cp1250"},
    {&cn_charset_windows_1251, "cp1251 windows-1251 x-cp1251"},
    {&cn_charset_windows_1252,
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 "
     "iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 "
     "x-cp1252"},
    {&cn_charset_windows_1253, "cp1253 windows-1253 x-cp1253"},
    {&cn_charset_windows_1254,
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
     "iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254"},
    {&cn_charset_windows_1255, "cp1255 windows-1255 x-cp1255"},
    {&cn_charset_windows_1256, "cp1256 windows-1256 x-cp1256"},
    {&cn_charset_windows_1257, "cp1257 windows-1257 x-cp1257"},
    {&cn_charset_windows_1258, "cp1258 windows-1258 x-cp1258"},
    {&cn_charset_x_mac_cyrillic, "x-mac-cyrillic x-mac-ukrainian "
                                 "+ mac-cyrillic"},
    {&cn_charset_gb18030,
     "chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 "
     "x-gbk "
     "+ cp936 ms936 windows-936 euc-cn"},
    {&cn_charset_big5, "big5 big5-hkscs cn-big5 csbig5 x-x-big5 "
                       "+ cp950"},
    {&cn_charset_euc_jp, "cseucpkdfmtjapanese euc-jp x-euc-jp"},
    {&cn_charset_iso_2022_jp, "csiso2022jp iso-2022-jp"},
    {&cn_charset_shift_jis, "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "
                            "+ cp932"},
    {&cn_charset_euc_kr,
     "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 "
     "ksc5601 ksc_5601 windows-949 "
     "+ cp949 uhc"},
};

static bool is_among(struct cn_str label, const char *labels) {
    struct cn_str rest = cn_str_of(labels), one;

    while (cn_str_split(&rest, ' ', &one))
        if (cn_str_equal_nocase(one, label))
            return true;
    return false;
}

const struct cn_charset *cn_charset_find(struct cn_str label) {
    label = cn_str_trim(label);
    if (label.len < 2) /* no label is so short, but the table's "+" */
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_among(label, known[i].labels))
            return known[i].charset;
    return NULL;
}
