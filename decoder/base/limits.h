/*
 * limits.h: every cap in the program, each with its reason. Included by everyone.
 */
#ifndef CN_BASE_LIMITS_H
#define CN_BASE_LIMITS_H

/* A window's own part: small enough for the second-level cache, large enough to make calls cheap. A
 * document that fits in one window is scanned in one go. */
#define CN_WINDOW_CORE (256u * 1024)
/* What a window shows of its neighbours on each side. All matching and evidence looks at most this
 * far, so that the same mention is found whatever window it falls in. */
#define CN_WINDOW_MARGIN (4u * 1024)

/* The longest folded token that can be a name, and that a pattern is tried on (bytes). */
#define CN_TOKEN_MAX 128
/* A name's folded key, all words together (bytes). */
#define CN_KEY_MAX 250
/* The most tokens one name may be spread over ("A M L A S H" is six). */
#define CN_NAME_TOKENS 12
/* The longest stretch of text one mention may cover, separators and invisible characters included.
 */
#define CN_MENTION_MAX 1024
/* A blank, hyphen or line end inside a name: at most so many bytes between two of its tokens. */
#define CN_SEPARATOR_MAX 8
/* Digits of a member number (AMLASH-1, AMCLATTER/1234). */
#define CN_MEMBER_DIGITS 4

/* Diagnostics kept for one document or dictionary: a broken file must not fill memory. */
#define CN_DIAGS_MAX 200
/* One row of a dictionary, one field of it (bytes): more is a broken quote, not data. */
#define CN_DICTIONARY_ROW_MAX (64u * 1024)
/* A dictionary file: a million rows fit. */
#define CN_DICTIONARY_FILE_MAX (512u * 1024 * 1024)
/* Strings of a compiled dictionary, all together: their offsets leave the top bit free. */
#define CN_IMAGE_POOL_MAX ((size_t)INT32_MAX)
/* Schemes of one dictionary: their issuers are compared in pairs, and who names an issuer is
 * counted in 16 bits. */
#define CN_SCHEMES_MAX 4096
/* Tables smaller than this (bytes, together) are not kept compiled: reading them takes less than
 * 5 ms, of some 50 that a run takes, and each set of tables would leave a file of 600 KB or more.
 */
#define CN_CACHE_MIN (256u * 1024)
/* Images kept in the cache: a few sets of tables in turn. A million names take 100 MB. */
#define CN_CACHE_IMAGES 4
/* What a killed run left half written is removed after so many seconds. */
#define CN_CACHE_LEFTOVER (24 * 60 * 60)
/* Columns of a table of which the header is kept, and bytes of a header or row label. */
#define CN_TABLE_COLUMNS 512
#define CN_TABLE_CELL 160

/* Bytes asked of the system at once: calls become cheap, and a pipe's buffer fits. */
#define CN_READ_SIZE (256u * 1024)
/* Decompressed bytes of one document: more is a bomb or wants --max-bytes. */
#define CN_UNPACKED_MAX (UINT64_C(4) << 30)
/* Past the first CN_RATIO_FREE bytes, output may be at most so many times the input (deflate can do
 * 1032). */
#define CN_RATIO_MAX 200
#define CN_RATIO_FREE (UINT64_C(32) << 20)
/* Memory that one compressed stream may want (bytes, and for Zstandard the window's logarithm): xz -9
 * and zstd --ultra -22 fit, a header that asks for gigabytes does not. */
#define CN_CODEC_BYTES (UINT64_C(256) << 20)
#define CN_CODEC_BYTES_LOG 27
/* What libarchive may read on end while it looks for a member's header (bytes): it holds a name of
 * any length that a header claims. */
#define CN_ARCHIVE_HEADER (UINT64_C(64) << 20)
/* gzip in gzip in gzip. */
#define CN_DEPTH_MAX 8
/* Documents in one archive or mailbox, all that is nested in it together. */
#define CN_MEMBERS_MAX 100000
/* A member, or the text of an office file, that is kept in memory (bytes): what most of them take;
 * longer ones go to an unnamed file. */
#define CN_KEEP_MEMORY (4u * 1024 * 1024)
/* Marks of one extracted text (pages, cells): a sheet of a million cells has them; what lies behind
 * the last of them is found without saying where. */
#define CN_MARKS_MAX (4u * 1024 * 1024)
/* Folders inside folders: deeper trees exist only to harm. */
#define CN_WALK_DEPTH 128

/* Letters of a name that is looked for where it may be garbled: shorter ones are near too many
 * words, longer ones hardly stay whole. */
#define CN_GARBLED_MIN 5
#define CN_GARBLED_MAX 16
/* What the names become with letters struck out, all together (16 MiB of table): a dictionary of
 * more is searched for names with one letter garbled, and of still more for none. */
#define CN_GARBLED_VARIANTS (1024u * 1024)
/* Names that one word may be a garbling of: the nearest ones. */
#define CN_GARBLED_READINGS 4

/* PCRE2: what one pattern may cost on one token, and how large it may be (see match/pattern.c). */
#define CN_PATTERN_LENGTH 4096
#define CN_PATTERN_PARENS 64
#define CN_PATTERN_CODE (32u * 1024)
#define CN_PATTERN_STEPS 100000
#define CN_PATTERN_DEPTH 1000
#define CN_PATTERN_HEAP_KIB 4096
/* A pattern that runs out of steps so often in a document is left out for the rest of it. */
#define CN_PATTERN_STRIKES 3

/* Finds of pass 1 kept for pass 2 (bytes): beyond it pass 2 finds again. */
#define CN_FINDS_MAX (16u * 1024 * 1024)

/* Processes that work on documents, whatever --jobs says: no machine of today has more cores. */
#define CN_JOBS_MAX 256
/* The longest piece of an answer: a block of output, or a message with a path of any length the
 * system opens. What claims to be longer is no answer. */
#define CN_FRAME_MAX (64u * 1024)
/* Tasks that go to a worker at once, by number, by the bytes there are to read and by the bytes of
 * their names: enough that sending costs little beside the work, few enough that the last batch of
 * a run does not leave the other cores idle for long. */
#define CN_BATCH_TASKS 64
#define CN_BATCH_BYTES (256u * 1024)
#define CN_REQUEST_MAX (64u * 1024)
/* Tasks begun before the first of them has ended. */
#define CN_TASKS_AHEAD 4096
/* A plain text of this size or more (bytes) is read in pieces, by several workers at once. */
#define CN_DIVIDE_MIN (UINT64_C(8) << 20)
/* Windows of a piece: so many that what is read twice at each seam, a window and its margins, is
 * little; so few that no worker has to wait long for the others. */
#define CN_PIECE_LEAST 8
#define CN_PIECE_MOST 32
/* Results that wait for their turn, in memory and beyond that in an unnamed file (bytes); then the
 * workers wait. */
#define CN_KEPT_MAX (16u * 1024 * 1024)
#define CN_KEPT_FILE_MAX (UINT64_C(1) << 30)

/* Output is written in blocks of so many bytes: a pipe's usual capacity. */
#define CN_OUT_BLOCK (64u * 1024)
/* A gloss, brackets included: two meanings of the longest dictionary rows fit. What is longer when
 * it is stripped is not a gloss. */
#define CN_GLOSS_MAX (256u * 1024)
/* Glosses kept back for the margin or the foot of a paragraph (bytes): beyond it they stand in the
 * text, so that a line without end takes bounded memory. */
#define CN_NOTES_MAX (4u * 1024)
/* Where the margin begins (display columns), and the longest line (bytes) that is measured for it.
 */
#define CN_MARGIN_COLUMN 80
#define CN_MARGIN_LINE 1024
/* Characters of context on each side of a mention in JSON Lines. */
#define CN_CONTEXT_CHARS 80

/* A line of the results that `review` reads: a record with CN_READINGS_MAX meanings, each as long
 * as a row of a dictionary, escaped. */
#define CN_RECORD_MAX (8u * 1024 * 1024)
/* Mentions that one review holds in memory, about a kilobyte each: nobody answers more. */
#define CN_REVIEW_MAX 500000u
/* An answer that is typed, in bytes: a name fits. */
#define CN_ANSWER_MAX 1024

#endif
