#!/usr/bin/env python3
"""Checks the house rules that a compiler does not: layers, listed sources, sizes, banned words.

usage: house.py [ROOT]        exit status 1 and one line per violation

  layers     a file in src/<room> includes only its own room and rooms its module.txt requires;
             a room requires only rooms of a lower level, never its own
  packages   third-party headers stay in the rooms named in OWNERS
  sources    every .cpp of a room is listed in its manifest, and only those
  sizes      files <= 400 lines, functions <= 70 lines (column-0 heuristic), public headers <= 150
  words      nothing that reads like unfinished work
"""
import pathlib, re, sys

FILE_LINES_MAX, HEADER_LINES_MAX, FUNCTION_LINES_MAX = 400, 150, 70
# Third-party header prefix -> rooms that may see it.
OWNERS = {'boost/': {'net'}, 'curl/': {'net'}, 'openssl/': {'net'}, 'sqlite3.h': {'store'}, 'libpq': {'store'},
          'Eigen/': {'learn'}, 'hb': {'canvas', 'render'}, 'ft2build.h': {'canvas', 'render'}, 'fontconfig/': {'canvas', 'render'},
          'cairo': {'render'}, 'CLI/': {'cli'},
          'xgboost/': {'learn'}}
WORDS = re.compile(r'\b(TODO|FIXME|XXX|not implemented|placeholder implementation|for now|in a real (system|implementation))\b', re.I)

def manifest(room):
    fields = {'requires': [], 'sources': [], 'tests': [], 'level': []}
    for line in (room / 'module.txt').read_text().splitlines():
        key, _, rest = line.partition(':')
        if key in fields: fields[key] += rest.split()
    return fields

def long_functions(path):
    start = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line and not line[0].isspace() and line.rstrip().endswith('{') and not re.match(r'(namespace|struct|class|enum|extern|union|constexpr \w+ \w+\[|const \w+ \w+\[)', line): start = number
        elif line.startswith('}') and start:
            if number - start + 1 > FUNCTION_LINES_MAX: yield start, number - start + 1
            start = None

def check_room(room, rooms, say):
    fields = rooms[room.name]
    for other in fields['requires']:
        if other not in rooms: say(f'{room.name}/module.txt: requires {other}, which is not a room')
        elif int(rooms[other]['level'][0]) >= int(fields['level'][0]):
            say(f'{room.name}/module.txt: requires {other}, which is not on a lower level')
    listed = set(fields['sources']) | set(fields['tests'])
    for path in sorted(room.rglob('*.cpp')):
        name = str(path.relative_to(room))
        if name not in listed and name != 'main.cpp': say(f'{room.name}/{name}: not listed in module.txt')
    for name in sorted(listed):
        if not (room / name).exists(): say(f'{room.name}/module.txt: {name} does not exist')
    allowed = set(fields['requires']) | {room.name}
    for path in sorted(p for p in room.rglob('*') if p.suffix in ('.h', '.cpp')):
        check_includes(path, room, rooms, allowed, say)

def check_includes(path, room, rooms, allowed, say):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#include\s+["<]([^">]+)[">]', line)
        if not match: continue
        name = match.group(1)
        top = name.split('/')[0]
        if line.lstrip().find('"') > 0 and '"' in line and top in rooms and top not in allowed:
            say(f'{path.relative_to(room.parent)}:{number}: includes {name}, but {room.name} does not require {top}')
        for prefix, owners in OWNERS.items():
            if '<' in line and name.startswith(prefix) and room.name not in owners and not path.name.endswith('_test.cpp'):
                say(f'{path.relative_to(room.parent)}:{number}: <{name}> belongs to {", ".join(sorted(owners))}')

def check_sizes(root, say):
    for path in sorted(list(root.glob('src/**/*')) + list(root.glob('tests/**/*')) + list(root.glob('bench/*'))):
        if path.suffix not in ('.h', '.cpp'): continue
        name, lines = path.relative_to(root), path.read_text().count('\n')
        if lines > FILE_LINES_MAX: say(f'{name}: {lines} lines, at most {FILE_LINES_MAX}')
        if path.suffix == '.h' and str(name).startswith('src/') and lines > HEADER_LINES_MAX: say(f'{name}: {lines} lines, a header has at most {HEADER_LINES_MAX}')
        for start, length in long_functions(path): say(f'{name}:{start}: function of {length} lines, at most {FUNCTION_LINES_MAX}')
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if WORDS.search(line): say(f'{name}:{number}: reads like unfinished work: {line.strip()[:60]}')

def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    found = []
    rooms = {m.parent.name: manifest(m.parent) for m in sorted(root.glob('src/*/module.txt'))}
    for name in rooms: check_room(root / 'src' / name, rooms, found.append)
    check_sizes(root, found.append)
    print('\n'.join(found) if found else f'house: {len(rooms)} rooms, no violation')
    return 1 if found else 0

if __name__ == '__main__': sys.exit(main())
