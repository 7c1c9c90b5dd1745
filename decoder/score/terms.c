#include "score/evidence.h"

const struct cn_term_info cn_terms[CN_TERMS] = {
#define CN_TERM(name, mean, deviation, reason) {#name, mean, deviation, reason},
#include "score/terms.def"
#undef CN_TERM
};

enum cn_term cn_term_find(struct cn_str name) {
    for (int i = 0; i < CN_TERMS; i++) {
        if (cn_str_equal(name, cn_str_of(cn_terms[i].name)))
            return (enum cn_term)i;
    }
    return CN_TERMS;
}

const char *cn_term_reason(int term) {
    return term < 0 ? "scale and shift, so that of all that say 0.8 eight in ten are right"
                    : cn_terms[term].reason;
}
