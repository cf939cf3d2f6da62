"""Simulation over HTTP: 200 users with a hidden preference move the traffic; the state is the
database's, so a restart and a second replica agree."""
import random, unittest
import harness

USERS = 200
SEED = 20261123
# The hidden truth: how each variant's results are rated, 1 to 5 stars.
PREFERENCE = {'original': [.30, .30, .25, .10, .05], 'enhanced': [.02, .05, .13, .35, .45]}


def weights(client):
    return {v['id']: v['weight'] for v in client.get('/v1/experiments/default/results').json['variants']}


def statistics(client):
    """What must be equal everywhere: arms, their sums, the verdict."""
    results = client.get('/v1/experiments/default/results').json
    return {'variants': results['variants'], 'comparisons': results['comparisons'], 'exposures': results['exposures'],
            'policy': results['policyHistory'][0]}


def simulate(client, test, users=USERS, seed=SEED):
    draw = random.Random(seed)
    arms = {}
    design = harness.design()
    for number in range(users):
        user = f'user-{number}'
        answer = client.post('/api/ai/resize', {'canvas': design, 'userId': user,
                                                'targetDimensions': {'width': 300, 'height': 600}})
        test.assertEqual(answer.status, 200, answer)
        arm = arms[user] = answer.json['variantId']
        stars = draw.choices([1, 2, 3, 4, 5], PREFERENCE[arm])[0]
        reply = client.post('/api/ai/resize-feedback', {'sessionId': answer.json['sessionId'], 'rating': stars,
                                                        'helpful': stars >= 4})
        test.assertEqual(reply.status, 200, reply)
    return arms


class Simulation(unittest.TestCase):
    def check(self, server, other=None):
        client = server.client()
        arms = simulate(client, self)
        shares = weights(client)
        late = list(arms.values())[USERS // 2:]
        print(f"\nseed {SEED}: weight of the preferred variant {shares['enhanced']:.3f}, "
              f"its share of the second half of users {late.count('enhanced') / len(late):.3f}")
        self.assertGreater(shares['enhanced'], .8)
        self.assertGreater(late.count('enhanced') / len(late), .75)
        verdict = client.get('/v1/experiments/default/significance?a=original&b=enhanced').json
        self.assertIn('significant', verdict)
        before = statistics(client)
        client.close()
        self.assertEqual(server.stop(), 0)
        server.start()
        again = server.client()
        self.assertEqual(statistics(again), before)
        self.same_arms(again, arms)
        if other is not None:
            with other:
                self.assertEqual(statistics(other.client()), before)
                self.same_arms(other.client(), arms)
                self.converge(server.client(), other.client())

    def same_arms(self, client, arms):
        for user in list(arms)[:20]:
            self.assertEqual(client.post('/v1/assignments', {'userId': user}).json['variantId'], arms[user])

    def converge(self, a, b):
        """Feedback through one replica is known to the other's next answer."""
        answer = a.post('/api/ai/resize', {'canvas': harness.design(), 'userId': 'late',
                                           'targetDimensions': {'width': 300, 'height': 600}}).json
        b.post(f"/v1/sessions/{answer['sessionId']}/feedback", {'rating': 1, 'userId': 'late'})
        self.assertEqual(statistics(a), statistics(b))
        self.assertEqual(a.get(f"/v1/sessions/{answer['sessionId']}").json['userRating'], 1)

    def test_traffic_moves_and_survives_a_restart_on_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_traffic_moves_and_replicas_agree_on_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.folder() as second:
            with harness.Server(place, url) as server:
                self.check(server, harness.Server(second, url))


if __name__ == '__main__':
    unittest.main()
