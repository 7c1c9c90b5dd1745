/* consumer.c: the smallest program on the installed library. Prints each mention's name and
 * meaning. */
#include <cryptonym.h>
#include <stdio.h>
#include <string.h>

static int print_it(const struct cn_public_mention *mention, void *context) {
    (void)context;
    printf("%s: %s\n", mention->name, mention->meaning);
    return 0;
}

int main(void) {
    const char *const dictionaries[] = {"huawei-countries", NULL};
    const char text[] = "Project,Country\nP1,A9\n";
    struct cn_options options = CN_OPTIONS_DEFAULT;
    struct cn_scanner *scanner = NULL;
    options.dictionaries = dictionaries;
    enum cn_result result = cn_scanner_new(&scanner, &options);
    if (result < CN_FAILED)
        result = cn_scan_bytes(scanner, text, strlen(text), "projects.csv", print_it, NULL);
    fputs(cn_scanner_message(scanner), stderr);
    cn_scanner_free(scanner);
    return result != CN_DONE;
}
