"""Every Fabric design on every format, by the command line: what may never go wrong with a layout.

The designs are our own (own_designs.py) and, where the shared corpus is there, all of its templates
and a sample of its multi-size documents. What is promised: docs/methods/layout-engine.md, Validity."""
import concurrent.futures, json, math, os, pathlib, statistics, subprocess, unittest
import harness, own_designs

CORPUS = pathlib.Path(os.environ.get('REFIT_CORPUS', harness.ROOT.parent / 'shared' / 'corpus'))
SAMPLE = 12  # every so many of the multi-size documents
TARGETS = ((300, 250), (728, 90), (160, 600), (300, 600), (320, 50), (970, 250), (336, 280), (1080, 1080),
           (1080, 1920), (1200, 628), (1920, 1080), (794, 1123))
BACK_BY = ((300, 250), (1080, 1080), (1200, 628))
TOLERANCE = 1.0     # px a box may stand out: a stroke's half width
DISTORTION = 0.005  # |ln| of the change of scaleX/scaleY
INSIDE_BEFORE, INSIDE_AFTER = 0.99, 0.9  # share of a text's box on the shape that carries it
LEGIBLE_SHARE, SOCIAL_SIDE = 0.012, 600
CARRIERS = ('rect', 'circle', 'ellipse', 'path', 'polygon')
TEXTS = ('text', 'i-text', 'textbox')


def refit(*words):
    done = subprocess.run([harness.REFIT, *map(str, words)], capture_output=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr.decode()[:300]}')
    return done.stdout


def resize(source, target, out):
    summary = refit('resize', source, '--to', '%gx%g' % target, '--variant', 'original', '-o', out, '--json')
    return json.loads(summary)


def inspect(file):
    return json.loads(refit('inspect', file, '--json'))


def walk(objects, path='', scale=1.0):
    """Every object, nested ones too: its path, itself, and the product of its own and outer vertical scales."""
    for index, item in enumerate(objects):
        here = f'{path}.{index}' if path else str(index)
        own = scale * abs(item.get('scaleY', 1))
        yield here, item, own
        yield from walk(item.get('objects') or [], here, own)


def identity(document):
    return [(path, item.get('type'), item.get('id'), item.get('name'), item.get('text'), item.get('src'))
            for path, item, _ in walk(document['objects'])]


def area(box):
    return max(0, box['width']) * max(0, box['height'])


def share_on(box, other):
    """The share of `box` that lies on `other`."""
    width = min(box['left'] + box['width'], other['left'] + other['width']) - max(box['left'], other['left'])
    height = min(box['top'] + box['height'], other['top'] + other['height']) - max(box['top'], other['top'])
    return max(0, width) * max(0, height) / area(box) if area(box) > 0 else 0


def leak(box, page):
    return max(page['x'] - box['left'], page['y'] - box['top'],
               box['left'] + box['width'] - page['x'] - page['width'],
               box['top'] + box['height'] - page['y'] - page['height'])


def legible(target):
    """The documented formula: 8 px up to 100 px of height, else 9, a share of the short side on social formats."""
    floor = 8 if target[1] <= 100 else 9
    return floor if min(target) < SOCIAL_SIDE else max(floor, LEGIBLE_SHARE * min(target))


def top_level(view):
    return {o['path']: o for o in view['objects'] if '.' not in o['path'] and o['visible']}


def carried(view):
    """(text, shape) by path: the text lies on a shape below half of the page, above it in order."""
    found, things, page = [], list(top_level(view).values()), view['page']['width'] * view['page']['height']
    for at, item in enumerate(things):
        if item['type'].lower() not in TEXTS or area(item['boundingRect']) <= 0:
            continue
        for shape in things[:at]:
            small = area(shape['boundingRect']) < page / 2
            if shape['type'].lower() in CARRIERS and small and \
                    share_on(item['boundingRect'], shape['boundingRect']) >= INSIDE_BEFORE:
                found.append((item['path'], shape['path']))
    return found


def out_of_page(before, after):
    was = top_level(before)
    for path, item in top_level(after).items():
        if path in was and leak(was[path]['boundingRect'], before['page']) <= TOLERANCE:
            if leak(item['boundingRect'], after['page']) > TOLERANCE:
                yield f"out: {path} {item['type']} stands {leak(item['boundingRect'], after['page']):.1f} px out"


def lost_carriers(before, after):
    now = top_level(after)
    for text, shape in carried(before):
        share = share_on(now[text]['boundingRect'], now[shape]['boundingRect'])
        if share < INSIDE_AFTER:
            yield f'contained: text {text} lies on shape {shape} by {share:.2f}'


def distortions(source, made):
    was = {path: item for path, item, _ in walk(source['objects'])}
    for path, item, _ in walk(made['objects']):
        if item['type'].lower() not in (*TEXTS, 'image', 'group') or path not in was:
            continue
        ratios = [o.get('scaleX', 1) / o.get('scaleY', 1) for o in (was[path], item) if o.get('scaleY', 1)]
        if len(ratios) == 2 and abs(math.log(abs(ratios[1] / ratios[0]))) > DISTORTION:
            yield f"distorted: {path} {item['type']} from {ratios[0]:.3f} to {ratios[1]:.3f}"


def small_texts(made, target, told):
    """Texts below the legible size that no suggestion tells of. A group is one object: its smallest text counts."""
    floor = legible(target) * 0.99
    smallest = {}
    for path, item, scale in walk(made['objects']):
        if item['type'].lower() not in TEXTS or item.get('visible') is False or not (item.get('text') or '').strip():
            continue
        size, top = float(item.get('fontSize', 40)) * scale, path.split('.')[0]
        if not size > 0 or not item.get('width', 1) > 0:
            yield f'zero: text {path} is {size:.2f} px'
        smallest[top] = min(smallest.get(top, size), size)
    for top, size in smallest.items():
        if size < floor and not any(f'{near:.1f} px' in told for near in (size - .05, size, size + .05)):
            yield f'illegible: text in {top} is {size:.1f} px and no suggestion says so'


def problems(source, before, target, place):
    out = pathlib.Path(place) / f'{source.stem}-{target[0]}x{target[1]}.json'
    told = json.dumps(resize(source, target, out))
    first = out.read_bytes()
    document, made, after = json.loads(source.read_text()), json.loads(first), inspect(out)
    found = []
    if (after['page']['width'], after['page']['height']) != target:
        found.append(f"page: {after['page']}")
    if identity(made) != identity(document):
        return [*found, 'objects: lost, added, renamed or in another order']
    found += [*out_of_page(before, after), *lost_carriers(before, after), *distortions(document, made),
              *small_texts(made, target, told)]
    resize(source, target, out)
    return found + ([] if out.read_bytes() == first else ['bytes: two runs differ'])


def there_and_back(source, before, by, place):
    """Mean distance of centres as a share of the diagonal, and mean |ln of the size|, after A -> B -> A."""
    page = before['page']
    there = pathlib.Path(place) / f'{source.stem}-{by[0]}-there.json'
    back = pathlib.Path(place) / f'{source.stem}-{by[0]}-back.json'
    resize(source, by, there)
    resize(there, (page['width'], page['height']), back)
    after, moves, scales = inspect(back), [], []
    now, diagonal = top_level(after), math.hypot(page['width'], page['height'])
    for path, item in top_level(before).items():
        a, b = item['boundingRect'], now[path]['boundingRect']
        if area(a) <= 0 or area(b) <= 0:
            continue
        centre = lambda box, at: (box['left'] + box['width'] / 2 - at['x'], box['top'] + box['height'] / 2 - at['y'])
        moves.append(math.dist(centre(a, page), centre(b, after['page'])) / diagonal)
        scales.append(abs(math.log(area(b) / area(a))) / 2)
    return statistics.fmean(moves or [0]), statistics.fmean(scales or [0])


def sources(place):
    for name, make in own_designs.ALL.items():
        file = pathlib.Path(place) / f'own_{name}.json'
        file.write_text(json.dumps(make()))
        yield file
    yield from sorted((CORPUS / 'fabric').glob('f*.json'))
    yield from sorted((CORPUS / 'multisize' / 'fabric').glob('*.json'))[::SAMPLE]


class Validity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = harness.folder()
        cls.place = cls.kept.__enter__()
        cls.pool = concurrent.futures.ThreadPoolExecutor(2)
        cls.sources = list(sources(cls.place))
        cls.before = dict(zip(cls.sources, cls.pool.map(inspect, cls.sources)))

    @classmethod
    def tearDownClass(cls):
        cls.pool.shutdown()
        cls.kept.__exit__(None, None, None)

    def test_every_design_on_every_format(self):
        cases = [(source, target) for source in self.sources for target in TARGETS]
        work = [self.pool.submit(problems, source, self.before[source], target, self.place) for source, target in cases]
        for (source, target), result in zip(cases, work):
            with self.subTest(design=source.stem, target=target):
                self.assertEqual(result.result(), [])
        print(f'\n{len(self.sources)} designs on {len(TARGETS)} formats')

    def test_own_size_keeps_the_bytes(self):
        for source in self.sources:
            with self.subTest(design=source.stem):
                out, page = pathlib.Path(self.place) / 'same.json', self.before[source]['page']
                resize(source, (page['width'], page['height']), out)
                self.assertEqual(out.read_text().strip(), source.read_text().strip())

    def test_there_and_back_stays_close(self):
        cases = [(source, by) for source in self.sources for by in BACK_BY]
        found = list(self.pool.map(lambda case: there_and_back(case[0], self.before[case[0]], case[1], self.place), cases))
        for at, (what, mean_max, each_max) in enumerate((('distance', 0.08, 0.4), ('|ln scale|', 0.2, 0.7))):
            values = sorted(each[at] for each in found)
            share = lambda q: values[int(q * (len(values) - 1))]
            print(f'\nthere and back, {what}: mean {statistics.fmean(values):.3f}, median {share(.5):.3f}, '
                  f'90 % {share(.9):.3f}, worst {values[-1]:.3f} {cases[max(range(len(found)), key=lambda i: found[i][at])]}')
            self.assertLess(statistics.fmean(values), mean_max)
            self.assertLess(values[-1], each_max)


if __name__ == '__main__':
    unittest.main()
