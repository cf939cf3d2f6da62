"""refit simulate: the shipped scenarios, made short, through the command line."""
import json, os, pathlib, subprocess, unittest
import harness

SCENARIOS = harness.ROOT / 'scenarios'


def simulate(*words, status=0):
    done = subprocess.run([harness.REFIT, 'simulate', *map(str, words)], capture_output=True, text=True, timeout=120)
    if done.returncode != status:
        raise AssertionError(f'{words}: exit {done.returncode}, {done.stderr[:400]}')
    return done


def run(name, *words):
    return json.loads(simulate(SCENARIOS / f'{name}.toml', '--json', *words).stdout)


class Simulate(unittest.TestCase):
    def test_learning_raises_what_people_get_and_its_absence_does_not(self):
        learned = run('taste', '--sessions', 600, '--runs', 3)['runs']
        fixed = run('taste', '--sessions', 600, '--no-learning')['runs'][0]
        for one in learned:
            self.assertLess(one['looks'][-1]['regret'], 0, 'better than any arm without learning to rank')
            self.assertIsNotNone(one['looks'][-1]['model'], 'a quality model ranks layouts')
            self.assertGreater(one['totals']['retrainings'], 0)
        shares = sorted(one['looks'][-1]['shares']['wide'] for one in learned)
        self.assertGreater(shares[1], .6, f'of most runs, {shares}: one may be unlucky so early')
        self.assertGreater(fixed['looks'][-1]['regret'], 50)
        self.assertIsNone(fixed['looks'][-1]['model'])

    def test_a_rough_world_loses_nothing(self):
        report = run('rough', '--sessions', 300)['runs'][0]
        self.assertEqual(report['wrongSums'], [])
        for what in ('duplicates', 'refused', 'restarts'):
            self.assertGreater(report['totals'][what], 0, what)
        self.assertEqual(report['bestArm'], 'good')

    def test_whatever_fails_nothing_acknowledged_is_lost(self):
        report = run('faults', '--sessions', 500)['runs'][0]
        self.assertEqual((report['wrongSums'], report['lost']), ([], []))
        for what in ('duplicates', 'refused', 'restarts', 'unsent', 'retries', 'kills', 'replayed', 'twins'):
            self.assertGreater(report['totals'][what], 0, what)
        self.assertEqual(report['bestArm'], 'good')
        served = [look['servedStars'] for look in report['looks']]
        self.assertLess(served[4], min(served[:4]), 'the bad time of the good arm')

    def test_a_terminal_sees_how_far_it_is_and_nothing_else_does(self):
        words = [harness.REFIT, 'simulate', str(SCENARIOS / 'null.toml'), '--runs', '2', '--sessions', '100']
        ours, theirs = os.openpty()
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=theirs, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 100_000).decode()
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        self.assertIn('run 2 of 2, sessions 96/100', shown)
        plain = simulate(*words[2:])
        self.assertEqual((plain.stdout.encode(), plain.stderr), (done.stdout, ''))

    def test_faults_repeat_byte_for_byte(self):
        words = (SCENARIOS / 'faults.toml', '--json', '--sessions', 200)
        once, again = (simulate(*words, '--seed', 9).stdout for _ in range(2))
        self.assertEqual(once, again)

    def test_a_verdict_is_not_withdrawn(self):
        """However late people are and however often they change their minds."""
        with harness.folder() as place:
            late = pathlib.Path(place) / 'late.toml'
            late.write_text((SCENARIOS / 'better.toml').read_text().replace('delay_minutes = 120', 'delay_minutes = 3000')
                            .replace('[learning]', 'changed_minds = 0.3\n[learning]'))
            runs = json.loads(simulate(late, '--json', '--runs', 4).stdout)['runs']
        decided = 0
        for one in runs:
            winners = [look['winner'] for look in one['looks']]
            first = next((i for i, winner in enumerate(winners) if winner), len(winners))
            self.assertEqual(set(winners[first:]), set(winners[first:first + 1]))
            decided += first < len(winners)
        self.assertGreater(decided, 1)

    def test_equal_seeds_give_equal_bytes(self):
        words = (SCENARIOS / 'taste.toml', '--json', '--sessions', 150)
        once, again = (simulate(*words, '--seed', 5).stdout for _ in range(2))
        self.assertEqual(once, again)
        self.assertNotEqual(once, simulate(*words, '--seed', 6).stdout)

    def test_the_picture_and_the_table(self):
        with harness.folder() as place:
            svg = pathlib.Path(place) / 'out.svg'
            text = simulate(SCENARIOS / 'better.toml', '--sessions', 100, '--runs', 2, '--svg', svg).stdout
            for word in ('One arm is better', 'regret', 'best arm               b', 'every sum equals the log'):
                self.assertIn(word, text)
            self.assertTrue(svg.read_text().startswith('<svg'))

    def test_every_shipped_scenario_reads(self):
        for path in sorted(SCENARIOS.glob('*.toml')):
            corpus = 'corpus' in path.read_text()
            if corpus and not (harness.ROOT.parent / 'shared' / 'corpus').exists():
                continue
            simulate(path, '--sessions', 20, '--runs', 1)

    def test_refusals_name_file_line_and_mend(self):
        with harness.folder() as place:
            wrong = pathlib.Path(place) / 'wrong.toml'
            wrong.write_text('seed = 1\n[raters]\nliars = 3\n')
            self.assertIn(f'{wrong}: line 3: raters.liars: expected a number from 0 to 1',
                          simulate(wrong, status=1).stderr)
            wrong.write_text('[designs]\npath = "nowhere"\ntargets = ["728x90"]\n[raters]\ntaste = "features"\n')
            self.assertIn('nowhere', simulate(wrong, status=1).stderr)
        self.assertIn('/nowhere.toml', simulate('/nowhere.toml', status=1).stderr)


if __name__ == '__main__':
    unittest.main()
