"""Who is kept from learning, over HTTP and on both engines."""
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
        audit = client.get('/v1/audit', admin=True).json['data'][0]
        self.assertEqual((audit['action'], audit['after']['holdback']), ('experiment.change', .3))

    def test_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


if __name__ == '__main__':
    unittest.main()
