/*
 * version.c: `cryptonym version` and `cryptonym --version`.
 */
#include "cli/cli.h"

#include <unistd.h>

enum cn_exit cn_show_version(const struct cn_arguments *arguments) {
    struct cn_out out = {.fd = STDOUT_FILENO};
    enum cn_exit status = CN_EXIT_FOUND;
    (void)arguments;
    cn_out_add(&out, PACKAGE_STRING "\n", sizeof PACKAGE_STRING);
    if (cn_out_flush(&out) == CN_FATAL) {
        cn_say(CN_FATAL, "cannot write the version");
        status = CN_EXIT_TROUBLE;
    }
    cn_out_free(&out);
    return status;
}
