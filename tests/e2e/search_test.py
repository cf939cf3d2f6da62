"""The parameter search over HTTP: ratings arrive, a step becomes a canary with a capped share, the next
run waits for it, evidence promotes it, and the trace tells the story. On SQLite and PostgreSQL."""
import json, os, subprocess, unittest
import harness

TARGETS = [(300, 600), (728, 90), (1080, 1080)]
PATH = '/v1/parameter-search'


class Search(unittest.TestCase):
    def rate(self, client, users, stars_of):
        """New users until `users` have rated; returns how often each arm was served."""
        served = {}
        for user in users:
            width, height = TARGETS[user % 3]
            made = client.post('/api/ai/resize', {'canvas': harness.design(), 'userId': f'user{user}',
                                                  'targetDimensions': {'width': width, 'height': height}}).json
            arm = made['variantId']
            served[arm] = served.get(arm, 0) + 1
            reply = client.post('/api/ai/resize-feedback', {'sessionId': made['sessionId'],
                                                            'rating': stars_of(arm, user)})
            self.assertEqual(reply.status, 200, reply)
        return served

    def variant(self, client, wanted):
        return next(v for v in client.get('/v1/variants').json['data'] if v['id'] == wanted)

    def check(self, server):
        client = server.client()
        self.assertEqual(client.post(PATH).status, 401)
        nothing = client.post(PATH, admin=True).json
        self.assertIn('no stored canvas', nothing['message'])
        self.assertIsNone(nothing['entered'])

        self.rate(client, range(30), lambda arm, user: 2 + user % 2)
        report = client.post(PATH, admin=True).json
        canary = report['entered']
        self.assertTrue(canary.startswith('search-'), report)
        proposal = report['plan']['proposal']
        self.assertTrue(1 <= len(proposal['moves']) <= 6)
        self.assertLessEqual(proposal['harm'], .2)
        self.assertEqual(proposal['replay']['invalid'], 0)
        entered = self.variant(client, canary)
        self.assertEqual((entered['origin'], entered['trafficCap'], entered['warmStart']),
                         ('search', .05, report['plan']['leader']))
        self.assertLessEqual(entered['weight'], 5)
        for move in proposal['moves']:
            self.assertEqual(entered['parameters'][move['parameter']], move['to'])
        self.assertIn('expected improvement', entered['note'])

        again = client.post(PATH, admin=True).json
        self.assertIsNone(again['entered'])
        self.assertIn('on trial', again['message'])
        self.assertEqual([v['fate'] for v in again['verdicts']], ['waits'])
        line = subprocess.run([harness.REFIT, 'optimize', '--json'], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **server.env})
        self.assertEqual(line.returncode, 0, line.stderr)
        self.assertIn('on trial', json.loads(line.stdout)['search']['message'])

        served = self.rate(client, range(1000, 1500), lambda arm, user: (4 if arm == canary else 2) + user % 2)
        self.assertGreater(served[canary], 5)
        self.assertLess(served[canary], 60, 'a canary has a small share')
        after = client.post(PATH, admin=True).json
        self.assertEqual([(v['variantId'], v['fate']) for v in after['verdicts']], [(canary, 'promoted')], after)
        self.assertIsNone(self.variant(client, canary)['trafficCap'])
        self.assertGreater(self.variant(client, canary)['weight'], 20)
        self.assertNotIn(after['entered'], (None, canary))

        trace = client.get(PATH).json
        self.assertEqual((trace['leader'], trace['best'], trace['live']), (canary, canary, after['entered']))
        states = {p['id']: p['state'] for p in trace['points']}
        self.assertEqual((states[canary], states[after['entered']]), ('serving', 'canary'))
        self.assertGreater(trace['reach'], report['plan']['reach'])
        self.assertIn('no stored canvas', trace['refusals'][0])

        ran = client.post('/v1/scheduler/tasks/parameter-search/run', admin=True)
        self.assertEqual(ran.status, 200, ran)
        self.assertEqual(len(client.get('/v1/variants').json['data']), 4)
        client.close()

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgresql(self):
        with harness.folder() as place, harness.postgres() as url, harness.Server(place, url) as server:
            self.check(server)


if __name__ == '__main__':
    unittest.main()
