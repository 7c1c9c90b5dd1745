/*
 * compile.c: `cryptonym dictionary compile [-d NAME]... -o FILE`: dictionaries as an image that is
 * mapped, not read. What is wrong with their rows is said, and kept in the image.
 */
#include "cli/cli.h"

static bool put(struct cn_str bytes, void *context) {
    struct cn_output *output = context;
    cn_out_add(&output->out, bytes.bytes, bytes.len);
    return !output->out.error;
}

static bool is_input(struct cn_output *output, const struct cn_dictionary *dictionary) {
    for (size_t i = 0; i < cn_dictionary_files(dictionary); i++)
        if (cn_output_refuses(output, cn_dictionary_file(dictionary, i)))
            return true;
    return false;
}

static bool write_image(const struct cn_dictionary *dictionary, const char *path) {
    struct cn_output output;
    if (!cn_output_open(&output, path))
        return false;
    bool good = !is_input(&output, dictionary) && cn_image_write(&dictionary->image, put, &output);
    return cn_output_close(&output, good) && good;
}

enum cn_exit cn_dictionary_compile(const struct cn_arguments *arguments) {
    struct cn_dictionary dictionary = {0};
    struct cn_index *index = NULL;
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (arguments->operands.len != 1 || !arguments->output) {
        cn_say(CN_FATAL, "dictionary compile wants -o FILE, and dictionaries by -d NAME");
        return status;
    }
    enum cn_severity severity = cn_dictionary_open(&dictionary, arguments->dictionaries.items);
    if (severity < CN_SKIP)
        index = cn_index_new(&dictionary);
    cn_say_diags(&dictionary.diags);
    if (index && write_image(&dictionary, arguments->output))
        status = dictionary.diags.worst >= CN_SKIP ? CN_EXIT_NONE : CN_EXIT_FOUND;
    cn_index_free(index);
    cn_dictionary_free(&dictionary);
    return status;
}
