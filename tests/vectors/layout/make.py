#!/usr/bin/env python3
"""Writes the made-up corpus of this folder and what the reference scorer says about it.

usage: make.py REFERENCE_SCORER

The designs are drawn from a seeded generator: no banner of anybody. REFERENCE_SCORER is the
benchmark's score.py, an implementation that shares no code with Refit; its figures go to
expected.json. evaluation/metrics_test.cpp holds Refit's baselines and metrics to them.
"""
import json, pathlib, random, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
SIZES = {'300x250': (300, 250), '320x250': (320, 250), '300x600': (300, 600), '728x90': (728, 90)}
KINDS = ['logo', 'text', 'text_image', 'button', 'image', 'shape', 'text']


def element(rng, key, kind, width, height, z):
    """Some stick out of the page, some touch their neighbour, some have decimals."""
    w, h = round(width * rng.uniform(.08, .5), 1), round(height * rng.uniform(.08, .4), 1)
    x, y = round(rng.uniform(-.05 * width, width - w), 1), round(rng.uniform(-.05 * height, height - h), 1)
    return {'key': key, 'kind': kind, 'x': x, 'y': y, 'w': w, 'h': h, 'z': z}


def version(rng, width, height):
    elements = [{'key': 'k0', 'kind': 'background', 'x': 0, 'y': 0, 'w': width, 'h': height, 'z': 0}]
    for i, kind in enumerate(KINDS, 1):
        if rng.random() < .85:  # designers drop elements
            elements.append(element(rng, f'k{i}', kind, width, height, i))
    return {'width': width, 'height': height, 'elements': elements}


def fabric(size):
    base = {'version': '5.3.0', 'originX': 'left', 'originY': 'top', 'strokeWidth': 0, 'scaleX': 1, 'scaleY': 1}
    kind = lambda e: {'text': {'type': 'textbox', 'text': 'Made-up words', 'fontSize': 14},
                      'image': {'type': 'image', 'src': 'k.png'}}.get(e['kind'], {'type': 'rect', 'fill': '#888888'})
    return {'version': '5.3.0', 'width': size['width'], 'height': size['height'], 'objects': [
        {**base, **kind(e), 'id': e['key'], 'left': e['x'], 'top': e['y'], 'width': e['w'], 'height': e['h']}
        for e in size['elements']]}


def main():
    rng = random.Random(20261123)
    for folder in ('campaigns', 'fabric'):
        (HERE / folder).mkdir(exist_ok=True)
    for number, author in enumerate(('ann', 'ann', 'bob', 'eve'), 1):
        name, names = f'm{number}', list(SIZES)[:4 if number != 2 else 3]
        sizes = {n: version(rng, *SIZES[n]) for n in names}
        pairs = [[a, b] for a in names for b in names if a != b]
        campaign = {'campaign': name, 'author': author, 'sizes': sizes, 'pairs': pairs}
        (HERE / 'campaigns' / f'{name}.json').write_text(json.dumps(campaign) + '\n')
        for n, size in sizes.items():
            (HERE / 'fabric' / f'{name}__{n}.json').write_text(json.dumps(fabric(size)) + '\n')
    subprocess.run([sys.executable, sys.argv[1], str(HERE), '--json', str(HERE / 'expected.json')], check=True,
                   stdout=subprocess.DEVNULL)


if __name__ == '__main__':
    main()
