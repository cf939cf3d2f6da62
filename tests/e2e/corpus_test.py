"""Real Fabric designs (../shared/corpus/fabric) to five formats by the command line: every design comes
out whole, on a page of exactly the size asked for. Skipped where the corpus is not there."""
import concurrent.futures, json, os, pathlib, subprocess, unittest
import harness

CORPUS = pathlib.Path(os.environ.get('REFIT_CORPUS', harness.ROOT.parent / 'shared' / 'corpus')) / 'fabric'
DESIGNS = sorted(CORPUS.glob('f*.json'))
TARGETS = ((1080, 1080), (1080, 1920), (1200, 628), (728, 90), (300, 600))
TOLERANCE = 1.0  # px: a stroke's half width


def refit(*words):
    done = subprocess.run([harness.REFIT, *words], capture_output=True, timeout=30)
    if done.returncode != 0:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr.decode()[:300]}')
    return done.stdout


def inspect(file):
    return json.loads(refit('inspect', str(file), '--json'))


def types_of(objects):
    """The tree of types: what must be the same before and after."""
    return [(o['type'], types_of(o.get('objects', []))) for o in objects]


def leaks(item, page):
    """How far a box stands out of the page."""
    box = item['boundingRect']
    return max(page['x'] - box['left'], page['y'] - box['top'],
               box['left'] + box['width'] - page['x'] - page['width'],
               box['top'] + box['height'] - page['y'] - page['height'])


def problems(design, before, target, place):
    """What is wrong with one design on one target; a list of sentences."""
    out = pathlib.Path(place) / f'{design.stem}-{target[0]}x{target[1]}.json'
    refit('resize', str(design), '--to', f'{target[0]}x{target[1]}', '-o', str(out))
    made, after = json.loads(out.read_text()), inspect(out)
    page, found = after['page'], []
    if (page['width'], page['height']) != target:
        found.append(f'the page is {page}')
    if types_of(made['objects']) != types_of(json.loads(design.read_text())['objects']):
        found.append('objects were added, removed or changed their type')
    was = {o['path']: o for o in before['objects']}
    if was.keys() != {o['path'] for o in after['objects']}:
        found.append('the lists of objects differ')
        return found
    for item in after['objects']:
        old = was[item['path']]
        if '.' in item['path'] or not (item['visible'] and old['visible']):
            continue
        if leaks(old, before['page']) <= TOLERANCE < leaks(item, page):
            found.append(f"{item['path']} {item['type']} stands {leaks(item, page):.1f} px out of the page")
    return found


@unittest.skipUnless(DESIGNS, f'no corpus at {CORPUS}')
class Corpus(unittest.TestCase):
    def test_every_design_on_every_target(self):
        with harness.folder() as place, concurrent.futures.ThreadPoolExecutor(2) as pool:
            before = dict(zip(DESIGNS, pool.map(inspect, DESIGNS)))
            cases = [(design, target) for design in DESIGNS for target in TARGETS]
            work = [pool.submit(problems, design, before[design], target, place) for design, target in cases]
            for (design, target), result in zip(cases, work):
                with self.subTest(design=design.name, target=target):
                    self.assertEqual(result.result(), [])
            print(f'\n{len(DESIGNS)} designs on {len(TARGETS)} targets')


if __name__ == '__main__':
    unittest.main()
