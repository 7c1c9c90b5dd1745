/*
 * emitters.c: the output formats there are. A new one is a file and two lines here.
 */
#include "emit/emit.h"

extern const struct cn_emitter cn_emitter_text, cn_emitter_lines, cn_emitter_gnu, cn_emitter_jsonl;

const struct cn_emitter *const cn_emitters[] = {
    &cn_emitter_text, &cn_emitter_lines, &cn_emitter_gnu, &cn_emitter_jsonl, NULL,
};

const struct cn_emitter *cn_emitter_find(struct cn_str name) {
    for (const struct cn_emitter *const *emitter = cn_emitters; *emitter; emitter++) {
        if (cn_str_equal(cn_str_of((*emitter)->name), name))
            return *emitter;
    }
    return NULL;
}
