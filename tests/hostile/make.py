#!/usr/bin/env python3
"""make.py: documents that nobody means well with, into the folder at hand.

A line of standard output for each: its name, the exit status it must lead to (02: either), a status
that one of its documents must have (- for any), and how often QXPELICAN must be found in it, at the
least. Beside them: cut/, every file of tests/formats/twenty/dump cut at many places, and odd/, what
a file system can hold.

    make.py TOP    of the source
"""
import bz2
import gzip
import io
import lzma
import os
import socket
import struct
import sys
import tarfile
import warnings
import zipfile
import zlib

warnings.simplefilter('ignore')
BIRD = b'QXPELICAN is here\n'
TOP = sys.argv[1]


def case(name, data, status='-', leads=2, found=1):
    with open(name, 'wb') as file:
        file.write(data)
    print(name, f'{leads:02d}' if leads == 2 and status == '-' else leads, status, found, sep='\t')


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w', method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def tarred(*members):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode='w') as archive:
        for member in members:
            info = tarfile.TarInfo(member[0])
            data = b'' if isinstance(member[1], dict) else member[1]
            for key, value in (member[1] if isinstance(member[1], dict) else {}).items():
                setattr(info, key, value)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def deflated(head, megabytes):
    """Raw deflate of head and zeros, without deflating them one by one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * megabytes + b'\3\0'


def frame(head, megabytes):
    """A Zstandard frame: head as it is, then blocks of one repeated byte."""
    block = ((128 << 10) << 3 | 2).to_bytes(3, 'little') + b' '
    return (b'\x28\xb5\x2f\xfd\0\x58' + (len(head) << 3).to_bytes(3, 'little') + head +
            block * (8 * megabytes) + b'\1\0\0')


def local(name, data, crc, size):
    return struct.pack('<4s5H3I2H', b'PK\3\4', 20, 0, 8, 0, 33, crc, len(data), size,
                       len(name), 0) + name + data


def entry(name, at, crc, packed, size):
    return struct.pack('<4s6H3I5H2I', b'PK\1\2', 20, 20, 0, 8, 0, 33, crc, packed, size,
                       len(name), 0, 0, 0, 0, 0, at) + name


def end(count, at, size):
    return struct.pack('<4s4H2IH', b'PK\5\6', 0, 0, count, count, size, at, 0)


def one_member(name, packed, size, crc=0, told=None):
    """A zip of one member; told: the name and size its own header says."""
    first = local(told[0] if told else name, packed, crc, told[1] if told else size)
    directory = entry(name, 0, crc, len(packed), size)
    return first + directory + end(1, len(first), len(directory))


def docx(document, *more):
    return zipped(('[Content_Types].xml', '<Types/>'), ('word/document.xml', document), *more)


def odt(content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('mimetype', 'application/vnd.oasis.opendocument.text', zipfile.ZIP_STORED)
        archive.writestr('content.xml', content)
    return made.getvalue()


def xlsx(rows, sheet='Projects'):
    relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    return zipped(
        ('[Content_Types].xml', '<Types/>'),
        ('_rels/.rels', '<Relationships><Relationship Id="a" Target="xl/workbook.xml" '
         f'Type="{relation}/officeDocument"/></Relationships>'),
        ('xl/workbook.xml', f'<workbook xmlns:r="{relation}"><sheets><sheet name="{sheet}" '
         'sheetId="1" r:id="a"/></sheets></workbook>'),
        ('xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="a" '
         f'Target="worksheets/sheet1.xml" Type="{relation}/worksheet"/></Relationships>'),
        ('xl/worksheets/sheet1.xml', f'<worksheet><sheetData>{rows}</sheetData></worksheet>'))


def cell(text):
    return f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'


def pdf(*objects):
    return (b'%PDF-1.4\n' +
            b''.join(b'%d 0 obj%sendobj\n' % (n + 1, o) for n, o in enumerate(objects)) +
            b'trailer<</Root 1 0 R>>\n%%EOF\n')


def page(text=b'QXPELICAN', more=b''):
    stream = b'BT /F 12 Tf 10 90 Td (%s) Tj ET' % text
    return pdf(b'<</Type/Catalog/Pages 2 0 R%s>>' % more, b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R'
               b'/Resources<</Font<</F 5 0 R>>>>>>',
               b'<</Length %d>>stream\n%s\nendstream ' % (len(stream), stream),
               b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')


PARAGRAPH = '<d><p><r><t>QXPELICAN</t></r></p>%s</d>'
TEXT = ('<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        '<text:p>QXPELICAN</text:p>%s</office:text></office:body></office:document-content>')


def bombs():
    case('bomb.gz', b'\x1f\x8b\x08\0\0\0\0\0\0\3' + deflated(BIRD, 400) + bytes(8), 'limit')
    case('bomb.bz2', bz2.compress(BIRD) + bz2.compress(bytes(10 << 20)) * 40, 'limit')
    case('bomb.xz', lzma.compress(BIRD) + lzma.compress(bytes(8 << 20), preset=0) * 50, 'limit')
    case('bomb.zst', frame(BIRD, 400), 'limit')
    case('flat.zip', one_member(b'a', deflated(BIRD, 400), len(BIRD) + (400 << 20)), 'limit')
    packed = deflated(BIRD, 20)
    first = local(b'a', packed, 0, len(BIRD) + (20 << 20))
    directory = b''.join(entry(b'%d' % n, 0, 0, len(packed), len(BIRD) + (20 << 20))
                         for n in range(1000))
    case('overlap.zip', first + directory + end(1000, len(first), len(directory)), 'limit')
    inside = zipped(('0', BIRD + bytes(16 << 20)))
    for _ in range(4):
        inside = zipped(*(('%x.zip' % n, inside) for n in range(16)))
    case('forty-two.zip', inside, 'limit')
    case('sheet.xlsx', xlsx(cell('QXPELICAN') + '<row><c><v>1</v></c></row>' * 4000000), 'limit')
    case('blank.docx', docx(PARAGRAPH % (' ' * (100 << 20))), 'limit')
    laughs = ''.join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE d [<!ENTITY e0 "ha">{laughs}]>'
    square = f'<!DOCTYPE d [<!ENTITY e "{"x" * 50000}">]>'
    outside = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{os.getcwd()}/canary">]>'
    for name, head, use in (('laughs', laughs, '&e9;'), ('square', square, '&e;' * 50000),
                            ('outside', outside, '&e;')):
        case(f'{name}.docx', docx(head + PARAGRAPH % f'<p><r><t>{use}</t></r></p>'), 'partial',
             found=0)
        case(f'{name}.odt', odt(head + TEXT % f'<text:p>{use}</text:p>'), 'partial', found=0)


def nests():
    inside = zipped(('bird.txt', BIRD))
    packed = gzip.compress(BIRD)
    for _ in range(30):
        inside = zipped(('bird.txt', BIRD), ('nest.zip', inside), method=zipfile.ZIP_STORED)
        packed = gzip.compress(packed)
    case('thirty.zip', inside, 'limit', found=8)
    case('thirty.gz', packed, 'limit', found=0)
    head = b'From: a@example.org\nDate: Mon, 2 Dec 2013 10:11:12 +0000\nSubject: QXPELICAN\n'
    parts = b''.join(b'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (n, n)
                     for n in range(5000))
    case('parts.eml', head + parts + b'\n' + BIRD, 'limit')
    case('mails.eml', head + b'Content-Type: message/rfc822\n\n' * 5000 + BIRD, 'limit')
    deep = 300000
    case('deep.html', b'<html><body>' + b'<div>' * deep + BIRD + b'</div>' * deep)
    case('tables.html', b'<html><body>' + b'<table><tr><td>' * deep + BIRD)
    case('deep.rtf', b'{\\rtf1 QXPELICAN \\par ' + b'{' * deep + BIRD + b'}' * deep + b'}')
    case('deep.docx', docx(PARAGRAPH % ('<p>' * deep)), 'limit')
    case('arrays.pdf', page(more=b'/A ' + b'[' * deep), found=0)
    case('dictionaries.pdf', page(more=b'/A ' + b'<</A ' * deep), found=0)


def lies():
    packed = zlib.compress(BIRD)[2:-4]
    crc = zlib.crc32(BIRD)
    case('two-names.zip', one_member(b'a.txt', packed, len(BIRD), crc, (b'b.txt', len(BIRD))))
    case('two-sizes.zip', one_member(b'a.txt', packed, len(BIRD), crc, (b'a.txt', 3)))
    case('long.zip', one_member(b'a.txt', packed, 0xfffffff0, crc))
    case('short.zip', one_member(b'a.txt', packed, 4, crc))
    case('sum.zip', one_member(b'a.txt', packed, len(BIRD), crc ^ 1), leads=2)
    for name, size in (('huge', b'77777777777\0'), ('base', b'\x80' + b'\x7f' * 11),
                       ('negative', b'\xff' * 12), ('nonsense', b'99zz\0\1\2\3\4\5\6\7')):
        tar = bytearray(tarred(('a.txt', BIRD), ('b.txt', BIRD)))
        tar[1024 + 124:1024 + 136] = size
        tar[1024 + 148:1024 + 156] = b' ' * 8
        tar[1024 + 148:1024 + 156] = b'%06o\0 ' % sum(tar[1024:1536])
        case(f'{name}.tar', bytes(tar), leads=2)
    case('sum.gz', gzip.compress(BIRD)[:-8] + bytes(8), 'partial')
    case('text.docx', BIRD, 'ok', 0)
    case('text.pdf', BIRD, 'ok', 0)
    case('archive.txt', zipped(('a', BIRD)), 'ok', 0)
    case('page.xlsx', b'<html><body>' + BIRD, 'ok', 0)
    case('packed.pdf', gzip.compress(page()), 'ok', 0)
    for name, magic in (('zip', b'PK\3\4'), ('7z', b"7z\xbc\xaf'\x1c"), ('gz', b'\x1f\x8b\x08'),
                        ('xz', b'\xfd7zXZ\0'), ('zst', b'\x28\xb5\x2f\xfd'), ('bz2', b'BZh9'),
                        ('pdf', b'%PDF-1.7\n'), ('msg', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')):
        case(f'magic.{name}', magic + bytes(range(256)) * 9, leads=2, found=0)


def traversals():
    names = ['../../up', '/rooted', 'a/../../b', '..\\..\\back', 'C:\\drive', 'con', ' ',
             'a' * 5000]
    case('slip.zip', zipped(*((name, BIRD) for name in names)), 'ok', 0, 8)
    links = [(name, {'type': kind, 'linkname': to}) for name, kind, to in (
        ('link', tarfile.SYMTYPE, '/etc'), ('hard', tarfile.LNKTYPE, '/etc/passwd'))]
    devices = [('device', {'type': tarfile.CHRTYPE, 'devmajor': 1, 'devminor': 5}),
               ('block', {'type': tarfile.BLKTYPE}), ('pipe', {'type': tarfile.FIFOTYPE})]
    case('slip.tar', tarred(*links, ('link/through', BIRD), *devices,
                            *((name, BIRD) for name in names[:3])), 'ok', 0, 4)


def polyglots():
    small, tar, packed = zipped(('a', BIRD)), tarred(('a', BIRD)), gzip.compress(BIRD)
    case('before.zip', BIRD + small, found=2, leads=0)
    case('behind.zip', small + BIRD, found=2, leads=0)
    case('comment.zip', small[:-2] + struct.pack('<H', len(BIRD)) + BIRD)
    case('behind.tar', tar + BIRD, found=2, leads=0)
    case('zeros.tar', tar + bytes(1 << 20) + BIRD, found=2, leads=0)
    for name, data in (('gz', packed), ('bz2', bz2.compress(BIRD)), ('xz', lzma.compress(BIRD))):
        case(f'behind.{name}', data + BIRD, found=2)
    case('behind.pdf', page() + BIRD, found=2, leads=0)
    case('page.zip', page() + small, found=2)
    case('picture.zip', b'\xff\xd8\xff\xe0\0\x10JFIF\0' + bytes(90) + b'\xff\xd9' + small,
         'unsupported', 0)
    with open(os.path.join(TOP, 'tests/formats/ole/before.ole'), 'rb') as file:
        case('behind.doc', file.read() + small, 'unsupported', 0, 2)
    case('tar.gz.tar', tarred(('a.gz', packed)) + packed, found=1)


def ole(entries, body):
    """An OLE2 file of sectors: its table, what names more of that, its entries, a text."""
    folder = -(-len(entries) // 4)
    text = -(-len(body) // 512)
    table = more = 1
    while table * 128 < table + more + folder + text:
        table += 1
        more = -(-max(0, table - 109) // 127)
    begin = table + more
    chain = [0xfffffffd] * table + [0xfffffffc] * more
    for at, count in ((begin, folder), (begin + folder, text)):
        chain += [*range(at + 1, at + count), 0xfffffffe]
    chain += [0xffffffff] * (table * 128 - len(chain))
    names = [*range(table), *[0xffffffff] * 109][:109]
    rest = [*range(109, table), *[0xffffffff] * 127]
    made = io.BytesIO()
    made.write(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(16) +
               struct.pack('<5H10x9I', 0x3e, 3, 0xfffe, 9, 6, table, begin, 0, 4096, 0xfffffffe, 0,
                           table if more else 0xfffffffe, more, 0)[:-4])
    made.write(struct.pack('<109I', *names) + struct.pack(f'<{len(chain)}I', *chain))
    for i in range(more):
        made.write(struct.pack('<128I', *rest[i * 127:i * 127 + 127], table + i + 1))
    for name, kind, left, right, below, size in entries:
        text = name.encode('utf-16le')
        made.write(struct.pack('<64sHBB3I36xIII', text, len(text) + 2, kind, 1, left, right, below,
                               begin + folder, size, 0))
    made.write(bytes((-made.tell()) % 512) + body)
    return made.getvalue()


def folders():
    none, count, body = 0xffffffff, 270000, BIRD * 300
    root = ('Root Entry', 5, none, none, 1, 0)
    text = ('__substg1.0_1000001E', 2, none, 2, none, len(body))
    names = [f'__substg1.0_{i:08X}' for i in range(count)]
    case('beside.msg', ole([root, text, *((names[i], 2, none, i + 1, none, 0)
                                          for i in range(2, count))], body), 'limit')
    case('inside.msg', ole([root, text, *((names[i], 1, none, none, i + 1, 0)
                                          for i in range(2, 100000))], body), 'ok', leads=0)
    case('shared.msg', ole([root, text, *((names[i], 2, none, i + 1, none, 1 << 20)
                                          for i in range(2, 10000))], body * 500), 'limit')


def escapes():
    case('names.zip', zipped(('\x1b[31mred\x07', BIRD), ('\x9b31m', BIRD), ('new\nline', BIRD),
                             ('\u202eback', BIRD)), found=4, leads=0)
    case('names.tar', tarred(('\x1b]0;title\x07', BIRD), ('\x7f\x08', BIRD)), found=2, leads=0)
    case('sheet-name.xlsx', xlsx(cell('QXPELICAN'), '&#x9b;31m&#x202e;red'), 'ok', 0)
    case('attached.eml', b'From: a@example.org\nDate: Mon, 2 Dec 2013 10:11:12 +0000\n'
         b'Subject: none\nContent-Type: multipart/mixed; boundary=b\n\n--b\n'
         b'Content-Disposition: attachment; filename="=?utf-8?q?=1b[31m=c2=9b.txt?="\n\n' + BIRD +
         b"\n--b\nContent-Disposition: attachment; filename*=utf-8''%1b%5d0%07.txt\n\n" + BIRD +
         b'\n--b--\n', found=2, leads=0)
    case('zeros.txt', b'QXPELICAN\0\0\0\n' + bytes(70000) + b'\n' + BIRD, found=2)
    case('broken.txt', b'a\xfd QXPELICAN \xc3\x28\n' + BIRD, found=1)


def cuts():
    os.mkdir('cut')
    folder = os.path.join(TOP, 'tests/formats/twenty/dump')
    for name in sorted(os.listdir(folder)):
        if name.startswith('charset-') and 'utf' not in name:
            continue
        with open(os.path.join(folder, name), 'rb') as file:
            data = file.read()
        for part in (1, 5, 9, 12, 15):
            at = len(data) * part // 16 - part
            with open(f'cut/{part:02d}-{name}', 'wb') as file:
                file.write(data[:at])


def odd():
    os.mkdir('odd')
    for name in (b'\xff\xfelatin', b'\x1b[31mred', b'new\nline', 'ünï'.encode(), b'-n',
                 b'a' * 255):
        with open(b'odd/' + name, 'wb') as file:
            file.write(BIRD)
    os.mkfifo('odd/pipe')
    os.symlink('/etc/passwd', 'odd/link')
    os.symlink('.', 'odd/loop')
    socket.socket(socket.AF_UNIX).bind('odd/socket')
    with open('odd/sparse', 'wb') as file:
        file.truncate(32 << 20)
        file.seek(32 << 20)
        file.write(b'\n' + BIRD)
    with open('odd/locked', 'wb') as file:
        file.write(BIRD)
    os.chmod('odd/locked', 0)


with open('canary', 'w') as canary:
    canary.write('QXCANARY\n')
for make in (bombs, nests, lies, traversals, polyglots, folders, escapes, cuts, odd):
    make()
