/*
 * fuzz_results.c: any bytes as the results that `review` reads.
 *
 * Laws: what is taken has a place, a surface and a meaning; no line is named that is not there;
 * each question has its turn once; and what is asked, answered yes or no, is a row of labels that
 * is read back as that place and that answer.
 */
#include "cli/question.h"

#include "emit/hostile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static void add_row(struct cn_buf *rows, const struct cn_question *question, struct cn_str name) {
    for (int column = 0; column < CN_LABEL_COLUMNS; column++) {
        cn_buf_add_text(rows, column > 0 ? "\t" : "");
        cn_answer_cell(question, name, (enum cn_label_column)column, rows);
    }
    cn_buf_add_byte(rows, '\n');
}

static void check_row(const struct cn_question *question, struct cn_str name) {
    struct cn_buf rows = {0};
    struct cn_labels labels = {0};
    cn_buf_add_text(&rows, "file\tstart\tend\tsurface\tname\tlabel\tclass\tbase_end\taux\n");
    add_row(&rows, question, name);
    enum cn_severity severity = cn_labels_parse(&labels, cn_buf_str(&rows), "rows");
    if (question->end < UINT64_C(1000000000000000000)) { /* more digits are no place */
        must(severity == CN_OK && labels.len == 1);
        must(labels.items[0].start == question->start && labels.items[0].end == question->end);
        must(labels.items[0].positive == (name.len > 0));
        must(cn_str_equal(labels.items[0].file, question->file));
    }
    cn_labels_free(&labels);
    cn_buf_free(&rows);
}

static void check_question(const struct cn_question *question) {
    struct cn_buf shown = {0}, name = {0};
    must(question->file.len > 0 && question->surface.len > 0 && question->len > 0);
    must(question->start < question->end);
    must(question->name_confidence >= 0 && question->name_confidence <= 1);
    cn_question_show(question, 1, 1, (struct cn_page){40, false}, &shown);
    must(is_harmless(cn_buf_str(&shown), true));
    check_row(question, CN_STR(""));
    cn_choice_name(question, &question->choices[0], &name);
    if (cn_label_name_valid(cn_buf_str(&name)))
        check_row(question, cn_buf_str(&name));
    cn_buf_free(&shown);
    cn_buf_free(&name);
}

static void check_order(const struct cn_question *questions, size_t len) {
    uint32_t *order = calloc(len + 1, sizeof *order);
    bool *seen = calloc(len + 1, sizeof *seen);
    must(order && seen && cn_review_order(questions, len, order));
    for (size_t i = 0; i < len; i++) {
        must(order[i] < len && !seen[order[i]]);
        seen[order[i]] = true;
    }
    free(order);
    free(seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_results results = {0};
    struct cn_diags diags = {0};
    struct cn_str bytes = {(const char *)data, size};
    size_t len;
    struct cn_stream *stream = cn_stream_bytes(bytes, CN_STR("fuzzed"), &diags);
    must(stream != NULL);
    cn_results_read(&results, stream, "fuzzed");
    const struct cn_question *questions = cn_results_questions(&results, &len);
    for (size_t i = 0; i < len && i < 50; i++)
        check_question(&questions[i]);
    check_order(questions, len);
    for (size_t i = 0; i < results.diags.len; i++)
        must(results.diags.items[i].where.line <= cn_str_count(bytes, '\n') + 1);
    cn_stream_close(stream);
    cn_results_free(&results);
    cn_diags_free(&diags);
    return 0;
}
