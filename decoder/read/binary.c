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

/* Digits fill the rest of the header. */
static bool is_cpio(struct cn_str head) {
    if (head.len < 76)
        return false;
    for (size_t i = 6; i < 76; i++)
        if (!memchr("0123456789abcdefABCDEF", head.bytes[i], 22))
            return false;
    return true;
}

/* How long the main header is, and that it is one. */
static bool is_arj(struct cn_str head) {
    return head.len > 10 && (unsigned char)head.bytes[3] < 11 && head.bytes[10] == 2;
}

static bool is_lha(struct cn_str head) {
    return head.len > 20 && head.bytes[6] == '-' && (unsigned char)head.bytes[20] <= 3 &&
           has_nul(head);
}

/* Three letters begin many a text. */
static bool is_orc(struct cn_str head) {
    return head.len > 3 && (unsigned char)head.bytes[3] < ' ' && has_nul(head) &&
           head.bytes[3] != '\n' && head.bytes[3] != '\r' && head.bytes[3] != '\t';
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
    AT(0, "ActiveMime\0", "ActiveMime (files embedded by Word)", NULL),
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
    AT(0, "070701", "cpio archive", is_cpio),
    AT(0, "070702", "cpio archive", is_cpio),
    AT(0, "070707", "cpio archive", is_cpio),
    AT(0, "\x60\xea", "ARJ archive", is_arj),
    AT(2, "-lh", "LHA archive", is_lha),
    AT(0, "**ACE**", "ACE archive", has_nul),
    AT(7, "**ACE**", "ACE archive", has_nul),
    AT(0, "LZIP\1", "lzip compressed file", NULL),
    AT(0, "\x89LZO\0\r\n\x1a\n", "lzop compressed file", NULL),
    AT(0, "LRZI\0", "lrzip compressed file", NULL),
    AT(0, "SIT!", "StuffIt archive", has_nul),
    AT(0, "StuffIt (c)1997-", "StuffIt archive", has_nul),
    AT(0, "ITSF\3\0\0\0", "compiled HTML help", NULL),
    AT(0, "MSWIM\0\0\0", "Windows image (WIM)", NULL),
    AT(0, "hsqs", "squashfs image", has_nul),
    AT(0, "conectix", "virtual disk (VHD)", has_nul),
    AT(0, "vhdxfile", "virtual disk (VHDX)", has_nul),
    AT(0, "KDMV\1\0\0\0", "virtual disk (VMDK)", NULL),
    AT(0, "QFI\xfb", "virtual disk (QCOW)", NULL),
    AT(32769, "CD001", "ISO 9660 image", NULL),
    AT(0, "x\1\x73\x0d\x62\x62\x60", "disk image (DMG)", NULL),
    /* tables of other programs */
    AT(0, "PAR1", "Parquet table", has_nul),
    AT(0, "ARROW1\0\0", "Arrow table", NULL),
    AT(0, "Obj\1", "Avro table", NULL),
    AT(0, "ORC", "ORC table", is_orc),
    AT(0, "\x89HDF\r\n\x1a\n", "HDF5 file", NULL),
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
