/* test_objects.c: files that were put into OLE2 files and into RTF. */
#include "base/fields.h"
#include "open/containing.h"
#include "read/wrapped.h"

#include <check.h>
#include <stdio.h>

static struct cn_buf file;
static char *listed;

static void release(void) {
    cn_buf_free(&file);
    free(listed);
    listed = NULL;
}

static void list(struct cn_str bytes) {
    free(listed);
    listed = contained(bytes, CN_STR("t"), &cn_open_limits_default);
}

static void load(const char *name) {
    const char *top = getenv("srcdir");
    char path[4096];
    cn_buf_clear(&file);
    snprintf(path, sizeof path, "%s/tests/formats/ole/%s", top ? top : ".", name);
    FILE *from = fopen(path, "rb");
    ck_assert_msg(from != NULL, "%s", path);
    ck_assert(cn_buf_reserve(&file, 1 << 16));
    file.len = fread(file.bytes, 1, 1 << 16, from);
    fclose(from);
}

/* ---- OLE2 ---- */

static const struct {
    const char *name, *listing;
} files[] = {
    {"packager.ole", "t//plan.txt [ok] QXPELICAN in a file.\nt [ok]\n"},
    {"picture.ole", "t//object 1 [ok] GIF89a QXPELICAN.\nt [ok]\n"},
    /* What is a part of a document is not a member; what was not read is said. */
    {"before.ole", "t//deep.txt [ok] QXPELICAN in a document.\nt [unsupported]\n"},
};

START_TEST(ole) {
    load(files[_i].name);
    list(cn_buf_str(&file));
    ck_assert_str_eq(listed, files[_i].listing);
}
END_TEST

START_TEST(ole_package) {
    load("today.ole");
    list(cn_buf_str(&file));
    if (cn_container_zip.missing)
        return;
    ck_assert_str_eq(listed,
                     "t//object 1//a.txt [ok] QXPELICAN in a zip.\nt//object 1 [ok]\nt [ok]\n");
}
END_TEST

/* An archive behind the last sector is one; what is left free is not searched for. */
START_TEST(ole_and_more) {
    load("packager.ole");
    cn_buf_add_text(&file, "QXPELICAN behind it");
    list(cn_buf_str(&file));
    ck_assert_str_eq(listed, "t//plan.txt [ok] QXPELICAN in a file.\n"
                             "t//trailing data [ok] QXPELICAN behind it\nt [ok]\n");
}
END_TEST

START_TEST(ole_cut) {
    load("packager.ole");
    for (size_t len = 512; len < file.len; len += 61) {
        list((struct cn_str){file.bytes, len});
        ck_assert_msg(strncmp(listed, "t [ok]", 6) != 0 && !strstr(listed, "\nt [ok]"),
                      "cut at %zu: %s", len, listed);
    }
}
END_TEST

/* ---- RTF ---- */

static void put_text(struct cn_buf *to, const char *text) {
    cn_put_u32(to, (uint32_t)strlen(text) + 1);
    cn_buf_add(to, text, strlen(text) + 1);
}

static void put_object(struct cn_buf *to, uint32_t kind) {
    cn_put_u32(to, 0x501);
    cn_put_u32(to, kind);
    put_text(to, "Package");
    cn_put_u32(to, 0);
    cn_put_u32(to, 0);
}

static void put_file(struct cn_buf *to, const char *label, const char *text) {
    cn_buf_add(to, "\2\0", 2);
    cn_buf_add(to, label, strlen(label) + 1);
    cn_buf_add(to, "C:\\folder\\b.txt", 16);
    cn_buf_add(to, "\0\0\3\0", 4);
    put_text(to, "C:\\TEMP\\b.txt");
    cn_put_u32(to, (uint32_t)strlen(text));
    cn_buf_add_text(to, text);
}

/* A whole object: `label` as put_file. */
static void put_wrapped(struct cn_buf *to, const char *label, const char *text) {
    struct cn_buf inside = {0};
    put_file(&inside, label, text);
    put_object(to, 2);
    cn_put_u32(to, (uint32_t)inside.len);
    cn_buf_add_str(to, cn_buf_str(&inside));
    cn_buf_free(&inside);
}

static void put_hex(struct cn_buf *to, const struct cn_buf *bytes) {
    for (size_t i = 0; i < bytes->len; i++)
        cn_buf_addf(to, i % 7 == 6 ? "%02x\r\n" : "%02X", (unsigned char)bytes->bytes[i]);
}

START_TEST(rtf) {
    struct cn_buf object = {0};
    cn_buf_add_text(&file, "{\\rtf1 a{\\object\\objemb{\\*\\objdata ");
    put_wrapped(&object, "one.txt", "QXPELICAN in one");
    put_hex(&file, &object);
    cn_buf_add_text(&file, "}{\\result b}}\\'7d{\\*\\objdata {x}{\\*\\foo\\'7d3 0}\\objdata");
    cn_buf_clear(&object);
    put_wrapped(&object, "", "QXPELICAN in two");
    put_hex(&file, &object);
    cn_buf_add_text(&file, "}{\\object{\\*\\objdata\\bin");
    cn_buf_clear(&object);
    put_wrapped(&object, "D:\\three.txt", "QXPELICAN } in {three");
    cn_buf_addf(&file, "%zu ", object.len);
    cn_buf_add_str(&file, cn_buf_str(&object));
    cn_buf_add_text(&file, "}}c}");
    list(cn_buf_str(&file));
    ck_assert_str_eq(listed, "t//one.txt [ok] QXPELICAN in one\n"
                             "t//object 2 [unsupported] \n"
                             "t//three.txt [ok] QXPELICAN } in {three\nt [ok]\n");
    cn_buf_free(&object);
}
END_TEST

/* A link has no file; bytes of a program's own have no reader, if they are not those of a file. */
START_TEST(rtf_kinds) {
    struct cn_buf object = {0};
    cn_buf_add_text(&file, "{\\rtf1{\\*\\objdata ");
    put_object(&object, 1);
    put_hex(&file, &object);
    cn_buf_add_text(&file, "}{\\*\\objdata ");
    cn_buf_clear(&object);
    put_object(&object, 2);
    cn_put_u32(&object, 4);
    cn_buf_add(&object, "\1\2\3\4 and a picture", 17);
    put_hex(&file, &object);
    cn_buf_add_text(&file, "}{\\*\\objdata ");
    cn_buf_clear(&object);
    put_object(&object, 2);
    cn_put_u32(&object, 8);
    cn_buf_add_text(&object, "GIF89a!! and a picture");
    put_hex(&file, &object);
    cn_buf_add_text(&file, "}{\\*\\objdata }{\\*\\objdata\\bin9 x");
    list(cn_buf_str(&file));
    ck_assert_str_eq(listed, "t//object 1 [unsupported] \n"
                             "t//object 2 [ok] GIF89a!!\n"
                             "t//object 3 [unsupported] \nt [ok]\n");
    cn_buf_free(&object);
}
END_TEST

START_TEST(rtf_cut) {
    struct cn_buf object = {0};
    cn_buf_add_text(&file, "{\\rtf1{\\*\\objdata ");
    put_wrapped(&object, "one.txt", "QXPELICAN in one");
    put_hex(&file, &object);
    for (size_t len = 7; len < file.len; len++) {
        list((struct cn_str){file.bytes, len});
        bool none = strcmp(listed, "t [ok]\n") == 0;
        ck_assert_msg(none ? len < 20 : strstr(listed, "[partial]") || strstr(listed, "[uns"),
                      "cut at %zu: %s", len, listed);
    }
    cn_buf_free(&object);
}
END_TEST

/* ---- XML ---- */

static const struct {
    const char *xml, *listing;
} flats[] = {
    {"<pkg:package><!-- http://schemas.microsoft.com/office/ --><pkg:part pkg:name=\"/word/a.xml\">"
     "<pkg:xmlData>x</pkg:xmlData></pkg:part><pkg:part pkg:name=\"/word/embeddings/a.bin\" "
     "pkg:contentType=\"x\"><pkg:binaryData>UVhQRUxJ\r\nQ0FO</pkg:binaryData></pkg:part>"
     "<pkg:part pkg:name=\"/word/media/b.png\"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>",
     "t//word/embeddings/a.bin [ok] QXPELICAN\nt [ok]\n"},
    {"<w:wordDocument x='http://schemas.microsoft.com/office/'><w:binData w:name=\"oledata.mso\">"
     "QWN0aXZl</w:binData><w:binData w:name=\"a.jpg\">AAAA</w:binData>",
     "t//oledata.mso [ok] Active\nt [ok]\n"},
    {"<office:document x='urn:oasis:names:tc:opendocument:'><draw:image><office:binary-data>AAAA"
     "</office:binary-data></draw:image><draw:object-ole x='1'><office:binary-data>UVhQRUxJQ0FO"
     "</office:binary-data></draw:object-ole><draw:object-ole/>",
     "t//object 1 [ok] QXPELICAN\nt [ok]\n"},
    {"<office:document x='urn:oasis:names:tc:opendocument:'><draw:object-ole><office:binary-data>"
     "UVhQRUxJ",
     "t//object 1 [partial] QXPELI\nt [ok]\n"},
};

START_TEST(flat) {
    list(cn_str_of(flats[_i].xml));
    ck_assert_str_eq(listed, flats[_i].listing);
}
END_TEST

/* A tag over the edge of what is read at once. */
START_TEST(flat_anywhere) {
    for (size_t before = 65536 - 120; before < 65536; before += 7) {
        cn_buf_clear(&file);
        cn_buf_add_text(&file, "<office:document x='urn:oasis:names:tc:opendocument:'>");
        while (file.len < before)
            cn_buf_add_byte(&file, '<');
        cn_buf_add_text(&file, "<draw:object-ole><office:binary-data>UVhQRUxJQ0FO</x>");
        list(cn_buf_str(&file));
        ck_assert_str_eq(listed, "t//object 1 [ok] QXPELICAN\nt [ok]\n");
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/objects");
    TCase *tcase = tcase_create("objects");
    tcase_add_checked_fixture(tcase, NULL, release);
    if (!cn_container_ole.missing) {
        tcase_add_loop_test(tcase, ole, 0, (int)(sizeof files / sizeof *files));
        tcase_add_test(tcase, ole_package);
        tcase_add_test(tcase, ole_and_more);
        tcase_add_test(tcase, ole_cut);
    }
    tcase_add_test(tcase, rtf);
    tcase_add_test(tcase, rtf_kinds);
    tcase_add_test(tcase, rtf_cut);
    tcase_add_loop_test(tcase, flat, 0, (int)(sizeof flats / sizeof *flats));
    tcase_add_test(tcase, flat_anywhere);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
