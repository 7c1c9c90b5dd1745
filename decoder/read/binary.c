/*
 * binary.c: known binary types by their first bytes, so that they are named and not read as text.
 *
 * Signatures as the formats' own specifications give them. Those of two letters that could begin a
 * text are backed by a second look.
 */
#include "read/read.h"

#include <string.h>

struct signature {
    size_t at;
    const char *bytes;
    size_t len;
    const char *name;
    bool (*sure)(struct cn_str head); /* NULL: the bytes say it all */
};

static bool has_nul(struct cn_str head) {
    return memchr(head.bytes, 0, head.len < 512 ? head.len : 512) != NULL;
}

/* A BMP header has four reserved zero bytes. */
static bool is_bitmap(struct cn_str head) {
    return head.len >= 10 && memcmp(head.bytes + 6, "\0\0\0\0", 4) == 0;
}

#define AT(offset, literal, ...)                                                                   \
    { offset, literal, sizeof(literal) - 1, __VA_ARGS__ }

static const struct signature signatures[] = {
    /* pictures */
    AT(0, "\xff\xd8\xff", "JPEG image", NULL),
    AT(0, "\x89PNG\r\n\x1a\n", "PNG image", NULL),
    AT(0, "GIF87a", "GIF image", NULL),
    AT(0, "GIF89a", "GIF image", NULL),
    AT(0, "II*\0", "TIFF image", NULL),
    AT(0, "MM\0*", "TIFF image", NULL),
    AT(0, "BM", "BMP image", is_bitmap),
    AT(0, "8BPS\0\1", "Photoshop image", NULL),
    AT(0, "AT&TFORM", "DjVu document", NULL),
    AT(0, "\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000 image", NULL),
    AT(8, "WEBP", "WebP image", has_nul),
    /* documents */
    AT(0, "%PDF-", "PDF", NULL),
    AT(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE2 file (Word, Excel, PowerPoint, Outlook)", NULL),
    AT(0, "\x78\x9f\x3e\x22", "TNEF (winmail.dat)", NULL),
    AT(0, "!BDN", "Outlook mailbox (PST)", has_nul),
    AT(0, "SQLite format 3\0", "SQLite database", NULL),
    AT(4, "Standard Jet DB", "Access database", NULL),
    AT(4, "Standard ACE DB", "Access database", NULL),
    AT(0, "L\0\0\0\1\x14\2\0", "Windows shortcut", NULL),
    AT(0, "ElfFile\0", "Windows event log", NULL),
    /* archives and compressed files */
    AT(0, "PK\3\4", "zip archive or office file", NULL),
    AT(0, "PK\5\6", "empty zip archive", NULL),
    AT(0, "PK\7\x8", "zip archive in parts", NULL),
    AT(0, "7z\xbc\xaf\x27\x1c", "7z archive", NULL),
    AT(0, "Rar!\x1a\7", "RAR archive", NULL),
    AT(0,
       "\xfd"
       "7zXZ\0",
       "xz compressed file", NULL),
    AT(0, "\x28\xb5\x2f\xfd", "Zstandard compressed file", NULL),
    AT(0, "\x04\x22\x4d\x18", "LZ4 compressed file", NULL),
    AT(0, "\x1f\x9d", "compress file", NULL),
    AT(4, "1AY&SY", "bzip2 compressed file", NULL),
    AT(257, "ustar", "tar archive", NULL),
    AT(0, "!<arch>\n", "ar archive or Debian package", NULL),
    AT(0, "MSCF\0\0\0\0", "cabinet archive", NULL),
    AT(0, "xar!\0", "xar archive", NULL),
    AT(0, "\xed\xab\xee\xdb", "RPM package", NULL),
    /* programs */
    AT(0,
       "\x7f"
       "ELF",
       "ELF program", NULL),
    AT(0, "MZ", "Windows or DOS program", has_nul),
    AT(0, "\xca\xfe\xba\xbe", "Java class or Mach-O program", NULL),
    AT(0, "\xfe\xed\xfa\xce", "Mach-O program", NULL),
    AT(0, "\xfe\xed\xfa\xcf", "Mach-O program", NULL),
    AT(0, "\xce\xfa\xed\xfe", "Mach-O program", NULL),
    AT(0, "\xcf\xfa\xed\xfe", "Mach-O program", NULL),
    AT(0, "\0asm", "WebAssembly module", NULL),
    AT(0, "dex\n0", "Android program", has_nul),
    /* sound and film */
    AT(0, "ID3", "MP3 sound", has_nul),
    AT(0, "OggS\0", "Ogg sound or film", NULL),
    AT(0, "fLaC\0", "FLAC sound", NULL),
    AT(0, "MThd\0", "MIDI file", NULL),
    AT(8, "WAVEfmt ", "WAVE sound", NULL),
    AT(8, "AVI LIST", "AVI film", NULL),
    AT(4, "ftyp", "MP4 film or HEIF image", has_nul),
    AT(0, "\x1a\x45\xdf\xa3", "Matroska film", NULL),
    AT(0, "FLV\1", "Flash film", NULL),
    AT(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media file", NULL),
    /* fonts, network captures */
    AT(0, "wOFF", "WOFF font", has_nul),
    AT(0, "wOF2", "WOFF font", has_nul),
    AT(0, "OTTO\0", "OpenType font", NULL),
    AT(0, "\0\1\0\0\0", "TrueType font", NULL),
    AT(0, "\xd4\xc3\xb2\xa1", "pcap network capture", NULL),
    AT(0, "\xa1\xb2\xc3\xd4", "pcap network capture", NULL),
    AT(0, "\n\r\r\n", "pcapng network capture", has_nul),
};

static bool fits(const struct signature *signature, struct cn_str head) {
    return head.len >= signature->at + signature->len &&
           memcmp(head.bytes + signature->at, signature->bytes, signature->len) == 0 &&
           (!signature->sure || signature->sure(head));
}

const char *cn_binary_type(struct cn_str head) {
    for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++)
        if (fits(&signatures[i], head))
            return signatures[i].name;
    return NULL;
}
