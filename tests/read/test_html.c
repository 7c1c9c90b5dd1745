/* test_html.c: the text of pages, the places of its parts, and where it stands in the source. */
#include "read/markup.h"

#include <check.h>

static struct extracted got;

static void read_page(const char *page) {
    markup_read(&got, cn_html_extract, SIZE_MAX / 2, cn_str_of(page));
}

static const struct {
    const char *page;
    const char *marked; /* without the marks of paragraphs */
} pages[] = {
    {"", ""},
    {"plain", "plain"},
    {"  a \n\t b  ", "a b"},
    {"<p>a<p>b", "a\nb"},
    {"<p>a</p>\n<p>b</p>\n", "a\nb\n"},
    {"a<br>b<br/><br />c", "a\nb\nc"},
    {"A<b>M</b>LASH A<wbr>M<!-- -->LASH", "AMLASH AMLASH"},
    {"A<span>M </span> LASH", "AM LASH"},
    {"<ul><li>a<li>b</ul>c", "a\nb\nc"},
    {"a<img alt=' x  y '>b", "a x y b"},
    {"<a href='AMLASH' title=x>b</a>", "x b\n{part 1 link}AMLASH"},
    {"<p title=x>b", "b"},
    {"a<i title=x>b</i><link title=y>", "a x b y"},
    {"<input placeholder=a><textarea placeholder=b></textarea><nav aria-label=c>d", "a\nb\nc\nd"},
    {"<table summary=s><tr title=x><td title=y>a<td>b</table>",
     "s\n{table 1}{row 1}{cell 1}a{end}\t{cell 2}b{end}\n{table end}"},
    {"a<iframe srcdoc=\"<p title='x'>b</p>&lt;b c=&quot;d&quot;&gt;e &amp;amp; f > g\"></iframe>h",
     "a\nb e &amp; f > g\nh"},
    {"a<iframe srcdoc='b<c'></iframe>d<iframe srcdoc=<p>e</iframe><b srcdoc='f'>",
     "a\nb\nd\n<p\ne\n"},
    {"<script>a<b</script>b<style>c</style>d", "bd"},
    {"<SCRIPT>a</scripty></SCRIPT >b", "b"},
    {"<template>a<template>b</template><script></template></script>c</template>d", "d"},
    {"<noscript>a</noscript><select><option>b<option label=c></select>", "a\nb\nc\n"},
    {"<title>a <b>&amp;</title>c", "{part title}a <b>&\n{part}c"},
    {"<textarea>\n a\n <b></textarea>c", " a\n <b>\nc"},
    {"<pre>\n\n a\tb\r\nc</pre>d", " a\tb\nc\nd"},
    {"a<!--b-->c", "ac\n{part 1 comment}b"},
    {"a<!-- b\n-c -- d --!>e", "ae\n{part 1 comment}b\n-c -- d "},
    {"a<!-->b<!--->c<!---->d", "abcd"},
    {"a<!--[if mso]><p>b</p><![endif]-->c<!--[if !mso]><!-->d<!--<![endif]-->e", "a\nb\ncde"},
    {"a<!--[if IE]>-->b<!--[endif]-->c<!--[x]-->", "abc\n{part 1 comment}[x]"},
    {"a<!x>b<?php c ?>d</ e>f<![CDATA[<g>]]]>h", "abdf<g>]h"},
    {"a < b <3 </>c", "a < b <3 c"},
    {"<meta name=viewport content=a><meta name=Author content=b>", "{part properties}b\n{part}"},
    {"<input value=a><input type=hidden value=b><input type=text value=c>", "a c"},
    {"<table><tr><td>a<td>b<tr><td> c\n<p>d</table>e",
     "{table 1}{row 1}{cell 1}a{end}\t{cell 2}b{end}\n{row 2}{cell 1}c d{end}\n{table end}e"},
    {"<table><caption>t</caption><thead><tr><th colspan=2>a</th><th>b</thead><tr></tr></table>",
     "{table 1}t\n{row 1}{cell 1}a{end}\t{cell 3}b{end}\n{table end}"},
    {"<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d</table>",
     "{table 1}{row 1}{cell 1}a{end}\t{cell 2}b{end}\n{row 2}{cell 2}c{end}\n"
     "{row 3}{cell 1}d{end}\n{table end}"},
    {"<table><td>a<table><tr><td>b<td>c</table>d<!--e-->f</table>",
     "{table}{row 1}{cell 1}a b c df{end}\n{table end}{part 1 comment}e"},
    {"<table role=presentation><tr><td>a<td><table><tr><td>b</table></table>",
     "a\n{table}{row 1}{cell 1}b{end}\n{table end}"},
    {"</table></td></pre></p>a</template>", "a"},
    {"&lt;&AMP;&eacute;&#65;&#x42;&#128;&#0;&#xD800;&#x110000;",
     "<&\xc3\xa9"
     "AB\xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"&notit; &notin; &copy1 &; &#; &#x; &bogus; &amp", "\xc2\xac"
                                                        "it; \xe2\x88\x89 \xc2\xa9"
                                                        "1 &; &#; &#x; &bogus; &"},
    {"<img alt='&copy=1 &copy;=1 &copyx &amp'>", "&copy=1 \xc2\xa9=1 &copyx &"},
    {"a&#32;&Tab;b&nbsp;c", "a b\xc2\xa0"
                            "c"},
    {"some words a\x01\x02"
     "b\x7f and more \xff words that are in ASCII, so that it is no UTF-16",
     "some words ab\x7f and more \xef\xbf\xbd words that are in ASCII, so that it is no UTF-16"},
    {"a<plaintext>b<p>&amp;", "ab<p>&amp;"},
    {"\xef\xbb\xbf<p>a", "a"},
    {"a<div hidden aria-hidden=true>b</div>", "a\nb\n"},
    {"<x", ""},
    {"a<b c='d", "a"},
    {"a&am", "a&am"},
    {"a<", "a<"},
    {"<!--a-", "{part 1 comment}a-"},
    {"<![CDATA[a]", "a]"},
    {"<title>a</tit", "{part title}a</tit"},
    {"<!--a--><table><tr><td>b<!-- --><!--c", "{table}{row 1}{cell 1}b{end}\n{table end}"
                                              "{part 1 comment}a\n{part 2 comment}c"},
    {"<template><!--a--><a href=b></template><title><!--c--></title><script><!--d--></script>",
     "{part title}<!--c-->\n{part}"},
    {"<p>a<a href=x>b<a href=&#120>c<a href=y>d<a href=x>e",
     "abcde\n{part 1 link}x\n{part 2 link}y\n{part 3 link}x"},
    {"<!--a--><p>b</p><a href=c>", "b\n{part 1 comment}a\n{part 1 link}c"},
    {"<a href='#a'><a href=' DATA:b'><a href=\"JavaScript:c()\"><a href=''><a href><a href=d#e>",
     "{part 1 link}d#e"},
    {"<a href=' a\n\tb c&amp;d&copy=e &lt;'>", "{part 1 link}ab c&d&copy=e <"},
    {"<a href='a%20b%26&#37;41'>", "{part 1 link}a b&A"},
    {"<area href=a><link href=b><img src=c><iframe src=d></iframe><object data=e><script src=f>"
     "</script><form action=g><q cite=h><button formaction=i><x y=j>",
     "{part 1 link}a\n{part 2 link}c\n{part 3 link}d\n{part 4 link}e\n{part 5 link}g\n"
     "{part 6 link}h\n{part 7 link}i"},
    {"<meta http-equiv=Refresh content='5; url=a?b=c'><meta http-equiv=refresh content=30>"
     "<meta http-equiv=x content='url=d'>",
     "{part 1 link}a?b=c"},
    {"<table><td>a<a href=b>", "{table}{row 1}{cell 1}a{end}\n{table end}{part 1 link}b"},
    {"<pre><a href='a  b\nc'>d</pre>", "d\n{part 1 link}a  bc"},
    {"<p>a<a href='b&am", "a\n{part 1 link}b&am"},
    {"a<a href=b", "a\n{part 1 link}b"},
};

/* Paragraphs are counted elsewhere; a table without header row begins with {table}. */
static char *without_paragraphs(char *marked) {
    char *to = marked;
    for (char *from = marked; *from;) {
        if (strncmp(from, "{paragraph", 10) == 0)
            from = strchr(from, '}') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    return marked;
}

START_TEST(text_is_what_a_browser_shows) {
    read_page(pages[_i].page);
    char *marked = without_paragraphs(extracted_marks(&got));
    ck_assert_str_eq(marked, pages[_i].marked);
    ck_assert(markup_lawful(&got, strlen(pages[_i].page)));
    free(marked);
    extracted_free(&got);
}
END_TEST

START_TEST(pieces_make_the_same_text) {
    for (size_t cut = 1; cut < 12; cut++)
        ck_assert(markup_holds(cn_html_extract, cn_str_of(pages[_i].page), cut));
}
END_TEST

START_TEST(paragraphs_are_numbered) {
    read_page(
        "<title>t</title><h1>a</h1><p>b<b>c</b><!--x-->d<p><p>e<table><td>f</table>g<a href=y>");
    char *marked = extracted_marks(&got);
    ck_assert_str_eq(marked, "{part title}{paragraph 1}t\n{part}{paragraph 1}a\n{paragraph 2}bcd\n"
                             "{paragraph 3}e\n{table}{row 1}{cell 1}f{end}\n{table end}"
                             "{paragraph 4}g\n{part 1 comment}{paragraph 1}x\n{part 1 link}y");
    free(marked);
    extracted_free(&got);
}
END_TEST

START_TEST(what_breaks_off_is_said) {
    static const struct {
        const char *page;
        enum cn_status status;
    } ends[] = {{"<p>a", CN_STATUS_OK},
                {"<!-- a", CN_STATUS_OK},
                {"a <p", CN_STATUS_PARTIAL},
                {"<!--a--><a href='b", CN_STATUS_PARTIAL},
                {"a <p class='", CN_STATUS_PARTIAL},
                {"<script>a", CN_STATUS_PARTIAL},
                {"<template>a", CN_STATUS_PARTIAL}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        read_page(ends[i].page);
        ck_assert_int_eq(got.document.status, ends[i].status);
        extracted_free(&got);
    }
}
END_TEST

/* ---- where it stands ---- */

/* The bytes of the source that a piece of the text comes from, each character by itself. */
static void check_source(const char *page, size_t unit, const char *name) {
    struct cn_buf bytes = {0};
    const char *at = strstr(got.text.bytes, name);
    ck_assert_ptr_nonnull(at);
    for (size_t i = 0; i < strlen(name); i++) {
        size_t from = (size_t)(at - got.text.bytes) + i;
        struct cn_span span =
            cn_map_source(cn_extract_map(got.extract), (struct cn_span){from, from + 1});
        ck_assert_uint_eq(span.end - span.start, unit);
        cn_buf_add(&bytes, page + span.start, 1);
    }
    ck_assert(cn_str_equal(cn_buf_str(&bytes), cn_str_of(name)));
    cn_buf_free(&bytes);
}

START_TEST(text_knows_its_bytes) {
    const char *page = "<p>caf&eacute; A<b>M</b>L<!-- QXNOTE -->AS<wbr>H &copy; \xc3\xa9 QXNAME"
                       "<a href='x&eacute;y/QXLINK'>";
    read_page(page);
    check_source(page, 1, "AMLASH");
    check_source(page, 1, "QXNAME");
    check_source(page, 1, "QXNOTE");
    check_source(page, 1, "QXLINK");
    extracted_free(&got);
}
END_TEST

START_TEST(text_of_utf16_knows_its_bytes) {
    const char *ascii = "<p>caf&eacute; A<b>M</b>LASH <a href=QXLINK><table><td>QXNAME</table>";
    struct cn_buf page = {0};
    cn_buf_add(&page, "\xff\xfe", 2);
    for (const char *at = ascii; *at; at++)
        cn_buf_add(&page, (const char[]){*at, 0}, 2);
    markup_read(&got, cn_html_extract, SIZE_MAX / 2, cn_buf_str(&page));
    check_source(page.bytes, 2, "AMLASH");
    check_source(page.bytes, 2, "QXNAME");
    check_source(page.bytes, 2, "QXLINK");
    ck_assert(markup_lawful(&got, page.len));
    extracted_free(&got);
    for (size_t cut = 1; cut < 9; cut++)
        ck_assert(markup_holds(cn_html_extract, cn_buf_str(&page), cut));
    cn_buf_free(&page);
}
END_TEST

/* The source is decoded in blocks of 64 KiB: whatever is cut by their end comes out the same. */
START_TEST(block_ends_leave_no_trace) {
    const char *page =
        "<p class='x'>A<b>M</b>L&#65;S&#x48; caf&eacute; <!-- c --><script>no</script>"
        "<![CDATA[z]]>\r\n<img alt='q&amp;r' "
        "src='s&amp;\xc3\xa9t'>\xe2\x82\xac<table><td>n</table>";
    size_t len = strlen(page);
    char *alone = NULL;
    for (size_t before = 65536 - len; before <= 65536; before++) {
        struct cn_buf bytes = {0};
        for (size_t i = 0; i < before; i++)
            cn_buf_add_byte(&bytes, i + 1 == before ? '\n' : ' ');
        cn_buf_add_text(&bytes, page);
        markup_read(&got, cn_html_extract, SIZE_MAX / 2, cn_buf_str(&bytes));
        char *marked = extracted_marks(&got);
        if (!alone)
            alone = strdup(marked);
        ck_assert_str_eq(marked, alone);
        ck_assert(markup_lawful(&got, bytes.len));
        free(marked);
        extracted_free(&got);
        cn_buf_free(&bytes);
    }
    ck_assert_ptr_nonnull(strstr(alone, "AMLASH caf\xc3\xa9"));
    free(alone);
}
END_TEST

/* ---- addresses that are long, and bytes that are broken ---- */

/* `begin`, so many letters, "AMLASH'>": an address, and the same again. */
static void read_long(const char *begin, size_t letters) {
    struct cn_buf page = {0};
    for (unsigned i = 0; i < 2; i++) {
        cn_buf_addf(&page, "<a href='%s", begin);
        for (size_t at = 0; at < letters; at++)
            cn_buf_add_byte(&page, 'x');
        cn_buf_add_text(&page, "AMLASH'>");
    }
    cn_buf_add_text(&page, "<a href='short'>");
    markup_read(&got, cn_html_extract, SIZE_MAX / 2, cn_buf_str(&page));
    ck_assert(markup_lawful(&got, page.len));
    for (size_t cut = 700; cut < 704; cut++)
        ck_assert(markup_holds(cn_html_extract, cn_buf_str(&page), cut));
    cn_buf_free(&page);
}

static size_t count_names(void) {
    size_t count = 0;
    for (const char *at = got.text.bytes; (at = strstr(at, "AMLASH")) != NULL; at++)
        count++;
    return count;
}

START_TEST(long_addresses_are_laid_down_as_they_come) {
    static const struct {
        const char *begin;
        size_t letters, names;
    } addresses[] = {
        {"http:", CN_HTML_ADDRESS_MAX - 12, 1},   {"http:", CN_HTML_ADDRESS_MAX - 11, 2},
        {"http:", CN_HTML_ADDRESS_MAX, 2},        {"http:", 200000, 2},
        {"data:", CN_HTML_ADDRESS_MAX, 0},        {"javascript:'", 200000, 0},
        {"&nvlt;&nvlt;", CN_HTML_ADDRESS_MAX, 2},
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        read_long(addresses[i].begin, addresses[i].letters);
        ck_assert_uint_eq(count_names(), addresses[i].names);
        ck_assert_ptr_nonnull(strstr(got.text.bytes, "short"));
        extracted_free(&got);
    }
}
END_TEST

START_TEST(broken_bytes_are_counted_once) {
    static const struct {
        const char *page;
        uint64_t invalid;
    } pages_of_them[] = {
        {"<p>\xff in UTF-8: \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 <!-- \xff --><a href='\xff'>",
         3},
        {"<meta charset=Shift_JIS>\x83\x65\x83\x58\x83\x67 \xff<!-- \xff --><a href='\xff'>", 3},
    };
    for (size_t i = 0; i < sizeof pages_of_them / sizeof *pages_of_them; i++) {
        read_page(pages_of_them[i].page);
        ck_assert_uint_eq(got.document.invalid, pages_of_them[i].invalid);
        ck_assert_ptr_nonnull(strstr(got.text.bytes, "\n\xef\xbf\xbd"));
        extracted_free(&got);
    }
}
END_TEST

/* ---- what is a page ---- */

static const struct {
    const char *head;
    const char *name;
    bool page;
} heads[] = {
    {"<!DOCTYPE html><p>", "a", true},
    {"\xef\xbb\xbf \n<!-- x --><!doctype HTML PUBLIC \"x\">", "a.bin", true},
    {"<?xml version='1.0'?>\n<html xmlns='x'>", "a.xml", true},
    {"<HTML>", "README.md", true},
    {"<html5lib>", "a", false},
    {"<table><tr><td>x", "a", true},
    {"<head><title>x</title></head>", "a", true},
    {"Hello <br> there", "mail//body.html", true},
    {"<div>x</div>", "a.HTM.gz", true},
    {"hello", "a.html", false},
    {"<div align=center><h1>x</h1><p>y</div>", "README.md", false},
    {"<div align=center><h1>x</h1><p>y</div>", "notes", false},
    {"# Head\n\n<table><tr><td>x</table>", "a.md", false},
    {"<?xml version='1.0'?><table><title>x</title><tr/></table>", "a.xml", false},
    {"<?xml version='1.0'?><rss><channel><title>x", "feed", false},
    {"<svg><title>x</title><text>y</text></svg>", "a.svg", false},
    {"", "a.html", false},
};

START_TEST(pages_are_told_from_other_texts) {
    struct cn_str head = cn_str_of(heads[_i].head);
    struct cn_source source = {.fd = -1, .bytes = head.bytes, .size = head.len};
    unsigned claim = cn_reader_html.claim(head, &source, cn_str_of(heads[_i].name));
    ck_assert_int_eq(claim > 0, heads[_i].page);
}
END_TEST

static const struct {
    const char *head;
    const char *charset;
} declarations[] = {
    {"<meta charset=windows-1251>", "windows-1251"},
    {"<html><head><title>x</title><META http-equiv=Content-Type content='text/html; "
     "charset=Shift_JIS'>",
     "Shift_JIS"},
    {"<?xml version='1.0' encoding=\"KOI8-R\"?><html>", "KOI8-R"},
    {"<meta charset = 'UTF-16'>", "utf-8"},
    {"<!-- <meta charset=a> --><meta charset=\"b\"/>", "b"},
    {"<meta name=x content=y><p charset=z>", ""},
    {"", ""},
};

START_TEST(declared_charsets_are_found) {
    struct cn_str found = cn_html_declared(cn_str_of(declarations[_i].head));
    ck_assert(cn_str_equal(found, cn_str_of(declarations[_i].charset)));
}
END_TEST

int main(void) {
    const int count = sizeof pages / sizeof *pages;
    Suite *suite = suite_create("html");
    TCase *text = tcase_create("text");
    TCase *claims = tcase_create("claims");
    tcase_set_timeout(text, 60);
    tcase_add_loop_test(text, text_is_what_a_browser_shows, 0, count);
    tcase_add_loop_test(text, pieces_make_the_same_text, 0, count);
    tcase_add_test(text, paragraphs_are_numbered);
    tcase_add_test(text, what_breaks_off_is_said);
    tcase_add_test(text, text_knows_its_bytes);
    tcase_add_test(text, text_of_utf16_knows_its_bytes);
    tcase_add_test(text, block_ends_leave_no_trace);
    tcase_add_test(text, long_addresses_are_laid_down_as_they_come);
    tcase_add_test(text, broken_bytes_are_counted_once);
    tcase_add_loop_test(claims, pages_are_told_from_other_texts, 0,
                        (int)(sizeof heads / sizeof *heads));
    tcase_add_loop_test(claims, declared_charsets_are_found, 0,
                        (int)(sizeof declarations / sizeof *declarations));
    suite_add_tcase(suite, text);
    suite_add_tcase(suite, claims);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
