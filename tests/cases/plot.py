"""plot.py PLOT.svg FIGURES.tsv: the plot is XML and needs no other file, and its numbers are those
that `evaluate --format=tsv` printed. For evaluate.sh."""
import sys
import xml.etree.ElementTree as xml

SVG = '{http://www.w3.org/2000/svg}'
root = xml.parse(sys.argv[1]).getroot()
assert root.tag == SVG + 'svg'
for element in root.iter():
    assert element.tag not in (SVG + 'script', SVG + 'image', SVG + 'use'), element.tag
    assert not any('href' in name or name.startswith('on') for name in element.attrib)

tables = [[line.split('\t') for line in table.split('\n')]
          for table in open(sys.argv[2]).read().strip('\n').split('\n\n')]


def table(first, second):
    found = [t for t in tables if t[0][:2] == [first, second]]
    assert len(found) == 1, (first, second)
    return [dict(zip(found[0][0], row)) for row in found[0][1:]]


def marked(name):
    found = [e for e in root.iter() if e.get('id') == name]
    assert len(found) == 1, name
    return found[0]


def same(element, row, names):
    for name in names:
        attribute = 'data-' + name.replace(' ', '-')
        assert element.get(attribute) == row[name], (name, element.attrib, row)


bins = [e for e in marked('reliability').iter() if e.get('class', '').startswith('bin')]
rows = table('from', 'to')
assert len(bins) == len(rows) > 1
for element, row in zip(bins, rows):
    same(element, row, ('places', 'from', 'to', 'said', 'is', 'low', 'high'))
    assert (element.get('class') == 'bin') == (row['fits'] == 'yes')

totals = {row['measure']: row['value'] for row in table('measure', 'value')}
assert marked('reliability').get('data-brier') == totals['Brier score']
assert marked('reliability').get('data-calibration-error') == totals['calibration error']
assert marked('precision-recall').get('data-average-precision') == totals['average precision']
titles = ' '.join(e.text for e in root.iter(SVG + 'text') if e.text)
assert 'average precision ' + totals['average precision'] in titles

half = [row for row in table('at least', 'reported') if row['at least'] == '0.50'][0]
same(marked('half'), half, ('recall', 'precision'))
assert half['recall'] in titles and half['precision'] in titles

bars = {e.get('data-from'): int(e.get('data-places'))
        for e in marked('histogram').iter(SVG + 'rect')}
assert len(bars) == 10
for band in table('band from', 'to'):
    inside = [n for at, n in bars.items() if float(band['band from']) <= float(at) < float(band['to'])]
    assert sum(inside) == int(band['places']), band
