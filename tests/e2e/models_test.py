"""The quality model over HTTP and on the command line: retrained, shown with its lineage, rolled back."""
import json, os, random, subprocess, unittest
import harness, openapi

SEED = 20261123
TARGETS = [(300, 600), (728, 90), (1080, 1080), (320, 50), (970, 250), (160, 600)]


def models(env, *words, status=0):
    done = subprocess.run([harness.REFIT, 'models', *words], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **env})
    if done.returncode != status:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr[:400]}')
    return done


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = harness.folder()
        cls.addClassCleanup(place.__exit__, None, None, None)
        server = harness.Server(place.__enter__())
        server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)
        cls.client, cls.env = server.client(), server.env
        cls.none = models(cls.env, 'list').stdout
        draw = random.Random(SEED)
        for user in range(120):
            for width, height in TARGETS:
                made = cls.client.post('/api/ai/resize', {'canvas': harness.design(300, 250), 'userId': f'user{user}',
                                                          'targetDimensions': {'width': width, 'height': height}}).json
                if draw.random() < (.9 if width > height else .6):
                    stars = (5 if abs(width - height) < 400 else 2) - draw.randrange(2)
                    reply = cls.client.post(f"/v1/sessions/{made['sessionId']}/feedback",
                                            {'userId': f'user{user}', 'rating': stars})
                    assert reply.status == 200, reply
        cls.reports = [cls.client.post('/v1/retrain', {}, admin=True).json for _ in range(2)]

    def test_1_a_model_says_what_it_is_worth_and_where_it_comes_from(self):
        first, second = (report['model'] for report in self.reports)
        self.assertIn('no model yet', self.none)
        self.assertTrue(first['promoted'], first['reason'])
        reply = self.client.get(f"/v1/models/{second['version']}")
        schema = openapi.DOCUMENT['components']['schemas']['ModelWithParameters']
        self.assertEqual(list(openapi.violations(reply.json, schema)), [])
        metrics = reply.json['metrics']
        self.assertLess(metrics['heldOut']['mae'], .6 * metrics['constant']['mae'])
        self.assertIsNotNone(metrics['crossValidation']['stack'])
        self.assertGreater(metrics['interval']['coverage'], .8)
        self.assertLess(metrics['interval']['width'], .9)
        self.assertLess(metrics['responseWeights']['lowest'], .95)
        self.assertGreater(metrics['responseWeights']['highest'], 1.05)
        self.assertEqual(metrics['responseWeights']['served'], 720)
        self.assertEqual(metrics['lineage']['parent'], first['version'])
        self.assertEqual(metrics['lineage']['dataHash'], self.client.get(f"/v1/models/{first['version']}").json['metrics']['lineage']['dataHash'])
        self.assertEqual(reply.json['parameters']['format'], 2)

    def test_1b_the_log_gives_each_model_again_whatever_came_later(self):
        for number in range(40):
            made = self.client.post('/api/ai/resize', {'canvas': harness.design(300, 250), 'userId': f'user{number}',
                                                       'targetDimensions': {'width': 728, 'height': 90}}).json
            self.client.post(f"/v1/sessions/{made['sessionId']}/feedback", {'userId': f'user{number}', 'rating': 1})
        for report in self.reports:
            version = report['model']['version']
            again = json.loads(models(self.env, 'rebuild', str(version), '--json').stdout)
            self.assertEqual((again['fate'], again['version']), ('equal', version), again)
            self.assertEqual(again['trainingRows'], self.client.get(f'/v1/models/{version}').json['metrics']['trainingRows'])
        self.assertIn('bit for bit', models(self.env, 'rebuild').stdout)
        self.assertIn('no quality model 999', models(self.env, 'rebuild', '999', status=1).stderr)

    def test_2_an_admin_rolls_back_and_the_audit_log_knows(self):
        first, second = (report['model']['version'] for report in self.reports)
        path = f'/v1/models/{first}/rollback'
        self.assertIn(self.client.post(path, {}).status, (401, 403))
        reply = self.client.post(path, {'reason': 'stars fell'}, admin=True)
        self.assertEqual((reply.status, reply.json['status']), (200, 'serving'), reply)
        self.assertIn('stars fell', reply.json['reason'])
        self.assertEqual(self.client.get(f'/v1/models/{second}').json['status'], 'retired')
        self.assertEqual(self.client.post(path, {}, admin=True).status, 409)
        self.assertEqual(self.client.post('/v1/models/999/rollback', {}, admin=True).status, 404)
        self.assertEqual(self.client.get('/v1/models/none').status, 404)
        entry = self.client.get('/v1/audit', admin=True).json['data'][0]
        self.assertEqual((entry['action'], entry['subject']), ('model.rollback', f'model:{first}'))

    def test_3_the_command_line_lists_shows_and_rolls_forward_again(self):
        first, second = (report['model']['version'] for report in self.reports)
        self.assertIn('serving', models(self.env, 'list').stdout)
        listed = json.loads(models(self.env, 'list', '--json').stdout)['models']
        self.assertEqual([m['version'] for m in listed], [second, first])
        shown = json.loads(models(self.env, 'show', str(second), '--parameters').stdout)
        self.assertIn('ridge', shown['parameters'])
        self.assertIn(f'model {second} serves', models(self.env, 'rollback', str(second), '--reason', 'it was right').stdout)
        self.assertIn(f'model {first} serves', models(self.env, 'rollback').stdout)
        self.assertIn('serves already', models(self.env, 'rollback', str(first), status=1).stderr)
        self.assertIn('there is no model 999', models(self.env, 'show', '999', status=1).stderr)


if __name__ == '__main__':
    unittest.main()
