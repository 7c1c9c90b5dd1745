/* test_binary.c: binary types are named, text that begins like one is text. */
#include "read/read.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEAD(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

static enum cn_binary_use use;

static const struct {
    struct cn_str head;
    const char *type;
} heads[] = {
    {HEAD("\xff\xd8\xff\xe0\0\x10JFIF"), "JPEG image"},
    {HEAD("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "PNG image"},
    {HEAD("%PDF-1.7\n"), "PDF"},
    {HEAD("PK\3\4\x14\0"), "zip archive or office file"},
    {HEAD("\x7f"
          "ELF\2\1\1\0"),
     "ELF program"},
    {HEAD("MZ\x90\0\3\0\0\0"), "Windows or DOS program"},
    {HEAD("BZh91AY&SY"), "bzip2 compressed file"},
    {HEAD("BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0"), "BMP image"},
    {HEAD("\0\0\0\x18"
          "ftypmp42"),
     "MP4 film or HEIF image"},
    {HEAD("RIFF\x24\0\0\0WAVEfmt "), "WAVE sound"},
    {HEAD("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "OLE2 file (Word, Excel, PowerPoint, Outlook)"},
    {HEAD("SQLite format 3\0"), "SQLite database"},
    {HEAD("Rar!\x1a\7\1\0"), "RAR archive"},
    {HEAD("!BDN\0\0\0\0"), "Outlook mailbox (PST)"},
    {HEAD("\x60\xea\x2a\0\x22\x0b\1\x0b\x10\0\2\x9f"), "ARJ archive"},
    {HEAD("\x21\x9c-lh5-\x2c\0\0\0\x2c\0\0\0\0\0\x21\x50 \1\0"), "LHA archive"},
    {HEAD("PAR1\x15\4\x15\0"), "Parquet table"},
    {HEAD("ITSF\3\0\0\0\x60\0\0\0"), "compiled HTML help"},
    {HEAD("AC1018\0\0\0\0\0h\3"), "AutoCAD drawing"},
    {HEAD("\1\0\0\0l\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0 EMF"),
     "EMF drawing"},
    {HEAD("\xe4R\x5c{\x8c\xd8\xa7M\xae\xb1"), "OneNote section"},
    {HEAD("\0\0\2\0\6\4\6\0\x8\0"), "Lotus 1-2-3 or Quattro Pro sheet"},
    {HEAD("\xffWPC\xab\x1b\0\0\1\x0a"), "WordPerfect document"},
    {HEAD("bplist00\xd2\1\2\3\xe_\x10"), "Apple property list"},
    {HEAD("FORM\0\0\x0f.AIFFCOMM"), "AIFF sound"},
    {HEAD("FWS\6&\xa6\0\0x\0"), "Flash film"},
    {HEAD("\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0"), "Windows icons"},
    {HEAD("0\x80\6\x9*\x86H\x86\xf7\xd\1\7\2\xa0\x80"), "signed or certified data (PKCS)"},
    {HEAD("0\x82\1\2\6\x9*\x86H\x86\xf7\xd\1\7\3\xa0\x82"), "encrypted message (PKCS #7)"},
    {HEAD("\3\x64\7\6\5\0\0\0A\0\xe0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
          "CLASS\0\0\0\0\0\0C\0\0\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0d"),
     "dBase table"},
    {HEAD("AC1018 is the number of a room"), NULL},
    {HEAD("0 is a number, 30 is another one; FORM is no AIFF"), NULL},
    {HEAD("bplist00 is a property list"), NULL},
    {HEAD("FWS and CWS are films; GRIB too"), NULL},
    {HEAD("\0\0\2\0\0\0\2\1\0\0\0A"), NULL},
    {HEAD("\0\0\1\0\0\0\1\1\0\0\0A\0\0\0A\0\0\0A"), NULL},
    {HEAD("ORC is an ugly folk; SIT! PAR1 hsqs conectix -lh"), NULL},
    {HEAD("ORC\nis an ugly folk"), NULL},
    {HEAD("070701 is a number; so is this: "
          "0123456789012345678901234567890123456789012345678901234567890"),
     NULL},
    {HEAD("MZ is a German place; BM too, and ID3"), NULL},
    {HEAD("BM-12 was a code name"), NULL},
    {HEAD("PK 12"), NULL},
    {HEAD("{\\rtf1\\ansi A9}"), NULL},
    {HEAD("<html>A9</html>"), NULL},
    {HEAD("the ftyp box"), NULL},
    {HEAD("\xff\xfe"
          "A\0"),
     NULL},
    {HEAD(""), NULL},
};

START_TEST(types_are_named) {
    const char *type = cn_binary_type(heads[_i].head, &use);
    if (heads[_i].type)
        ck_assert_str_eq(type, heads[_i].type);
    else
        ck_assert_ptr_null(type);
}
END_TEST

START_TEST(a_tar_is_told_in_the_middle) {
    char head[512] = "folder/name";
    memcpy(head + 257, "ustar", 5);
    ck_assert_str_eq(cn_binary_type((struct cn_str){head, sizeof head}, &use), "tar archive");
    ck_assert_ptr_null(cn_binary_type((struct cn_str){head, 260}, &use));
}
END_TEST

START_TEST(an_image_of_a_disc_is_told_far_in) {
    static char head[40000];
    ck_assert_ptr_null(cn_binary_type((struct cn_str){head, sizeof head}, &use));
    memcpy(head + 32769, "CD001", 5);
    ck_assert_str_eq(cn_binary_type((struct cn_str){head, sizeof head}, &use), "ISO 9660 image");
}
END_TEST

static void add_frame(char *at) {
    memcpy(at, "\xff\xfb\x90\0", 4); /* 128 kbit/s, 44.1 kHz: 417 bytes */
}

START_TEST(sound_is_told_by_three_frames) {
    static char head[2000];
    add_frame(head);
    add_frame(head + 417);
    ck_assert_ptr_null(cn_binary_type((struct cn_str){head, sizeof head}, &use));
    add_frame(head + 834);
    ck_assert_str_eq(cn_binary_type((struct cn_str){head, sizeof head}, &use), "MP3 sound");
}
END_TEST

/* Control codes between letters: `kinds` of them in turn, one in `each` bytes. */
static bool is_unknown(unsigned kinds, size_t each, const char *letters) {
    static char head[64000];
    for (size_t i = 0; i < sizeof head; i++)
        head[i] =
            i % each == 0 ? "\1\2\3\4\5\6\x0e"[i / each % kinds] : letters[i % strlen(letters)];
    return cn_binary_unknown((struct cn_str){head, sizeof head});
}

START_TEST(many_kinds_of_codes_are_no_text) {
    ck_assert(is_unknown(5, 63, "name "));
    ck_assert(!is_unknown(5, 66, "name "));
    ck_assert(!is_unknown(4, 6, "name "));
    ck_assert(is_unknown(3, 62, "na\xe9"));
    ck_assert(!is_unknown(3, 66, "na\xe9"));
}
END_TEST

START_TEST(a_hole_is_one_code) {
    static char head[8000] = "a line of a log\n";
    for (size_t i = 16; i < 80; i++)
        head[i] = 'a';
    ck_assert(!cn_binary_unknown((struct cn_str){head, sizeof head}));
    ck_assert(!cn_binary_unknown(CN_STR("")));
    ck_assert(!cn_binary_unknown(CN_STR("8=FIX.4.2\1\x39=178\1\x33\x35=8\1")));
    ck_assert(!cn_binary_unknown(CN_STR("N\bNA\bAM\bME\bE\a\x1b[1m\x1a\f")));
}
END_TEST

/* What has its text in bytes is searched, what is sealed is said to be. */
START_TEST(types_differ_in_use) {
    cn_binary_type(CN_STR("\xffWPC\xab\x1b"), &use);
    ck_assert_int_eq(use, CN_BINARY_SEARCHED);
    cn_binary_type(CN_STR("LUKS\xba\xbe"), &use);
    ck_assert_int_eq(use, CN_BINARY_SEALED);
    cn_binary_type(CN_STR("GIF89a"), &use);
    ck_assert_int_eq(use, CN_BINARY_UNREAD);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/binary");
    TCase *tcase = tcase_create("binary");
    tcase_add_loop_test(tcase, types_are_named, 0, sizeof heads / sizeof *heads);
    tcase_add_test(tcase, a_tar_is_told_in_the_middle);
    tcase_add_test(tcase, an_image_of_a_disc_is_told_far_in);
    tcase_add_test(tcase, sound_is_told_by_three_frames);
    tcase_add_test(tcase, many_kinds_of_codes_are_no_text);
    tcase_add_test(tcase, a_hole_is_one_code);
    tcase_add_test(tcase, types_differ_in_use);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
