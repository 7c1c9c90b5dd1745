/*
 * test_text.c: annotated text in every style, and back.
 */
#include "emit/sample.h"

#include <check.h>
#include <stdlib.h>

#define OPEN "\xe2\x9f\xa6"
#define CLOSE "\xe2\x9f\xa7"

static const struct cn_emitter *text_emitter(void) {
    return cn_emitter_find(CN_STR("text"));
}

static void assert_bytes(const struct cn_out *out, const char *expected) {
    ck_assert_uint_eq(out->buf.len, strlen(expected));
    if (out->buf.len > 0)
        ck_assert_mem_eq(out->buf.bytes, expected, out->buf.len);
}

/* Annotates each "A9" of a text and compares. */
static void assert_annotated(struct cn_emit_options options, const char *text,
                             const char *expected) {
    struct sample sample = sample_of("a.txt", cn_str_of(text));
    struct cn_out out;
    sample_find(&sample, "A9");
    sample_emit(&out, text_emitter(), options, &sample, 1, SIZE_MAX);
    assert_bytes(&out, expected);
    cn_out_free(&out);
}

START_TEST(test_inline) {
    struct cn_emit_options options = {0};
    assert_annotated(options, "", "");
    assert_annotated(options, "no name\n", "no name\n");
    assert_annotated(options, "To A9, by sea.", "To A9" OPEN "North Korea 0.97" CLOSE ", by sea.");
    assert_annotated(options, OPEN "A9" CLOSE, OPEN OPEN "A9" OPEN "North Korea 0.97" CLOSE CLOSE);
}
END_TEST

START_TEST(test_ascii) {
    struct cn_emit_options options = {.ascii = true};
    assert_annotated(options, "A9.", "A9[=North Korea 0.97=].");
    assert_annotated(options, "[=A9[", "[==A9[=North Korea 0.97=][");
    assert_annotated(options, "[[==" OPEN, "[[===" OPEN);
}
END_TEST

START_TEST(test_color) {
    struct cn_emit_options options = {.color = true};
    assert_annotated(options, "x A9",
                     "x \033[1mA9\033[m\033[2m" OPEN "North Korea 0.97" CLOSE "\033[m");
}
END_TEST

START_TEST(test_terminal) {
    struct cn_emit_options options = {.terminal = true};
    assert_annotated(options, "\033]0;x\a A\r\nB\r\x80\xe2\x80\xae\n",
                     "\\x1b]0;x\\x07 A\r\nB\\x0d\\x80\\u{202e}\n");
}
END_TEST

START_TEST(test_replace) {
    struct cn_emit_options options = {.style = CN_STYLE_REPLACE};
    assert_annotated(options, OPEN " A9-7.", OPEN " North Korea-7.");
}
END_TEST

START_TEST(test_replace_keeps_member_and_unknown) {
    struct cn_emit_options options = {.style = CN_STYLE_REPLACE};
    struct cn_meaning unknown = sample_meaning;
    struct sample sample = sample_of("a.txt", CN_STR("AMLASH-1 AMXYZ"));
    struct cn_out out;
    unknown.unknown = true;
    sample_add(&sample, 0, 8)->name_end = 6;
    sample_add(&sample, 9, 14)->meanings = &unknown;
    sample_emit(&out, text_emitter(), options, &sample, 1, SIZE_MAX);
    assert_bytes(&out, "North Korea-1 AMXYZ");
    cn_out_free(&out);
}
END_TEST

START_TEST(test_margin) {
    struct cn_emit_options options = {.style = CN_STYLE_MARGIN};
    assert_annotated(options, "For A9 and A9.\r\nNo name.\n",
                     "For A9 and A9." OPEN
                     "                                                                 "
                     "A9: North Korea 0.97; A9: North Korea 0.97" CLOSE "\r\nNo name.\n");
}
END_TEST

START_TEST(test_margin_of_a_name_at_the_end) {
    struct cn_emit_options options = {.style = CN_STYLE_MARGIN, .ascii = true};
    struct cn_buf text = {0}, expected = {0};
    for (int i = 0; i < 90; i++)
        cn_buf_add_byte(&text, '-');
    cn_buf_add_text(&text, "A9 A9");
    cn_buf_add_str(&expected, cn_buf_str(&text));
    cn_buf_add(&text, "\n", 2);
    cn_buf_add_text(&expected, "[= A9: North Korea 0.97; A9: North Korea 0.97=]");
    cn_buf_add(&expected, "\n", 2);
    assert_annotated(options, text.bytes, expected.bytes);
    cn_buf_free(&text);
    cn_buf_free(&expected);
}
END_TEST

START_TEST(test_footnotes) {
    struct cn_emit_options options = {.style = CN_STYLE_FOOTNOTES};
    assert_annotated(options, "A9\nx\n\nA9",
                     "A9" OPEN "1" CLOSE "\nx\n" OPEN " 1 A9: North Korea 0.97 " CLOSE "\n\nA9" OPEN
                     "2" CLOSE OPEN " no line end " CLOSE "\n" OPEN " 2 A9: North Korea 0.97 " CLOSE
                     "\n");
}
END_TEST

START_TEST(test_several_documents) {
    struct cn_emit_options options = {.headers = true};
    struct sample samples[] = {
        sample_of("a\n" OPEN "b.txt", CN_STR("no end")),
        sample_of("empty", CN_STR("")),
        sample_of("c", CN_STR("A9\n")),
    };
    struct cn_out out, stripped;
    struct cn_diags diags = {0};
    sample_find(&samples[2], "A9");
    sample_emit(&out, text_emitter(), options, samples, 3, SIZE_MAX);
    assert_bytes(&out, OPEN " document a\\x0a[b.txt " CLOSE "\nno end" OPEN " no line end " CLOSE
                            "\n" OPEN " document empty " CLOSE "\n" OPEN " document c " CLOSE
                            "\nA9" OPEN "North Korea 0.97" CLOSE "\n");
    ck_assert_int_eq(sample_strip(cn_buf_str(&out.buf), false, SIZE_MAX, &stripped, &diags), CN_OK);
    assert_bytes(&stripped, "no endA9\n");
    cn_out_free(&stripped);
    cn_out_free(&out);
}
END_TEST

/* ---- the gloss ---- */

static void assert_gloss(struct cn_mention *mention, const char *expected) {
    struct cn_buf gloss = {0};
    cn_gloss(&gloss, mention);
    cn_buf_add_byte(&gloss, '\0');
    ck_assert_str_eq(gloss.bytes, expected);
    cn_buf_free(&gloss);
}

START_TEST(test_gloss) {
    struct cn_entry size = {.meaning = CN_STR("size")};
    struct cn_meaning meanings[] = {sample_meaning, sample_meaning, sample_meaning};
    struct cn_mention mention = {.confidence = 0.6149, .meanings = meanings, .meanings_len = 3};
    meanings[1].share = 0.2;
    meanings[2].entry = &size;
    meanings[2].share = 0.09;
    assert_gloss(&mention, "North Korea 0.61");
    meanings[2].share = 0.1;
    assert_gloss(&mention, "North Korea 0.61 | size 0.10");
    meanings[0].unknown = true;
    mention.meanings_len = 1;
    assert_gloss(&mention, "?North Korea 0.61");
}
END_TEST

START_TEST(test_confidence_rounds_down) {
    static const struct {
        double confidence;
        const char *shown;
    } cases[] = {{1, "1.00"},    {0.9999, "0.99"}, {0.995, "0.99"}, {0.57, "0.57"},
                 {0.29, "0.29"}, {0.5, "0.50"},    {0.0099, "0.00"}};
    struct cn_buf buf = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cn_buf_clear(&buf);
        cn_gloss_confidence(&buf, cases[i].confidence);
        ck_assert(cn_str_equal(cn_buf_str(&buf), cn_str_of(cases[i].shown)));
    }
    cn_buf_free(&buf);
}
END_TEST

/* ---- laws ---- */

/* A line with more notes than are kept, and everything that must be escaped. */
static const char awkward[] = OPEN OPEN "A9" CLOSE "[=A9=[[=]\r\nA9\r\n\r\nA\xc3\xa9 A9" OPEN
                                        " document A9 " CLOSE "\n\n\nA9A9A9[" OPEN "A9 A9\n A9\r";

static void assert_cuts_change_nothing(struct cn_emit_options options, const char *text) {
    struct sample sample = sample_of("a.txt", cn_str_of(text));
    struct cn_out whole, cut;
    sample_find(&sample, "A9");
    sample_emit(&whole, text_emitter(), options, &sample, 1, SIZE_MAX);
    for (size_t core = 1; core < sample.text.len; core++) {
        sample_emit(&cut, text_emitter(), options, &sample, 1, core);
        ck_assert_uint_eq(cut.buf.len, whole.buf.len);
        ck_assert_mem_eq(cut.buf.bytes, whole.buf.bytes, whole.buf.len);
        cn_out_free(&cut);
    }
    cn_out_free(&whole);
}

START_TEST(test_cuts_change_nothing) {
    struct cn_emit_options options = {.style = (enum cn_style)(_i / 2), .ascii = _i & 1};
    assert_cuts_change_nothing(options, awkward);
    options.terminal = true;
    assert_cuts_change_nothing(options, "A9\r\n\033\r\r\n[=A9\n\rA9\r\n\r\nA9");
}
END_TEST

/* Every emitter that divides, in every cut, a window or more at a time. */
START_TEST(test_parts_make_the_whole) {
    static const char *const names[] = {"text", "lines", "jsonl"};
    struct cn_emit_options options = {.style = _i / 3 ? CN_STYLE_REPLACE : CN_STYLE_INLINE,
                                      .ascii = _i / 6};
    const struct cn_emitter *emitter = cn_emitter_find(cn_str_of(names[_i % 3]));
    struct sample sample = sample_of("a.txt", CN_STR(awkward));
    struct cn_out whole, parts;
    sample_find(&sample, "A9");
    ck_assert(emitter->divides(&options));
    for (size_t core = 5; core < sample.text.len; core++) {
        struct cn_emit emit = {.emitter = emitter, .out = &whole, .options = options};
        whole = (struct cn_out){.fd = -1};
        emitter->begin(&emit);
        sample_part(&emit, &sample, core, 0, SIZE_MAX);
        emitter->free(&emit);
        for (size_t windows = 1; windows < 4; windows++) {
            sample_emit_parts(&parts, emitter, options, &sample, core, windows);
            ck_assert_uint_eq(parts.buf.len, whole.buf.len);
            ck_assert_mem_eq(parts.buf.bytes, whole.buf.bytes, whole.buf.len);
            cn_out_free(&parts);
        }
        cn_out_free(&whole);
    }
}
END_TEST

START_TEST(test_what_is_kept_back_does_not_divide) {
    const struct cn_emitter *emitter = text_emitter();
    ck_assert(!emitter->divides(&(struct cn_emit_options){.style = CN_STYLE_MARGIN}));
    ck_assert(!emitter->divides(&(struct cn_emit_options){.style = CN_STYLE_FOOTNOTES}));
    ck_assert_ptr_null(cn_emitter_find(CN_STR("gnu"))->divides);
}
END_TEST

START_TEST(test_strip_restores) {
    static const enum cn_style reversible[] = {CN_STYLE_INLINE, CN_STYLE_MARGIN,
                                               CN_STYLE_FOOTNOTES};
    struct cn_emit_options options = {
        .style = reversible[_i / 4], .ascii = _i & 1, .headers = _i & 2};
    struct sample sample = sample_of("a.txt", CN_STR(awkward));
    struct cn_out out, stripped;
    struct cn_diags diags = {0};
    sample_find(&sample, "A9");
    sample_emit(&out, text_emitter(), options, &sample, 1, SIZE_MAX);
    for (size_t most = 1; most < 9; most++) {
        ck_assert_int_eq(sample_strip(cn_buf_str(&out.buf), options.ascii, most, &stripped, &diags),
                         CN_OK);
        assert_bytes(&stripped, awkward);
        cn_out_free(&stripped);
    }
    cn_out_free(&out);
}
END_TEST

/* Notes are bounded: a line with very many mentions keeps at most CN_NOTES_MAX and one back. */
START_TEST(test_long_line) {
    struct cn_emit_options options = {.style = _i ? CN_STYLE_FOOTNOTES : CN_STYLE_MARGIN};
    struct cn_buf text = {0};
    struct cn_out out, stripped;
    struct cn_diags diags = {0};
    struct cn_buf meaning = {0};
    struct cn_entry entry = sample_entry;
    struct cn_meaning meanings[] = {sample_meaning};
    struct sample sample;
    for (int i = 0; i < 300; i++)
        cn_buf_add_text(&meaning, "long ");
    entry.meaning = cn_buf_str(&meaning);
    meanings[0].entry = &entry;
    for (int i = 0; i < 20; i++)
        cn_buf_add_text(&text, i == 12 ? "A9\n" : "A9 ");
    sample = sample_of("a.txt", cn_buf_str(&text));
    sample_find(&sample, "A9");
    for (size_t i = 0; i < sample.len; i++)
        sample.items[i].meanings = meanings;
    sample_emit(&out, text_emitter(), options, &sample, 1, SIZE_MAX);
    ck_assert_int_eq(sample_strip(cn_buf_str(&out.buf), false, SIZE_MAX, &stripped, &diags), CN_OK);
    ck_assert_uint_eq(stripped.buf.len, text.len);
    ck_assert_mem_eq(stripped.buf.bytes, text.bytes, text.len);
    cn_out_free(&stripped);
    cn_out_free(&out);
    cn_buf_free(&meaning);
    cn_buf_free(&text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text");
    TCase *styles = tcase_create("styles");
    TCase *laws = tcase_create("laws");
    tcase_add_test(styles, test_inline);
    tcase_add_test(styles, test_ascii);
    tcase_add_test(styles, test_color);
    tcase_add_test(styles, test_terminal);
    tcase_add_test(styles, test_replace);
    tcase_add_test(styles, test_replace_keeps_member_and_unknown);
    tcase_add_test(styles, test_margin);
    tcase_add_test(styles, test_margin_of_a_name_at_the_end);
    tcase_add_test(styles, test_footnotes);
    tcase_add_test(styles, test_several_documents);
    tcase_add_test(styles, test_gloss);
    tcase_add_test(styles, test_confidence_rounds_down);
    tcase_add_loop_test(laws, test_cuts_change_nothing, 0, 8);
    tcase_add_loop_test(laws, test_parts_make_the_whole, 0, 12);
    tcase_add_test(laws, test_what_is_kept_back_does_not_divide);
    tcase_add_loop_test(laws, test_strip_restores, 0, 12);
    tcase_add_loop_test(laws, test_long_line, 0, 2);
    suite_add_tcase(suite, styles);
    suite_add_tcase(suite, laws);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
