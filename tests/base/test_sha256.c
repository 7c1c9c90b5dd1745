/* test_sha256.c: the examples of NIST's SHA-256 document, whole and in pieces. */
#include "base/sha256.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *message;
    size_t times;
    const char *digest;
} examples[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void check_digest(struct cn_sha256 *sha, const char *expected) {
    unsigned char digest[CN_SHA256_BYTES];
    char text[2 * CN_SHA256_BYTES + 1];
    cn_sha256_finish(sha, digest);
    for (size_t i = 0; i < CN_SHA256_BYTES; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    text[2 * CN_SHA256_BYTES] = 0;
    ck_assert_str_eq(text, expected);
}

START_TEST(published_examples) {
    struct cn_sha256 sha;
    cn_sha256_start(&sha);
    for (size_t i = 0; i < examples[_i].times; i++)
        cn_sha256_add(&sha, examples[_i].message, strlen(examples[_i].message));
    check_digest(&sha, examples[_i].digest);
}
END_TEST

START_TEST(pieces_of_any_size) {
    char *letters = malloc(1000000);
    struct cn_sha256 sha;
    memset(letters, 'a', 1000000);
    cn_sha256_start(&sha);
    for (size_t at = 0, size = (size_t)_i; at < 1000000; at += size)
        cn_sha256_add(&sha, letters + at, size < 1000000 - at ? size : 1000000 - at);
    check_digest(&sha, examples[3].digest);
    free(letters);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/sha256");
    TCase *tcase = tcase_create("sha256");
    tcase_add_loop_test(tcase, published_examples, 0, sizeof examples / sizeof *examples);
    tcase_add_loop_test(tcase, pieces_of_any_size, 54, 68);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
