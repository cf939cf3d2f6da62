"""refit layout-eval and refit import-corrections on a made-up corpus, and on corrections that came through
the server and `refit export`. Nothing here needs the shared corpus; where it is there, its figures are held."""
import json, os, pathlib, subprocess, unittest
import harness

CORPUS = pathlib.Path(os.environ.get('REFIT_CORPUS', harness.ROOT.parent / 'shared' / 'corpus')) / 'multisize'
SIZES = {'300x250': (300, 250), '600x500': (600, 500), '728x90': (728, 90)}
KINDS = {'background': 'background', 'headline': 'text', 'copy': 'text', 'logo': 'logo', 'button': 'button', 'label': 'text'}


def refit(*words, env=None, status=0):
    done = subprocess.run([harness.REFIT, *map(str, words)], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **(env or {})})
    if done.returncode != status:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr[:400]}')
    return done


def sized(width, height):
    """The harness's banner, its things at places that depend on the size."""
    document = harness.design(width, height)
    scale = min(width / 300, height / 250) ** .5
    for thing in document['objects'][1:]:
        thing['left'] = thing['left'] / 300 * width * .8
        thing['top'] = min(thing['top'] / 250 * height, height * .7)
        thing['scaleX'] = thing['scaleY'] = scale
    return document


def element(thing, z):
    return {'key': thing['id'], 'kind': KINDS[thing['id']], 'x': thing['left'], 'y': thing['top'],
            'w': thing['width'] * thing['scaleX'], 'h': thing['height'] * thing['scaleY'], 'z': z}


def write_corpus(top):
    top = pathlib.Path(top)
    for folder in ('campaigns', 'fabric'):
        (top / folder).mkdir(parents=True)
    for name, author in (('one', 'ann'), ('two', 'ann'), ('three', 'bob')):
        sizes = {}
        for size, (width, height) in SIZES.items():
            document = sized(width, height)
            (top / 'fabric' / f'{name}__{size}.json').write_text(json.dumps(document))
            sizes[size] = {'width': width, 'height': height,
                           'elements': [element(thing, z) for z, thing in enumerate(document['objects'])]}
        pairs = [[a, b] for a in SIZES for b in SIZES if a != b]
        (top / 'campaigns' / f'{name}.json').write_text(json.dumps(
            {'campaign': name, 'author': author, 'sizes': sizes, 'pairs': pairs}))
    return top


class MadeUp(unittest.TestCase):
    def setUp(self):
        place = harness.folder()
        self.place = pathlib.Path(place.__enter__())
        self.addCleanup(place.__exit__, None, None, None)
        self.corpus = write_corpus(self.place / 'corpus')

    def test_tables_name_every_method_bucket_and_author(self):
        text = refit('layout-eval', self.corpus, '--ablations', '--curve', '--orders', 2).stdout
        self.assertIn('18 pairs of 3 campaigns by 2 authors; 6 near, 0 mid, 12 far', text)
        for word in ('stretch', 'contain', 'edge pins, law scale', 'engine, untrained', 'engine, learned', 'in-sample',
                     'no groups', 'no restack', 'no learning', 'no ranking', 'campaigns learned from', 'ann', 'bob'):
            self.assertIn(word, text)

    def test_json_is_the_same_with_any_number_of_threads(self):
        one, four = (refit('layout-eval', self.corpus, '--json', '--threads', n).stdout for n in (1, 4))
        self.assertEqual(one, four)
        report = json.loads(one)
        methods = {m['name']: m for m in report['methods']}
        self.assertEqual(methods['designer']['heldOut']['all']['IoU'], 1)
        self.assertEqual(methods['engine, learned']['heldOut']['all']['fail'], 0)
        self.assertIsNone(methods['stretch']['heldOut']['mid']['IoU'])

    def test_the_contact_sheet_stands_alone(self):
        sheet = self.place / 'sheet.html'
        refit('layout-eval', self.corpus, '--html', sheet)
        html = sheet.read_text()
        self.assertEqual(html.count('<article'), 18)
        for forbidden in ('src=', 'href=', 'http'):
            self.assertNotIn(forbidden, html)

    def test_a_model_is_learned_written_and_measured(self):
        model = self.place / 'model.json'
        said = refit('import-corrections', self.corpus, '-o', model).stdout
        self.assertIn('18 rows of 3 designs by 2 authors', said)
        self.assertIn(f'model in {model}', said)
        again = json.loads(refit('import-corrections', self.corpus, '--json').stdout)
        self.assertEqual(again['learned'], json.loads(model.read_text()))
        self.assertIn('engine, model file', refit('layout-eval', self.corpus, '--model', model).stdout)

    def test_a_learned_model_decides_resizes_and_is_served(self):
        model, source = self.place / 'model.json', self.place / 'design.json'
        source.write_text(json.dumps(sized(300, 250)))
        learned = json.loads(refit('import-corrections', self.corpus, '--base', 'none', '--json').stdout)['learned']
        for kinds in learned['habits'].values():
            for kind in kinds:
                kinds[kind] = [1 if kind == 'relative' else -1, 99]
        model.write_text(json.dumps(learned))
        words = ('resize', source, '--to', '728x90', '--variant', 'original', '-o')
        shipped, ours = self.place / 'shipped.json', self.place / 'ours.json'
        self.assertIn('candidate strip', refit(*words, shipped, '--explain').stderr)
        self.assertIn('candidate relative', refit(*words, ours, '--explain', '--model', model).stderr)
        self.assertNotEqual(shipped.read_text(), ours.read_text())
        with harness.Server(self.place, env={'REFIT_LAYOUT_MODEL': str(model)}) as server:
            made = server.client().post('/api/ai/resize', {
                'canvas': sized(300, 250), 'userId': 'ann', 'variantId': 'original',
                'targetDimensions': {'width': 728, 'height': 90}}).json
            self.assertEqual(made['candidate'], 'relative')
        more = json.loads(refit('import-corrections', self.corpus, '--base', model, '--json').stdout)['learned']
        self.assertGreater(more['habits']['near']['relative'][1], 99)


    def test_refusals_name_file_place_and_mend(self):
        self.assertIn('no such file', refit('layout-eval', self.place / 'none', status=1).stderr)
        model = self.place / 'model.json'
        model.write_text('{"model":"layout/0"}')
        wrong = refit('layout-eval', self.corpus, '--model', model, status=1).stderr
        self.assertIn(f'{model}: $.model: expected', wrong)
        campaign = self.corpus / 'campaigns' / 'one.json'
        campaign.write_text(campaign.read_text().replace('"kind": "logo"', '"kind": "brand"', 1))
        self.assertIn('one.json: $.sizes["300x250"].elements[3].kind: expected',
                      refit('import-corrections', self.corpus, status=1).stderr)

    def test_corrections_come_back_through_the_export(self):
        with harness.Server(self.place) as server:
            client = server.client()
            made = client.post('/api/ai/resize', {'canvas': sized(300, 250), 'userId': 'ann',
                                                  'targetDimensions': {'width': 728, 'height': 90}}).json
            canvas = made['canvas'] if isinstance(made['canvas'], dict) else json.loads(made['canvas'])
            canvas['objects'][1]['left'] += 40
            reply = client.patch(f"/v1/sessions/{made['sessionId']}", {'manualCorrections': canvas})
            self.assertEqual(reply.status, 200, reply)
            lines = self.place / 'corrections.jsonl'
            refit('export', '--format', 'jsonl', '-o', lines, env=server.env)
        said = refit('import-corrections', lines).stdout
        self.assertIn('1 rows of 1 designs by 1 authors', said)
        report = json.loads(refit('layout-eval', lines, '--json').stdout)
        served = {m['name']: m for m in report['methods']}['engine, shipped model']['heldOut']['all']
        self.assertGreater(served['IoU'], .5)  # the person moved one thing of five
        self.assertLess(served['IoU'], 1)


@unittest.skipUnless(CORPUS.exists(), f'no corpus at {CORPUS}')
class Shared(unittest.TestCase):
    def test_the_engine_is_ahead_of_the_simple_methods(self):
        report = json.loads(refit('layout-eval', CORPUS, '--json').stdout)
        iou = {m['name']: m['heldOut']['all'] for m in report['methods']}
        for name in ('engine, untrained', 'engine, learned'):
            self.assertEqual(iou[name]['fail'], 0)
            self.assertLess(iou[name]['Logo'], 1e-4)  # scales are written with a few digits
        self.assertGreater(iou['engine, learned']['IoU'], iou['edge pins, law scale']['IoU'] + .02)
        self.assertGreater(iou['engine, learned']['IoU'], iou['engine, untrained']['IoU'] + .03)

    def test_the_shipped_model_is_what_the_corpus_teaches(self):
        shipped = json.loads((harness.ROOT / 'src' / 'layout' / 'shipped_model.json').read_text())
        learned = json.loads(refit('import-corrections', CORPUS, '--base', 'none', '--json').stdout)['learned']
        self.assertEqual(learned, shipped)


if __name__ == '__main__':
    unittest.main()
