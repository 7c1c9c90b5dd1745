#!/usr/bin/env python3
"""twenty.py: where the names of JSON Lines stand, as --format=lines says it, in tables.

    twenty.py places <RESULTS.jsonl        document, place, names that stand there one after the other
    twenty.py documents <RESULTS.jsonl     document, status, format, charset
"""
import itertools
import json
import sys


def letters(column):
    said = ''
    while column:
        column, letter = divmod(column - 1, 26)
        said = chr(ord('A') + letter) + said
    return said


def numbered(word, number):
    return [f'{word} {number}'] if number else []


def place(locator, by_name):
    said = numbered('page', locator.get('page')) + numbered('slide', locator.get('slide'))
    if 'sheet_number' in locator:
        said.append(f'{"hidden " if locator.get("hidden") else ""}sheet {locator["sheet"]}')
    if 'part' in locator:
        number = locator.get('part_number')
        said.append(locator['part'] + (f' {number}' if number else ''))
    cell = locator.get('cell')
    if cell and 'name' in cell:
        assert cell['name'] == f'{letters(cell["column"])}{cell["row"]}'
        said.append(f'cell {cell["name"]}')
    elif cell:
        column = by_name and cell['header'] or cell['column']
        said += [f'row {cell["row"]}', f'column {column}']
    elif locator.get('paragraph'):
        said += numbered('paragraph', locator['paragraph'])
    return ', '.join(said) or f'line {locator["line"]}'


def places(records):
    tables = {r['document'] for r in records if r.get('format') == 'csv'}
    found = ((r['document'], place(r['locator'], r['document'] in tables), r['surface'])
             for r in records if r['type'] == 'mention')
    for (document, where), group in itertools.groupby(found, lambda r: r[:2]):
        print(document, where, ', '.join(r[2] for r in group), sep='\t')


def documents(records):
    for r in records:
        if r['type'] == 'document':
            print(r['document'], r['status'], r['format'], r['charset'], sep='\t')


records = [json.loads(line) for line in sys.stdin]
{'places': places, 'documents': documents}[sys.argv[1]](records)
