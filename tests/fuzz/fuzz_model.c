/*
 * fuzz_model.c: any bytes as a model.
 *
 * Laws: what is refused is said, with a line of the file; what is taken has finite weights within
 * bounds, and written out it is read again to the same file.
 */
#include "score/evidence.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static void check_weights(const struct cn_model *model) {
    must(model->spelled.scale > 0 && model->spelled.scale <= 100 &&
         fabs(model->spelled.shift) <= 100);
    for (int i = 0; i < CN_TERMS; i++) {
        const struct cn_weight *weight = &model->terms[i];
        must(fabs(weight->weight) <= 100 && fabs(weight->mean) <= 100 && weight->deviation > 0);
    }
}

static void check_again(const struct cn_model *model) {
    struct cn_model *again = NULL;
    struct cn_diags diags = {0};
    struct cn_buf first = {0}, second = {0};
    cn_model_write(model, &first);
    must(cn_model_read(&again, cn_buf_str(&first), "again", &diags) == CN_OK);
    cn_model_write(again, &second);
    must(cn_str_equal(cn_buf_str(&first), cn_buf_str(&second)));
    cn_model_free(again);
    cn_diags_free(&diags);
    cn_buf_free(&first);
    cn_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_model *model = NULL;
    struct cn_diags diags = {0};
    struct cn_str text = {(const char *)data, size};
    if (cn_model_read(&model, text, "fuzzed", &diags) == CN_OK) {
        must(diags.len == 0);
        check_weights(model);
        check_again(model);
    } else {
        must(!model && diags.len == 1 && diags.items[0].where.line <= size + 1);
    }
    cn_model_free(model);
    cn_diags_free(&diags);
    return 0;
}
