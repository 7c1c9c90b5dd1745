/*
 * cryptonym.h: decode code names in documents.
 *
 * This header is the manual of the library. Everything here is prefixed cn_; nothing else is
 * exported.
 *
 * A scanner is made once from dictionaries and a model, and scans any number of documents, one at a
 * time. It is not thread-safe (hunspell is not): use a scanner per process.
 *
 *     struct cn_options options = CN_OPTIONS_DEFAULT;
 *     options.dictionaries = (const char *const[]){"huawei-countries", NULL};
 *     struct cn_scanner *scanner;
 *     if (cn_scanner_new(&scanner, &options) >= CN_FAILED)
 *         ...
 *     cn_scan_bytes(scanner, text, strlen(text), "memo.txt", print_it, NULL);
 *     cn_scanner_free(scanner);
 */
#ifndef CRYPTONYM_H
#define CRYPTONYM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CN_API __attribute__((visibility("default")))
#else
#define CN_API
#endif

/** ## Results of calls */
enum cn_result {
    CN_DONE,       /**< as asked */
    CN_INCOMPLETE, /**< something is missing: part of a document or all of it, rows of a dictionary,
                      a language. cn_scanner_message says what */
    CN_FAILED      /**< nothing was done: no dictionary, no memory */
};

/** ## Options */
struct cn_options {
    /** Names or paths of dictionaries, ended by NULL; NULL: every installed one. Large ones are
     * kept compiled in the user's cache, unless CRYPTONYM_CACHE is "off" in the environment. */
    const char *const *dictionaries;
    /** Name or path of the model; NULL: the installed default. */
    const char *model;
    /** Languages for hunspell, separated by commas; NULL: "en_US". */
    const char *languages;
    /** Mentions with a lower name_confidence are not handed out. */
    double min_confidence;
};
#define CN_OPTIONS_DEFAULT                                                                         \
    { NULL, NULL, NULL, 0.5 }

/** ## Mentions */

/** One meaning that competes for a place. Strings are UTF-8, ended by NUL, valid during the
 * callback. */
struct cn_public_reading {
    const char *scheme;
    const char *name;
    const char *meaning;
    double share; /**< 0 to 1; the shares of a place and the share of none sum to 1 */
};

struct cn_public_mention {
    const char *document;
    uint64_t start, end;               /**< bytes of the document's UTF-8 text, half-open */
    uint64_t source_start, source_end; /**< bytes of the source; both 0: none */
    uint64_t line, column;             /**< from 1; columns are bytes */
    const char *name;                  /**< the dictionary's spelling */
    const char *meaning;
    const char *kind;
    const char *country;    /**< ISO 3166, or "" */
    const char *match;      /**< "identical", "folded", "joined", "garbled", "pattern" */
    int64_t member;         /**< the number in AMLASH-1; -1: none */
    double confidence;      /**< probability that this is the name and means this */
    double name_confidence; /**< probability that this is the name */
    const struct cn_public_reading *readings; /**< best first */
    size_t readings_len;
};

/** Called for each mention in order. Return nonzero to stop the scan. */
typedef int cn_mention_fn(const struct cn_public_mention *mention, void *context);

/** ## Scanning */
struct cn_scanner;

/** Makes a scanner. On CN_INCOMPLETE it works, but lacks something. On CN_FAILED, *scanner is set
 * if there was memory for it and holds the message; free it. */
CN_API enum cn_result cn_scanner_new(struct cn_scanner **scanner, const struct cn_options *options);
/** Scans `size` bytes of a document called `name`. The bytes are not kept. */
CN_API enum cn_result cn_scan_bytes(struct cn_scanner *scanner, const void *bytes, size_t size,
                                    const char *name, cn_mention_fn *each, void *context);
/** Scans a file (gzip is unpacked). */
CN_API enum cn_result cn_scan_file(struct cn_scanner *scanner, const char *path,
                                   cn_mention_fn *each, void *context);
/** What went wrong last, in words; "" if nothing did. Valid until the next call. */
CN_API const char *cn_scanner_message(const struct cn_scanner *scanner);
CN_API void cn_scanner_free(struct cn_scanner *scanner);
/** The version, "1.0.0". */
CN_API const char *cn_version(void);

#ifdef __cplusplus
}
#endif
#endif
