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
/* What a charset is guessed by (bytes), from the first that is not ASCII on: more hardly changes a
 * guess, and takes milliseconds. */
#define CN_CHARSET_SAMPLE (32u * 1024)
/* Decompressed bytes of one document: more is a bomb or wants --max-bytes. */
#define CN_UNPACKED_MAX (UINT64_C(4) << 30)
/* Past the first CN_RATIO_FREE bytes, output may be at most so many times the input (deflate can do
 * 1032). */
#define CN_RATIO_MAX 200
#define CN_RATIO_FREE (UINT64_C(32) << 20)
/* Memory that one compressed stream may want (bytes, and for Zstandard the window's logarithm): xz
 * -9 and zstd --ultra -22 fit, a header that asks for gigabytes does not. */
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
/* What a document's name in its archives may be long (bytes), each level of it: longer labels are
 * cut. */
#define CN_LABEL_MAX 2048
/* A document, and so many levels of members less one: --max-depth goes no further. */
#define CN_LEVELS_MAX 18
/* Text of a table's cell in a page (bytes) before what begins in it is a block: more is a column of
 * the page, not a datum. */
#define CN_HTML_CELL_MAX 2048
/* An address in a page (bytes) that is compared with the one before it: longer ones are laid down
 * as they come. */
#define CN_HTML_ADDRESS_MAX 2048
/* Groups in groups of an RTF document: writers make some ten; those beyond keep no settings of
 * their own. Fonts by number: Word counts to 40000, but those of a document's own are low. A
 * control word: the longest there are have 24 letters. */
#define CN_RTF_GROUPS 4096
#define CN_RTF_FONTS_MAX 65536
#define CN_RTF_WORD_MAX 32
/* The code of a field (bytes) as far as it is looked at before it is laid down: those that people
 * write have hundreds, programs that keep references in them write some 10 KB. */
#define CN_FIELD_MAX (64u * 1024)
/* Pages of a PDF: the longest books have a tenth of that; a million can be claimed in 400 bytes. */
#define CN_PDF_PAGES 100000
/* Pages of a PDF that cannot be read, one after the other: more are not there. */
#define CN_PDF_LOST_MAX 1000
/* Titles of a PDF's outline, how deep they nest, and notes, fields and attached files: as many as
 * a document of so many pages needs. */
#define CN_PDF_ITEMS 100000
#define CN_PDF_DEPTH 64
/* Seconds of the processor for one PDF, and one more for each so many bytes of it: a thousand pages
 * of text take some two. It is read twice, for text and for files, and both are over before the
 * whole task's time is (CN_TIMEOUT): else what was read would be lost with the worker. */
#define CN_PDF_SECONDS 20
#define CN_PDF_SECOND_BYTES (1024u * 1024)
/* Heap of the process that reads one PDF (bytes): its fonts and one page at a time. */
#define CN_PDF_MEMORY (UINT64_C(512) << 20)
/* Multiparts in multiparts of one mail: those of people have up to six. What lies deeper is read as
 * text, as it stands. */
#define CN_MIME_DEPTH 64
/* What stands between a mail's parts (bytes): 70 are allowed. */
#define CN_MIME_BOUNDARY 256
/* Lines of one mail that stand between its parts; fields and headers' ends; bytes of all these. */
#define CN_MIME_LINES 50000
#define CN_MIME_PLACES 150000
#define CN_MIME_VIEW ((size_t)8 << 20)
/* What GMime takes of memory at most: for a part, for a field, for each byte, and for itself. */
#define CN_MIME_PART_COST 1280
#define CN_MIME_FIELD_COST 448
#define CN_MIME_BYTE_COST 4
#define CN_MIME_COST ((size_t)256 << 10)
/* Fields of one mail's header that are shown, the bytes of one that say how a part is to be read,
 * and of one that are decoded at once: mails of people have dozens, and hundreds of bytes. */
#define CN_MIME_FIELDS 4096
#define CN_MIME_FIELD_MAX (64u * 1024)
/* Outlook's messages in messages in one file: those of people have two or three. */
#define CN_MSG_DEPTH 8
/* Entries of an OLE2 file, each some 500 bytes of memory, half of it libgsf's: a message has fifty
 * and some fifteen for each recipient, an office file a few. */
#define CN_OLE_ENTRIES (256u * 1024)
/* Sectors that its streams have, counted for each stream: libgsf goes through all of a stream's
 * when it opens it. As many as 16 GiB of streams have: a second or so. */
#define CN_OLE_STEPS (32u * 1024 * 1024)
/* Bytes of an OLE2 file that are looked at: to libgsf places have 32 bits, and some of them are for
 * the tables. Files of the common kind, with sectors of 512 bytes, have 2 GiB at most. */
#define CN_OLE_SIZE (UINT64_C(3) << 30)
/* What stands before the bytes of a file put into an office document (bytes): its name, and the
 * paths that it had, each of up to 260 characters. */
#define CN_WRAPPED_HEAD 4096
/* Parts of an office file and bytes of a part's name: slides of a large lecture and their pictures
 * are thousands; more is built to fill memory, and is left out. */
#define CN_PARTS_MAX 100000
#define CN_PART_NAME_MAX 512
/* What one part refers to, and the sheets of a workbook: each is looked up among the others. */
#define CN_RELATIONS_MAX 16384
/* Elements of XML inside each other: a page of boxes in tables has dozens. */
#define CN_XML_DEPTH 256
/* One tag with all its attributes (bytes): pictures stand in attributes now and then; a parser
 * reads an open tag again with each block. */
#define CN_XML_TAG_MAX (4u * 1024 * 1024)
/* Different names of elements and attributes, and their bytes: formats have hundreds, and a parser
 * keeps them all. */
#define CN_XML_NAMES_MAX 16384
#define CN_XML_NAMES_BYTES (4u * 1024 * 1024)
/* Styles of a workbook's cells, and numbers of their formats: Excel takes no more. */
#define CN_FORMATS_MAX 65536
/* Notes, comments and boxes of one paragraph or table, kept until it ends (bytes). */
#define CN_ASIDES_MAX (1024u * 1024)
/* Strings of a spreadsheet's table: 32 MB say where they stand. */
#define CN_SHARED_STRINGS_MAX (64u * 1024 * 1024)
/* Rows and columns of a spreadsheet; what is beyond is said to stand at the edge. */
#define CN_SHEET_ROWS 1048576
#define CN_SHEET_COLUMNS 16384
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
/* Memory of a worker beyond what it begins with (bytes), if --max-memory does not say another:
 * the most that a document of a usual dump takes is a tenth of it. */
#define CN_WORKER_MEMORY (UINT64_C(280) << 20)
/* Seconds that the trial of the sandbox may take; it takes milliseconds. */
#define CN_TRIAL_SECONDS 10
/* How far a worker may write into the unnamed files that it has (bytes): what a document may unpack
 * to, and what a large text in pieces keeps. */
#define CN_WORKER_FILE (UINT64_C(64) << 30)
/* Seconds that a task may take, and bytes of its document for each of which it gets another second:
 * a tenth of the slowest rate seen. */
#define CN_TIMEOUT 60
#define CN_TIMEOUT_BYTES (256u * 1024)
/* Tasks that go to a worker at once, by number, by the bytes there are to read and by the bytes of
 * their names: enough that sending costs little beside the work, few enough that the last batch of
 * a run does not leave the other cores idle for long. */
#define CN_BATCH_TASKS 64
#define CN_BATCH_BYTES (256u * 1024)
#define CN_REQUEST_MAX (64u * 1024)
/* Descriptors of a confined worker: those of a batch, and a few of its own. */
#define CN_WORKER_DESCRIPTORS (CN_BATCH_TASKS + 16u)
/* A confined worker's stack (bytes): the usual one, also where the user has none that ends. */
#define CN_WORKER_STACK (8u * 1024 * 1024)
/* Tasks begun before the first of them has ended. */
#define CN_TASKS_AHEAD 4096
/* A plain text of this size or more (bytes) is read in pieces, by several workers at once. */
#define CN_DIVIDE_MIN (UINT64_C(8) << 20)
/* Windows of a piece: so many that what is read twice at each seam, a window and its margins, is
 * little; so few that no worker has to wait long for the others. */
#define CN_PIECE_LEAST 8
#define CN_PIECE_MOST 32
/* What a piece adds to its document's summary, in the file that pieces share (bytes): a million
 * names take a third of it. */
#define CN_SUMMARY_ROOM (UINT64_C(64) << 20)
/* New workers that one document gets because a member of it killed the one before: each has to pass
 * over what has been read. */
#define CN_RESUMED_MAX 100
/* Results that wait for their turn, in memory and beyond that in an unnamed file (bytes); then the
 * workers wait. */
#define CN_KEPT_MAX (16u * 1024 * 1024)
#define CN_KEPT_FILE_MAX (UINT64_C(1) << 30)

/* A record of a journal (bytes): two names of documents and a message, each escaped, fit. What
 * claims to be longer is none. */
#define CN_JOURNAL_RECORD_MAX (1024u * 1024)
/* Milliseconds of work that may be lost when the machine goes down: a sync takes some of them. */
#define CN_JOURNAL_SYNC 10000
/* Documents whose bytes are looked for again in the same run, and bytes of their names: together
 * some 300 MB. */
#define CN_HASHES_MAX (2u * 1024 * 1024)
#define CN_HASHED_NAMES_MAX (128u * 1024 * 1024)

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
