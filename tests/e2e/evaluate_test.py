"""refit evaluate: what other shares of traffic would have earned, from a server's own log."""
import json, os, subprocess, unittest
import harness


def evaluate(env, *words, status=0):
    done = subprocess.run([harness.REFIT, 'evaluate', *words], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **env})
    if done.returncode != status:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr[:400]}')
    return done


class Evaluate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = harness.folder()
        cls.addClassCleanup(place.__exit__, None, None, None)
        with harness.Server(place.__enter__()) as server:
            client, cls.env = server.client(), server.env
            cls.empty = evaluate(cls.env, status=1).stderr
            cls.stars = {'original': [], 'enhanced': []}
            for user in range(400):
                made = client.post('/api/ai/resize', {'canvas': harness.design(300, 250), 'userId': f'user{user}',
                                                      'targetDimensions': {'width': 728, 'height': 90}}).json
                stars = (4 if made['variantId'] == 'enhanced' else 3) + user % 2
                cls.stars[made['variantId']].append(stars)
                reply = client.post(f"/v1/sessions/{made['sessionId']}/feedback",
                                    {'userId': f'user{user}', 'rating': stars})
                assert reply.status == 200, reply

    def test_each_arm_alone_is_worth_its_mean(self):
        report = {one['policy']: one for one in json.loads(evaluate(self.env, '--json').stdout)['policies']}
        for arm, stars in self.stars.items():
            one = report[f'always {arm}']
            self.assertAlmostEqual(one['doublyRobust'], sum(stars) / len(stars), delta=.35)
            self.assertLess(one['interval'][0], sum(stars) / len(stars))
            self.assertEqual(one['rounds'], 400)
        self.assertGreater(report['always enhanced']['doublyRobust'], report['always original']['doublyRobust'] + .5)
        self.assertNotEqual(report['always original']['verdict'], 'better')
        self.assertIn('as it is now', report)

    def test_shares_of_ones_own(self):
        text = evaluate(self.env, '--policy', 'enhanced=0.5,original=0.5', '--policy', 'enhanced=1').stdout
        self.assertIn('enhanced=0.5,original=0.5', text)
        self.assertIn('400 rated users', text)

    def test_refusals_name_the_mend(self):
        self.assertIn('fewer than two rated users', self.empty)
        for words, said in ((('--policy', 'enhanced'), 'expected ARM=share'),
                            (('--policy', 'enhanced=0.4'), 'shares sum to 0.4'),
                            (('--policy', 'other=1'), 'no draw of this phase knew arm "other"'),
                            (('--experiment', 'nowhere'), "no experiment 'nowhere'")):
            self.assertIn(said, evaluate(self.env, *words, status=1).stderr)


if __name__ == '__main__':
    unittest.main()
