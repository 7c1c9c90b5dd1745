#!/usr/bin/env python3
"""archives.py: archives that no program would make, in the folder at hand."""
import gzip
import io
import struct
import tarfile
import warnings
import zipfile
import zlib

warnings.simplefilter('ignore')


def write(name, *parts):
    with open(name, 'wb') as file:
        file.write(b''.join(parts))


def zipped(members, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w', method) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return made.getvalue()


def tarred(members):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode='w') as archive:
        for name, text in members:
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    return made.getvalue()


def local(name, data, crc, size):
    return struct.pack('<4s5H3I2H', b'PK\3\4', 20, 0, 8, 0, 33, crc, len(data), size,
                       len(name), 0) + name + data


def entry(name, at, crc, packed, size):
    return struct.pack('<4s6H3I5H2I', b'PK\1\2', 20, 20, 0, 8, 0, 33, crc, packed, size,
                       len(name), 0, 0, 0, 0, 0, at) + name


def end(count, at, size):
    return struct.pack('<4s4H2IH', b'PK\5\6', 0, 0, count, count, size, at, 0)


def overlap(kernel, count):
    """Each entry's data is the same megabytes of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(kernel)) + packer.flush()
    crc = zlib.crc32(bytes(kernel))
    first = local(b'a', data, crc, kernel)
    directory = b''.join(entry(b'%d' % i, 0, crc, len(data), kernel) for i in range(count))
    return first + directory + end(count, len(first), len(directory))


def bomb(levels, width, size):
    inside = zipped([('0', b'QXHERON ' + bytes(size))])
    for _ in range(levels):
        inside = zipped([('%x.zip' % i, inside) for i in range(width)])
    return inside


bird = b'QXHERON\n'
small = zipped([('a.txt', bird)])
tar = tarred([('a.txt', bird), ('b.txt', bird * 100), ('c.txt', bird)])
write('prefix.zip', b'QXPELICAN before it\n', small)
write('behind.zip', small, b'QXPELICAN behind it\n')
write('behind.tar', tar, b'QXPELICAN behind it\n')
write('two.zip', zipped([('first.txt', b'QXPELICAN\n')]), small)
write('names.zip', zipped([('../../up', bird), ('/etc/rooted', bird), ('same', bird),
                           ('same', bird), ('\x1b[31mred\x07', bird)]))
write('overlap.zip', overlap(50_000_000, 2000))
write('forty-two.zip', bomb(4, 16, 50_000_000))
write('zeros.gz', gzip.compress(bytes(30_000_000)))
write('zeros.tar', bytes(10240))
write('gz-bombs.zip', zipped([('%d.gz' % i, gzip.compress(bytes(30_000_000), 9))
                              for i in range(60)]))
write('whole.tar', tar)
broken = bytearray(tar)
broken[tar.index(b'b.txt') + 150] ^= 1
write('broken.tar', broken)
write('many.zip', zipped([('%d' % i, b'') for i in range(100001)], zipfile.ZIP_STORED))
