"""Who is kept from learning and which arms are stopped, over HTTP and on both engines."""
import unittest
import harness


def resize(client, user):
    answer = client.post('/api/ai/resize', {'canvas': harness.design(), 'userId': user,
                                            'targetDimensions': {'width': 300, 'height': 600}})
    assert answer.status == 200, answer
    return answer.json


def rate(client, session, stars, user):
    reply = client.post(f'/v1/sessions/{session}/feedback', {'rating': stars, 'userId': user})
    assert reply.status == 200, reply


def results(client):
    return client.get('/v1/experiments/default/results').json


def fnv1a32(text):
    value = 2166136261
    for unit in text:
        value = ((value ^ ord(unit)) * 16777619) & 0xffffffff
    return value


def bucket(seed, unit):
    """GrowthBook's hash, version 2, as a client would compute it."""
    return fnv1a32(str(fnv1a32(seed + unit))) % 10000 / 10000


class Holdback(unittest.TestCase):
    def check(self, server):
        client = server.client()
        for share in (-.1, .6, 'x'):
            self.assertIn(client.patch('/v1/experiments/default', {'holdback': share}, admin=True).status, (400, 422))
        reply = client.patch('/v1/experiments/default', {'holdback': .3}, admin=True)
        self.assertEqual((reply.status, reply.json['holdback']), (200, .3))
        held = 0
        for number in range(60):
            user = f'user-{number}'
            expected = bucket('holdback/1:default', user) < .3
            session = resize(client, user)
            kept = client.get(f"/v1/sessions/{session['sessionId']}").json
            self.assertEqual(kept['heldBack'], expected, user)
            if expected:
                self.assertEqual((kept['variantId'], kept['policyVersion'], kept['propensity']), ('original', 0, 1))
                held += 1
            rate(client, session['sessionId'], 2 if session['variantId'] == 'original' else 5, user)
            self.assertEqual(client.post('/v1/assignments', {'userId': user}).json['heldBack'], expected)
        found = results(client)
        self.assertGreater(held, 5)
        self.assertEqual(found['holdback']['exposures'], held)
        self.assertEqual(found['holdback']['heldBack'], {'outcomes': held, 'meanRating': 2})
        self.assertEqual(found['holdback']['learned']['outcomes'], 60 - held)
        self.assertEqual(found['exposures']['total'], 60 - held)
        self.assertEqual(sum(v['outcomes'] for v in found['variants']), 60 - held)
        self.assertLessEqual(found['holdback']['difference']['low'], found['holdback']['difference']['mean'])
        audit = [row for row in client.get('/v1/audit', admin=True).json['data'] if row['action'] != 'verdict.declare'][0]
        self.assertEqual((audit['action'], audit['after']['holdback']), ('experiment.change', .3))

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


class Guardrails(unittest.TestCase):
    def check(self, server):
        client = server.client()
        for limits in ({'speed': 1}, {'failures': 2}, {'latency': 'x'}, [1]):
            self.assertIn(client.patch('/v1/experiments/default', {'guardrails': limits}, admin=True).status, (400, 422))
        limits = {'corrections': .2, 'latency': 60000}
        changed = client.patch('/v1/experiments/default', {'guardrails': limits}, admin=True).json
        self.assertEqual(changed['guardrails'], limits)
        for number in range(40):
            session = resize(client, f'user-{number}')
            if session['variantId'] == 'enhanced':
                reply = client.patch(f"/v1/sessions/{session['sessionId']}",
                                     {'userId': f'user-{number}', 'manualCorrections': harness.design(320)})
                self.assertEqual(reply.status, 200, reply)
        states = {(s['variantId'], s['metric']): s for s in client.get('/v1/experiments/default/guardrails').json['data']}
        self.assertEqual(set(states), {('enhanced', 'corrections'), ('enhanced', 'latency')})
        self.assertTrue(states['enhanced', 'corrections']['violated'])
        self.assertFalse(states['enhanced', 'latency']['violated'])
        run = client.post('/v1/scheduler/tasks/guardrails/run', admin=True).json
        self.assertIn('stopped: enhanced', str(run))
        self.assertEqual(client.post('/v1/experiments/default/guardrails', admin=True).json, {'stopped': []})
        self.assertIn('corrections', client.get('/v1/variants/enhanced').json['stopped'])
        self.assertEqual({resize(client, f'new-{n}')['variantId'] for n in range(20)}, {'original'})
        self.assertIn('stopped', results(client)['policyHistory'][0]['reason'])
        audit = client.get('/v1/audit', admin=True).json['data'][0]
        self.assertEqual((audit['action'], audit['actor']), ('variant.stop', 'guardrail'))
        self.assertIn(client.post('/v1/variants/enhanced/resume').status, (401, 403))
        self.assertIsNone(client.post('/v1/variants/enhanced/resume', admin=True).json['stopped'])
        self.assertEqual(client.post('/v1/variants/enhanced/resume', admin=True).status, 409)
        self.assertIn('enhanced', {resize(client, f'later-{n}')['variantId'] for n in range(20)})

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


class Objectives(unittest.TestCase):
    def check(self, server):
        client = server.client()
        change = lambda body: client.patch('/v1/experiments/default', body, admin=True)
        for bad in ({'latency': .2}, {'quality': -1}, {'speed': 1}, {'quality': 0}, 'quality'):
            self.assertIn(change({'objectives': bad}).status, (400, 422), bad)
        changed = change({'objectives': {'quality': 1, 'correction': -40}, 'objectiveLimits': {'correction': .01}}).json
        self.assertEqual(changed['objectives'], {'quality': 1, 'correction': -40})
        for number in range(50):
            user = f'user-{number}'
            session = resize(client, user)
            rate(client, session['sessionId'], 4 - number % 2, user)
            if session['variantId'] == 'enhanced':
                canvas = client.get(f"/v1/sessions/{session['sessionId']}").json['aiResult']
                for item in canvas['objects']:
                    item['left'] = item.get('left', 0) + 40 + number % 3
                reply = client.patch(f"/v1/sessions/{session['sessionId']}", {'userId': user, 'manualCorrections': canvas})
                self.assertEqual(reply.status, 200, reply)
        found = client.get('/v1/experiments/default/objectives').json
        arms = {arm['id']: arm for arm in found['arms']}
        self.assertEqual(found['weights'], {'quality': 1, 'correction': -40})
        self.assertEqual(arms['original']['heads']['correction']['mean'], 0)
        self.assertGreater(arms['enhanced']['heads']['correction']['mean'], .01)
        self.assertIsNone(arms['original']['heads']['cost'])
        self.assertFalse(arms['enhanced']['withinLimits'])
        self.assertEqual(found['best'], 'original')
        self.assertTrue(arms['original']['onFront'])
        asked = client.get('/v1/experiments/default/objectives?weights=quality:1&limits=quality:1').json
        self.assertEqual((asked['weights'], asked['limits']), ({'quality': 1}, {'quality': 1}))
        score, quality = (asked['arms'][0][key] for key in ('score', 'heads'))
        self.assertAlmostEqual(score['mean'], quality['quality']['mean'])
        for query in ('weights=quality', 'weights=latency:1', 'limits=speed:1', 'weights=', 'weights=quality:nan'):
            self.assertEqual(client.get(f'/v1/experiments/default/objectives?{query}').status, 422, query)
        client.post('/v1/experiments/default/optimize', admin=True)
        details = results(client)['policyHistory'][0]['details']
        self.assertEqual(details['objectives'], {'quality': 1, 'correction': -40})
        shares = {v['id']: v['weight'] for v in results(client)['variants']}
        self.assertGreater(shares['original'], .6)
        run = client.post('/v1/scheduler/tasks/rollup-check/run', admin=True).json
        self.assertIn('agrees', str(run))

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


class Drift(unittest.TestCase):
    def check(self, server):
        client = server.client()
        for days in (.5, 366, 'x'):
            self.assertEqual(client.patch('/v1/experiments/default', {'halfLifeDays': days}, admin=True).status, 422)
        self.assertEqual(client.patch('/v1/experiments/default', {'halfLifeDays': 7}, admin=True).json['halfLifeDays'], 7)
        for number in range(60):
            user = f'user-{number}'
            session = resize(client, user)
            rate(client, session['sessionId'], 5 if session['variantId'] == 'enhanced' else 2, user)
        history = results(client)['policyHistory'][0]
        self.assertEqual(history['details']['halfLifeDays'], 7)
        self.assertEqual(sum(arm['outcomes'] for arm in history['details']['arms']), 60, 'of today: worth 1 each')
        self.assertGreater(history['weights']['enhanced'], .6)
        add = lambda start: client.post('/v1/variants', {'id': 'child', 'prompt': 'Like enhanced', 'weight': 10,
                                                         'warmStart': start}, admin=True)
        self.assertEqual(add('nobody').status, 422)
        self.assertEqual(add('enhanced').json['warmStart'], 'enhanced')
        arms = {arm['id']: arm for arm in results(client)['policyHistory'][0]['details']['arms']}
        self.assertEqual(arms['child']['outcomes'], min(20, arms['enhanced']['outcomes'] // 5))
        self.assertEqual({v['id']: v['outcomes'] for v in results(client)['variants']}['child'], 0)

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


if __name__ == '__main__':
    unittest.main()
