"""The arms of the experiment on the command line, beside a server that is running."""
import json, os, subprocess, unittest
import harness


class Variants(unittest.TestCase):
    def setUp(self):
        place = harness.folder()
        self.addCleanup(place.__exit__, None, None, None)
        self.place = place.__enter__()
        server = harness.Server(self.place)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        self.client, self.env = server.client(), server.env

    def run_variants(self, *words, status=0, text=None):
        done = subprocess.run([harness.REFIT, 'variants', *words], input=text, capture_output=True, text=True,
                              timeout=60, env={**os.environ, **self.env})
        self.assertEqual(done.returncode, status, f'{words}: {done.stderr[:400]}')
        return done

    def served(self):
        return {self.client.post('/v1/assignments', {'userId': f'user{n}'}).json['variantId'] for n in range(40)}

    def test_an_arm_is_added_changed_and_switched_for_the_running_server(self):
        self.run_variants('add', 'bold', '--prompt', '-', '--name', 'Bold type', '--weight', '40',
                          '--reason', 'larger type', text='Larger: {objectsData}\n')
        self.assertIn('bold', self.served())
        shown = self.client.get('/v1/variants/bold').json
        self.assertEqual(json.loads(self.run_variants('show', 'bold').stdout), shown)
        self.assertEqual((shown['prompt'], shown['version'], shown['name']), ('Larger: {objectsData}', 1, 'Bold type'))
        changed = json.loads(self.run_variants('change', 'bold', '--prompt', '-', '--json', text='Larger still').stdout)
        self.assertEqual((changed['version'], changed['prompt']), (2, 'Larger still'))
        for other in ('original', 'enhanced'):
            self.run_variants('deactivate', other)
        self.assertEqual(self.served(), {'bold'})
        self.run_variants('activate', 'original')
        listed = json.loads(self.run_variants('list', '--json').stdout)['variants']
        self.assertEqual(listed, self.client.get('/v1/variants').json['data'])
        log = self.client.get('/v1/audit', admin=True).json['data']
        self.assertTrue(any(row['actor'] == 'cli' and row['reason'] == 'larger type' for row in log))

    def test_what_is_wrong_is_said_and_changes_nothing(self):
        before = self.run_variants('list').stdout
        parameters = os.path.join(self.place, 'parameters.json')
        for content, said in (('{"text_exponnt":1}', 'unknown engine parameter "text_exponnt"'),
                              ('{"text_exponent":', 'parameters.json: line 1'), ('[]', 'expected an object')):
            with open(parameters, 'w') as file:
                file.write(content)
            done = self.run_variants('add', 'x', '--prompt', '-', '--parameters', parameters, status=1, text='Place')
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stderr.count('\n'), 1)
        for words, status, said in ((('change', 'nobody', '--name', 'x'), 1, "no variant 'nobody'"),
                                    (('resume', 'original'), 1, 'not stopped'), (('show',), 2, 'id'),
                                    (('add', 'x'), 2, '--prompt'), ((), 2, 'subcommand'),
                                    (('change', 'original', '--weight', '101'), 2, 'weight')):
            self.assertIn(said, self.run_variants(*words, status=status).stderr)
        self.assertEqual(self.run_variants('list').stdout, before)


if __name__ == '__main__':
    unittest.main()
