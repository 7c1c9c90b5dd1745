/* test_mail.c: a mail's header and texts, its parts, transfer encodings, words and parameters. */
#include "open/containing.h"
#include "read/extracting.h"
#include "read/mime.h"
#include "read/words.h"

#include <check.h>
#include <stdio.h>

#define HEAD "From: a@b.org\nDate: Mon, 2 Dec 2013 10:11:12 +0000\n"
#define HEAD_TEXT "{part from}From: a@b.org\n{part date}Date: Mon, 2 Dec 2013 10:11:12 +0000\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=\"b b\"\n\n"

static struct extracted got;
static char *marked;
static struct cn_buf out;

static void release(void) {
    extracted_free(&got);
    memset(&got, 0, sizeof got);
    free(marked);
    marked = NULL;
    cn_buf_free(&out);
}

static void check_mail(const char *mail, const char *expected, enum cn_status status) {
    release();
    extract_with(&got, &cn_reader_mail, cn_str_of(mail), CN_STR("m.eml"));
    marked = extracted_marks(&got);
    ck_assert_str_eq(marked, expected);
    ck_assert_int_eq(got.document.status, status);
}

static void check_held(const char *mail, const char *expected) {
    free(marked);
    marked = contained(cn_str_of(mail), CN_STR("m"), &cn_open_limits_default);
    ck_assert_str_eq(marked, expected);
}

START_TEST(plain_mail) {
    check_mail(HEAD "X-Unseen: x\nSubject: one\n two\n\nText\r\nmore\rlast",
               HEAD_TEXT "{part subject}Subject: one two\n{part body}Text\nmore\nlast\n",
               CN_STATUS_OK);
    check_mail(HEAD "no header\n", HEAD_TEXT "{part body}no header\n", CN_STATUS_OK);
    check_mail(HEAD, HEAD_TEXT "{part body}", CN_STATUS_OK);
}
END_TEST

START_TEST(whom_it_reached) {
    check_mail("Delivered-To: c@d.org\nReceived: x\nX-To: Jon Doe\nX-Spam: y\nList-Id: <l>\n\nt\n",
               "{part to}Delivered-To: c@d.org\n{part to}X-To: Jon Doe\n{part list}List-Id: <l>\n"
               "{part body}t\n",
               CN_STATUS_OK);
}
END_TEST

START_TEST(parts) {
    const char *mail = MIXED "--b b\n\none\n--b b\nContent-Disposition: attachment; "
                             "filename=f.txt\n\ntwo\n--b b\nContent-Type: text/plain; "
                             "charset=utf-8\n\nthree\n--b b--\n";
    check_mail(mail, HEAD_TEXT "{part body}one\n{part 1 attachment}f.txt\n{part 2 body}three\n",
               CN_STATUS_OK);
    check_held(mail, "m//f.txt [ok] two\nm [ok]\n");
}
END_TEST

START_TEST(what_stands_outside_is_read) {
    check_mail(MIXED "before\n--b b\n\none\n--b b--\nbehind\n",
               HEAD_TEXT "{part outside}before\n{part body}one\n{part outside}behind\n",
               CN_STATUS_OK);
}
END_TEST

START_TEST(not_closed) {
    check_mail(MIXED "--b b\n\none\n", HEAD_TEXT "{part body}one\n", CN_STATUS_PARTIAL);
    check_mail(HEAD "Content-Type: multipart/mixed\n\n--b\n\none\n",
               HEAD_TEXT "{part body}--b\n\none\n", CN_STATUS_PARTIAL);
    check_held(MIXED "--b b\nContent-Type: text/x-a\n\none\n",
               "m//part 1 [partial] one.\nm [ok]\n");
}
END_TEST

/* An inner multipart that is not closed ends with the outer one's boundary. */
START_TEST(inner_not_closed) {
    check_mail(MIXED
               "--b b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\none\n--b b\n\ntwo\n"
               "--b b--\n",
               HEAD_TEXT "{part body}one\n{part 2 body}two\n", CN_STATUS_OK);
}
END_TEST

/* A boundary in pieces in a charset (RFC 2231), quoted, and with what GMime takes for a charset. */
START_TEST(boundaries) {
    check_mail(HEAD "Content-Type: multipart/mixed; boundary*0*=us-ascii''%3Da;\n boundary*1*=b\n\n"
                    "--=ab\n\none\n--=ab--\n",
               HEAD_TEXT "{part body}one\n", CN_STATUS_OK);
    check_mail(HEAD
               "Content-Type: multipart/mixed; boundary=\"a\\\"?=\xe4\"\n\n--a\"?=\xc3\xa4\n\none\n"
               "--a\"?=\xc3\xa4--\n",
               HEAD_TEXT "{part body}one\n", CN_STATUS_OK);
    check_mail(HEAD "Content-Type: multipart/mixed; boundary=\"=?x?q?b?=\"\n\n--=?x?q?b?=\n\none\n",
               HEAD_TEXT "{part outside}--=?x?q?b?=\n\none\n", CN_STATUS_PARTIAL);
}
END_TEST

/* What GMime is shown of a mail names no charset and no mail inside the mail. */
START_TEST(what_gmime_sees) {
    const char *mail = "Subject: =?CP1390?q?a?=\nContent-Type: multipart/digest; x*=IBM1399''%20;"
                       " boundary=\"=?u\"\n\nbody\n--=?u\nTo: x\nno field\n";
    struct cn_source source = {.fd = -1, .bytes = mail, .size = strlen(mail)};
    struct cn_mime_view view = {.places = NULL};
    ck_assert(cn_mime_view_make(&view, &source));
    cn_buf_add(&view.text, "", 1);
    ck_assert_str_eq(view.text.bytes,
                     "Subject:\nContent-Type: multipart/mixed; boundary=\"=_u\"\n\n\0010\n"
                     "--=_u\nTo:\n\n\0011\n");
    ck_assert_uint_eq(view.regions[1].body, strlen(mail) - strlen("no field\n"));
    cn_mime_view_free(&view);
}
END_TEST

START_TEST(too_many_parts) {
    struct cn_buf mail = {0};
    cn_buf_add_text(&mail, MIXED);
    for (unsigned i = 0; i < CN_MIME_LINES; i++)
        cn_buf_add_text(&mail, "--b b\n\n");
    cn_buf_add_text(&mail, "last\n");
    release();
    extract_with(&got, &cn_reader_mail, cn_buf_str(&mail), CN_STR("m"));
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "--b b\n\nlast\n"));
    ck_assert_int_eq(got.document.status, CN_STATUS_LIMIT);
    cn_buf_free(&mail);
}
END_TEST

#define ALTERNATIVE                                                                                \
    HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\none two\n--b\nContent-Type: "  \
         "text/html\n\n<style>p { }</style><p>"
START_TEST(alternatives) {
    check_held(ALTERNATIVE "one<br>two</p>\n--b--\n", "m [ok]\n");
    check_held(ALTERNATIVE "one two&nbsp;</p><xml>x</xml><!--[if gte mso 9]>\n--b--\n", "m [ok]\n");
    check_held(ALTERNATIVE "one six</p>\n--b--\n",
               "m//body.html [ok] <style>p { }</style><p>one six</p>\nm [ok]\n");
    check_held(ALTERNATIVE "one <!-- six --></p>\n--b--\n",
               "m//body.html [ok] <style>p { }</style><p>one <!-- six --></p>\nm [ok]\n");
    check_held(ALTERNATIVE "one two three</p>\n--b--\n",
               "m//body.html [ok] <style>p { }</style><p>one two three</p>\nm [ok]\n");
}
END_TEST

START_TEST(mails_in_mails) {
    check_held(MIXED "--b b\nContent-Type: message/rfc822\n\n" MIXED
                     "--b b\nContent-Type: text/x-a\n\nx\n--b b--\n--b b--\n",
               /* the inner boundary is the outer one too: the inner mail is cut there */
               "m//part 1.eml [ok]\nm//part 2 [ok] x\nm [ok]\n");
    check_held(HEAD "Content-Type: message/rfc822\n\n" HEAD
                    "Content-Type: application/x; name=n\n\nx",
               "m//part 1.eml//n [ok] x\nm//part 1.eml [ok]\nm [ok]\n");
}
END_TEST

START_TEST(sealed) {
    check_mail(HEAD "\n-----BEGIN PGP MESSAGE-----\n\nhQ\n",
               HEAD_TEXT "{part body}-----BEGIN PGP MESSAGE-----\n\nhQ\n", CN_STATUS_ENCRYPTED);
    check_mail(HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMI\n",
               HEAD_TEXT, CN_STATUS_ENCRYPTED);
    check_mail(HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nMI\n",
               HEAD_TEXT, CN_STATUS_OK);
}
END_TEST

START_TEST(too_deep) {
    struct cn_buf mail = {0};
    cn_buf_add_text(&mail, HEAD);
    for (unsigned i = 0; i < CN_MIME_DEPTH + 5; i++)
        cn_buf_addf(&mail, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    cn_buf_add_text(&mail, "\nlast\n");
    release();
    extract_with(&got, &cn_reader_mail, cn_buf_str(&mail), CN_STR("m"));
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "\nlast\n"));
    ck_assert_int_eq(got.document.status, CN_STATUS_LIMIT);
    cn_buf_free(&mail);
}
END_TEST

START_TEST(fields_at_the_limit) {
    struct cn_buf mail = {0};
    for (unsigned i = 0; i < CN_MIME_FIELDS + 5; i++)
        cn_buf_add_text(&mail, "To: a\n b\n");
    release();
    extract_with(&got, &cn_reader_mail, cn_buf_str(&mail), CN_STR("m"));
    ck_assert_int_eq(got.document.status, CN_STATUS_LIMIT);
    ck_assert_uint_eq(got.text.len, CN_MIME_FIELDS * 8);
    cn_buf_free(&mail);
}
END_TEST

/* A field longer than what is decoded at once: nothing is lost at the seams. */
START_TEST(long_fields) {
    struct cn_buf mail = {0};
    size_t words = 0;
    cn_buf_add_text(&mail, "From: a@b\nSubject:");
    for (unsigned i = 0; i < 20000; i++)
        cn_buf_add_text(&mail, " =?utf-8?q?w=C3=A4?=\n");
    release();
    extract_with(&got, &cn_reader_mail, cn_buf_str(&mail), CN_STR("m"));
    for (const char *at = got.text.bytes; (at = strstr(at, "w\xc3\xa4")); at++)
        words++;
    ck_assert_uint_eq(words, 20000);
    ck_assert_uint_eq(got.text.len, strlen("From: a@b\nSubject: \n") + 20000 * 3);
    cn_buf_free(&mail);
}
END_TEST

/* ---- transfer encodings ---- */

static void check_transfer(enum cn_transfer_kind kind, const char *in, const char *expected,
                           bool damaged) {
    struct cn_transfer transfer = {.kind = kind};
    cn_buf_clear(&out);
    cn_transfer_add(&transfer, cn_str_of(in), true, &out);
    ck_assert_uint_eq(out.len, strlen(expected));
    ck_assert_mem_eq(out.bytes, expected, out.len);
    ck_assert_int_eq(transfer.damaged, damaged);
    cn_transfer_end(&transfer);
}

START_TEST(base64) {
    check_transfer(CN_TRANSFER_BASE64, "QTk=", "A9", false);
    check_transfer(CN_TRANSFER_BASE64, "Q\r\nTkg QQ==", "A9 A", false);
    check_transfer(CN_TRANSFER_BASE64, "QTk=QTk=", "A9A9", false);
    check_transfer(CN_TRANSFER_BASE64, "QT!k", "A9", true);
    check_transfer(CN_TRANSFER_BASE64, "QTkg\nQ", "A9 ", true);
}
END_TEST

START_TEST(quoted) {
    check_transfer(CN_TRANSFER_QUOTED, "A=39=\nB =\r\nC", "A9B C", false);
    check_transfer(CN_TRANSFER_QUOTED, "a=b = =3", "a=b = =3", true);
    check_transfer(CN_TRANSFER_QUOTED, "x= \t\ny", "xy", false);
    check_transfer(CN_TRANSFER_WORD, "A_=5f", "A  ", false);
}
END_TEST

START_TEST(uuencode) {
    check_transfer(CN_TRANSFER_UU, "x\nbegin 644 f\n#03D@\n`\nend\ny\n", "A9 ", false);
    check_transfer(CN_TRANSFER_UU, "begin 644 f\n#03D@\n", "A9 ", true);
}
END_TEST

/* ---- words, parameters ---- */

static void check_words(const char *field, const char *expected) {
    struct cn_words words = {.charset = {NULL, 0}};
    cn_buf_clear(&out);
    cn_words_add(&words, cn_str_of(field), &out);
    cn_words_end(&words, &out);
    cn_buf_add(&out, "", 1);
    ck_assert_str_eq(out.bytes, expected);
}

START_TEST(encoded_words) {
    check_words("plain =20 text", "plain =20 text");
    check_words("=?utf-8?q?a_b?= =?UTF-8?B?YyBk?= e", "a bc d e");
    check_words("x =?utf-8?q?=C3?=\r\n =?utf-8?q?=A4?= y", "x \xc3\xa4 y");
    check_words("=?utf-8*en?q?a?=", "a");
    check_words("=?utf-8?x?a?= =?utf-8?q?a", "=?utf-8?x?a?= =?utf-8?q?a");
    check_words("=?iso-8859-1?q?=E4?=", "\xc3\xa4");
    check_words("=?utf-8?q?a=01=07b?=", "a  b");
    check_words("=?utf-8?q?a=00b?=", "a b");
    check_words("=?utf-16le?q?a=00b=00?=", "ab");
    check_words("=?utf-8?q?a?= =x", "a =x");
    check_words("=?utf-8?q?a?=\tx", "a x");
}
END_TEST

static void check_parameter(const char *value, const char *expected) {
    cn_buf_clear(&out);
    bool found = cn_words_parameter(cn_str_of(value), CN_STR("name"), &out);
    cn_buf_add(&out, "", 1);
    ck_assert_int_eq(found, expected != NULL);
    ck_assert_str_eq(out.bytes, expected ? expected : "");
}

START_TEST(parameters) {
    check_parameter("text/plain; name=a.txt", "a.txt");
    check_parameter("text/plain; x=1; NAME = \"a; \\\"b\\\"\" ; y", "a; \"b\"");
    check_parameter("t; name*=utf-8'de'%C3%A4%zz", "\xc3\xa4%zz");
    check_parameter("t; name*0=a; name*1=b", "ab");
    check_parameter("t; name*0*=iso-8859-1''%E4; name*1=b", "\xc3\xa4"
                                                            "b");
    check_parameter("t; name*=utf-8''a%00b.txt", "a b.txt");
    check_parameter("t; name=\"=?utf-8?q?=C3=A4?=\"", "\xc3\xa4");
    check_parameter("t; names=a; nam=b; name*x=c", NULL);
    check_parameter("t", NULL);
}
END_TEST

/* ---- is it a mail? ---- */

static unsigned bid(const char *text, const char *name) {
    struct cn_source source = {.fd = -1};
    return cn_mime_bid(cn_str_of(text), &source, cn_str_of(name));
}

START_TEST(bids) {
    ck_assert_uint_gt(bid(HEAD "\nx", "m"), 0);
    ck_assert_uint_gt(bid("Received: x\r\n\ty\r\nSubject: z\r\n\r\n", "m"), 0);
    ck_assert_uint_gt(bid("From anna\nMIME-Version: 1.0\nTo: b\n\n", "m"), 0);
    ck_assert_uint_gt(bid("Subject: x\n\n", "m.EML"), 0);
    ck_assert_uint_eq(bid("Subject: x\n\n", "m"), 0);
    ck_assert_uint_eq(bid("From: Chief of Station\nTo: Director\nDate: 2 December 1963\n"
                          "Subject: AMLASH\n\nx\n",
                          "m"),
                      0);
    ck_assert_uint_eq(bid("FROM : a@b\nDATE : 10:11\n", "m"), 0);
    ck_assert_uint_eq(bid("once upon a time\nFrom: a@b\nDate: 10:11\n", "m"), 0);
    ck_assert_uint_eq(bid("", "m.eml"), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/mail");
    TCase *tcase = tcase_create("mail");
#ifndef CN_GMIME
    puts("skipped: built without gmime");
    return 77;
#endif
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, plain_mail);
    tcase_add_test(tcase, parts);
    tcase_add_test(tcase, what_stands_outside_is_read);
    tcase_add_test(tcase, not_closed);
    tcase_add_test(tcase, inner_not_closed);
    tcase_add_test(tcase, whom_it_reached);
    tcase_add_test(tcase, boundaries);
    tcase_add_test(tcase, what_gmime_sees);
    tcase_add_test(tcase, too_many_parts);
    tcase_add_test(tcase, alternatives);
    tcase_add_test(tcase, mails_in_mails);
    tcase_add_test(tcase, sealed);
    tcase_add_test(tcase, too_deep);
    tcase_add_test(tcase, fields_at_the_limit);
    tcase_add_test(tcase, long_fields);
    tcase_add_test(tcase, base64);
    tcase_add_test(tcase, quoted);
    tcase_add_test(tcase, uuencode);
    tcase_add_test(tcase, encoded_words);
    tcase_add_test(tcase, parameters);
    tcase_add_test(tcase, bids);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
