/* test_binary.c: binary types are named, text that begins like one is text. */
#include "read/read.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEAD(literal)                                                                              \
    { literal, sizeof(literal) - 1 }

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
    const char *type = cn_binary_type(heads[_i].head);
    if (heads[_i].type)
        ck_assert_str_eq(type, heads[_i].type);
    else
        ck_assert_ptr_null(type);
}
END_TEST

START_TEST(a_tar_is_told_in_the_middle) {
    char head[512] = "folder/name";
    memcpy(head + 257, "ustar", 5);
    ck_assert_str_eq(cn_binary_type((struct cn_str){head, sizeof head}), "tar archive");
    ck_assert_ptr_null(cn_binary_type((struct cn_str){head, 260}));
}
END_TEST

START_TEST(an_image_of_a_disc_is_told_far_in) {
    static char head[40000];
    ck_assert_ptr_null(cn_binary_type((struct cn_str){head, sizeof head}));
    memcpy(head + 32769, "CD001", 5);
    ck_assert_str_eq(cn_binary_type((struct cn_str){head, sizeof head}), "ISO 9660 image");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/binary");
    TCase *tcase = tcase_create("binary");
    tcase_add_loop_test(tcase, types_are_named, 0, sizeof heads / sizeof *heads);
    tcase_add_test(tcase, a_tar_is_told_in_the_middle);
    tcase_add_test(tcase, an_image_of_a_disc_is_told_far_in);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
