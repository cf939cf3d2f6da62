"""refit db verify: what two servers made of one database is what its log says, also while they work;
what is broken by hand is named and put right."""
import concurrent.futures, json, random, sqlite3, subprocess, threading, unittest
import harness


def verify(url, *words, status=0):
    done = subprocess.run([harness.REFIT, 'db', 'verify', '--json', *words], capture_output=True, text=True,
                          timeout=120, env={'PATH': '/usr/bin:/bin', 'DATABASE_URL': str(url), 'HOME': '/'})
    if done.returncode != status:
        raise AssertionError(f'exit {done.returncode}: {done.stdout[-2000:]} {done.stderr[-400:]}')
    return json.loads(done.stdout)


def live(servers, number, rounds):
    """One person's day: resizes, ratings (late, twice, changed), corrections, undo; sometimes an erasure."""
    dice, client = random.Random(number), servers[number % len(servers)].client()
    other = servers[(number + 1) % len(servers)].client()
    made = []
    for step in range(rounds):
        user = f'user-{number}-{dice.randrange(4)}' if dice.random() < .9 else None
        body = {'canvas': harness.design(), 'targetDimensions': {'width': 728, 'height': 90}}
        reply = client.post('/api/ai/resize', {**body, **({'userId': user} if user else {})})
        if reply.status != 200:
            raise AssertionError(reply)
        made.append((reply.json['sessionId'], user, reply.json['canvas']))
        for _ in range(2):
            session, owner, canvas = dice.choice(made)
            who = dice.choice((client, other))
            claim = {'userId': owner} if owner else {}
            kind = dice.randrange(8)
            if kind < 5:
                say = {'rating': dice.randint(1, 5), **claim}
                for _ in range(dice.randint(1, 2)):
                    reply = who.post(f'/v1/sessions/{session}/feedback', say)
            elif kind == 5:
                reply = who.post(f'/v1/sessions/{session}/feedback', {'helpful': dice.random() < .5, **claim})
            elif kind == 6:
                reply = who.patch(f'/v1/sessions/{session}', {'manualCorrections': canvas})
            else:
                reply = who.patch(f'/v1/sessions/{session}', {'undone': dice.random() < .5})
            if reply.status not in (200, 404):
                raise AssertionError(reply)
        if step == rounds // 2 and number % 3 == 0:
            reply = who.delete(f'/v1/users/user-{number}-1/data', admin=True)
            if reply.status != 200:
                raise AssertionError(reply)


class Verify(unittest.TestCase):
    def storm(self, servers, url, rounds=16):
        done = threading.Event()

        def watch():
            looks = 0
            while not done.is_set() or looks == 0:
                found = verify(url, *(['--repair'] if looks % 3 == 2 else []))
                self.assertEqual(found['different'], 0, found['differences'][:3])
                servers[looks % len(servers)].client().get('/v1/experiments/default/results')
                looks += 1
            return looks
        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            watcher = pool.submit(watch)
            people = [pool.submit(live, servers, number, rounds) for number in range(8)]
            try:
                for person in people:
                    person.result(200)
            finally:
                done.set()
            self.assertGreater(watcher.result(100), 0)
        report = verify(url)
        self.assertEqual(report['differences'], [])
        self.assertGreater(report['checked']['user_outcomes'], 10)
        weights = [{v['id']: v['weight'] for v in s.client().get('/v1/experiments/default/results').json['variants']}
                   for s in servers]
        self.assertTrue(all(w == weights[0] for w in weights), weights)
        return report

    def test_two_servers_on_one_postgres(self):
        with harness.postgres() as url, harness.folder() as one, harness.folder() as two, \
                harness.Server(one, url) as first, harness.Server(two, url) as second:
            self.storm([first, second], url)
            psql = lambda sql: subprocess.run([harness.postgres_bin() / 'psql', url, '-c', sql], check=True,
                                              stdout=subprocess.DEVNULL, timeout=30)
            psql('UPDATE user_outcomes SET rating = 6 - rating WHERE rating <> 3; '
                 'UPDATE daily_rollups SET sessions = sessions + 1')
            self.mended(url, {'user_outcomes', 'daily_rollups'})

    def test_sqlite_beside_its_server(self):
        with harness.folder() as place, harness.Server(place) as server:
            url = server.url
            self.storm([server], url, rounds=5)
            with sqlite3.connect(f'{place}/refit.db', timeout=20) as broken:
                broken.execute('UPDATE arm_statistics SET rating_sum = rating_sum + 2')
                broken.execute('UPDATE resize_sessions SET user_rating = 1 WHERE user_rating = 4')
            broken.close()
            self.mended(url, {'arm_statistics', 'resize_sessions'})

    def mended(self, url, tables):
        found = verify(url, status=1)
        self.assertTrue(tables <= {row['table'] for row in found['differences']}, found['differences'][:5])
        for row in found['differences']:
            self.assertNotEqual(row['live'], row['recomputed'])
        repaired = verify(url, '--repair')
        self.assertEqual(repaired['repaired'], repaired['different'])
        self.assertEqual(verify(url)['differences'], [])


if __name__ == '__main__':
    unittest.main()
