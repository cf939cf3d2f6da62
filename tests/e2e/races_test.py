"""Many at once, restarts in the middle, a database that goes away. What was acknowledged holds, sums
stay exact, and nobody sees a 500."""
import concurrent.futures, http.client, json, random, threading, time, unittest
import harness

THREADS = 24
RETRY_SECONDS = 20  # how long a server may take to find its database again
LOAD_SECONDS = 2.5


def together(work, count=THREADS):
    """Runs work(number) in `count` threads that start in the same instant; the results, in order."""
    gate = threading.Barrier(count)

    def run(number):
        gate.wait(20)
        return work(number)
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def resize(client, user, **more):
    headers = more.pop('headers', None)
    body = {'canvas': harness.design(), 'targetDimensions': {'width': 728, 'height': 90}, 'userId': user, **more}
    return client.post('/api/ai/resize', body, headers=headers)


def rate(client, session, rating, user=None):
    body = {'rating': rating, **({'userId': user} if user else {})}
    return client.post(f'/v1/sessions/{session}/feedback', body)


class Contract:
    """Runs against self.servers, which share one database; subclasses choose it."""

    def client(self, number=0):
        return self.servers[number % len(self.servers)].client()

    def tearDown(self):
        """After every storm the sums are what the log says, and the weights are a distribution."""
        run = self.client().post('/v1/scheduler/tasks/rollup-check/run', admin=True)
        self.assertIn('agrees', run.json.get('detail', ''), run)
        weights = [self.weights(n) for n in range(len(self.servers))]
        self.assertAlmostEqual(sum(weights[0].values()), 1, places=9)
        self.assertTrue(all(w == weights[0] for w in weights), weights)

    def weights(self, number=0):
        variants = self.client(number).get('/v1/experiments/default/results').json['variants']
        return {v['id']: v['weight'] for v in variants if v['active']}

    def test_one_idempotency_key_makes_one_session(self):
        key = {'Idempotency-Key': f'race-{type(self).__name__}'}
        replies = together(lambda n: resize(self.client(n), 'twin', headers=key))
        self.assertTrue({r.status for r in replies} <= {200, 409}, replies)
        made = {r.json['sessionId'] for r in replies if r.status == 200}
        self.assertEqual(len(made), 1)
        listed = self.client().get('/v1/sessions?user=twin').json['data']
        self.assertEqual([row['id'] for row in listed], list(made))

    def test_a_user_gets_one_arm_however_many_ask_at_once(self):
        for user in ('many-1', 'many-2', 'many-3'):
            replies = together(lambda n: resize(self.client(n), user))
            self.assertEqual({r.status for r in replies}, {200}, replies)
            self.assertEqual(len({(r.json['variantId'], r.json['propensity']) for r in replies}), 1)
            arms = together(lambda n: self.client(n).post('/v1/assignments', {'userId': user}).json['variantId'], 8)
            self.assertEqual(set(arms), {replies[0].json['variantId']})

    def test_raters_of_one_session_at_once(self):
        session = resize(self.client(), 'owner').json['sessionId']
        before = self.client().get('/api/ai/training-analytics').json['overview']['ratedSessions']
        replies = together(lambda n: rate(self.client(n), session, n % 5 + 1, 'owner'), 32)
        self.assertEqual({r.status for r in replies}, {200}, replies)
        after = self.client().get('/api/ai/training-analytics').json['overview']['ratedSessions']
        self.assertEqual(after - before, 1)
        last = rate(self.client(), session, 4, 'owner')
        self.assertEqual(self.client().get(f'/v1/sessions/{session}').json['userRating'], 4, last)

    def test_raters_of_an_anonymous_session_at_once(self):
        session = resize(self.client(), None).json['sessionId']
        replies = together(lambda n: rate(self.client(n), session, n % 5 + 1, f'rater-{n}'), 32)
        self.assertEqual({r.status for r in replies}, {200}, replies)

    def test_corrections_and_ratings_of_one_session_at_once(self):
        """Without If-Match nobody is told of a conflict, and both words stay."""
        made = resize(self.client(), 'busy').json

        def work(number):
            client = self.client(number)
            if number % 2:
                return rate(client, made['sessionId'], 5, 'busy')
            return client.patch(f"/api/ai/resize-session/{made['sessionId']}", {'manualCorrections': made['canvas']})
        replies = together(work)
        self.assertEqual({r.status for r in replies}, {200}, replies)
        session = self.client().get(f"/v1/sessions/{made['sessionId']}").json
        self.assertEqual((session['userRating'], session['correctionSize']), (5, 0))

    def test_everything_at_once(self):
        """Resize, rate, correct, undo, erase, change traffic: from all sides, users shared."""
        draw = [random.Random(seed) for seed in range(THREADS)]
        seen, odd = set(), []

        def work(number):
            client, dice = self.client(number), draw[number]
            for _ in range(6):
                user = f'shared-{dice.randrange(4)}'
                made = resize(client, user)
                seen.add(made.status)
                if made.status != 200:
                    odd.append(('resize', made))
                    continue
                id = made.json['sessionId']
                for _ in range(3):
                    action = dice.randrange(7)
                    if action < 3:
                        reply = rate(client, id, dice.randint(1, 5), user)
                    elif action == 3:
                        reply = client.patch(f'/v1/sessions/{id}', {'manualCorrections': made.json['canvas']})
                    elif action == 4:
                        reply = client.patch(f'/v1/sessions/{id}', {'undone': dice.random() < .5})
                    elif action == 5:
                        reply = client.post('/v1/experiments/default/optimize', admin=True)
                    else:
                        reply = client.delete(f'/v1/users/{user}/data', admin=True)
                    seen.add(reply.status)
                    if reply.status not in (200, 404):
                        odd.append((action, reply))
        together(work, 16)
        self.assertTrue(seen <= {200, 404}, odd)

    def test_one_variant_is_made_once(self):
        body = {'id': f'raced-{type(self).__name__.lower()}', 'name': 'Raced', 'weight': 10, 'active': True,
                'prompt': 'Place {objectsData} on {newWidth}x{newHeight}.'}
        made = together(lambda n: self.client(n).post('/v1/variants', body, admin=True).status, 8)
        self.assertEqual(sorted(made), [201] + [409] * 7)
        switch = lambda n: self.client(n).post(
            f"/v1/variants/{body['id']}/{'activate' if n % 2 else 'deactivate'}", admin=True).status
        self.assertEqual(set(together(switch, 8)), {200})
        self.client().post(f"/v1/variants/{body['id']}/deactivate", admin=True)


class Sqlite(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = harness.folder()
        cls.servers = [harness.Server(place.__enter__()).start()]
        cls.addClassCleanup(place.__exit__, None, None, None)
        cls.addClassCleanup(cls.servers[0].stop)


class TwoReplicasOnPostgres(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        database = harness.postgres()
        url = database.__enter__()
        cls.addClassCleanup(database.__exit__, None, None, None)
        cls.servers = []
        for _ in range(2):
            place = harness.folder()
            cls.servers.append(harness.Server(place.__enter__(), url).start())
            cls.addClassCleanup(place.__exit__, None, None, None)
            cls.addClassCleanup(cls.servers[-1].stop)


class Load(threading.Thread):
    """Resizes and rates until told to stop or the server is gone; remembers what was acknowledged."""

    def __init__(self, server, number, going):
        super().__init__(daemon=True)
        self.client, self.number, self.going = server.client(), number, going
        self.sessions, self.ratings, self.statuses = [], {}, set()

    def run(self):
        count = 0
        while self.going.is_set():
            count += 1
            try:
                self.once(f'load-{self.number}-{count}', count % 5 + 1)
            except (OSError, http.client.HTTPException):
                return

    def once(self, user, stars):
        made = resize(self.client, user)
        self.statuses.add(made.status)
        if made.status != 200:
            return
        id = made.json['sessionId']
        self.sessions.append(id)
        rated = rate(self.client, id, stars, user)
        self.statuses.add(rated.status)
        if rated.status == 200:
            self.ratings[id] = stars


class Interruptions(unittest.TestCase):
    def load(self, server, meanwhile):
        going = threading.Event()
        going.set()
        threads = [Load(server, n, going) for n in range(8)]
        for thread in threads:
            thread.start()
        try:
            meanwhile()
        finally:
            going.clear()
            for thread in threads:
                thread.join(30)
        return threads

    def everything_is_there(self, client, threads):
        for thread in threads:
            self.assertTrue(thread.statuses <= {200, 503}, thread.statuses)
            for id in thread.sessions:
                session = client.get(f'/v1/sessions/{id}')
                self.assertEqual(session.status, 200, session)
                if id in thread.ratings:
                    self.assertEqual(session.json['userRating'], thread.ratings[id])
        self.assertGreater(sum(len(t.ratings) for t in threads), 10)
        run = client.post('/v1/scheduler/tasks/rollup-check/run', admin=True).json
        self.assertIn('agrees', run['detail'])

    def test_sigterm_under_load(self):
        with harness.folder() as place, harness.Server(place) as server:
            def meanwhile():
                time.sleep(LOAD_SECONDS)
                self.assertEqual(server.stop(), 0)
            threads = self.load(server, meanwhile)
            server.start()
            self.everything_is_there(server.client(), threads)

    def test_postgres_goes_away_and_comes_back(self):
        with harness.postgres() as cluster, harness.folder() as place, harness.Server(place, cluster) as server:
            def meanwhile():
                time.sleep(LOAD_SECONDS / 2)
                cluster.stop()
                self.refuses(server.client())
                cluster.start()
                ready = lambda: server.client().get('/readyz').status == 200
                self.assertTrue(harness.wait_until(ready, RETRY_SECONDS), 'the server does not find its database again')
                time.sleep(LOAD_SECONDS / 2)
            threads = self.load(server, meanwhile)
            client = server.client()
            self.assertTrue(harness.wait_until(lambda: resize(client, 'after').status == 200, RETRY_SECONDS))
            self.everything_is_there(client, threads)
            self.hears_events(server)

    def refuses(self, client):
        self.assertEqual(client.get('/healthz').status, 200)
        self.assertEqual(client.get('/readyz').status, 503)
        self.assertEqual(client.get('/metrics').status, 200)
        for reply in (resize(client, 'meanwhile'), client.get('/v1/sessions'), client.get('/api/ai/training-analytics'),
                      client.post('/v1/resize', {'canvas': harness.design(),
                                                 'targetDimensions': {'width': 300, 'height': 600}},
                                  headers={'Idempotency-Key': 'outage'})):
            self.assertEqual(reply.status, 503, reply)
            self.assertIn('Retry-After', reply.headers)

    def hears_events(self, server):
        """The listener has connected again too: what is written now is told."""
        deadline = time.monotonic() + RETRY_SECONDS
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=2)
            try:
                connection.request('GET', '/v1/events')
                stream = connection.getresponse()
                resize(server.client(), 'told')
                while line := stream.fp.readline():
                    if line.startswith(b'data:') and b'"session"' in line:
                        return
            except OSError:
                pass
            finally:
                stream.close()
                connection.close()
        self.fail('no event after the database came back')


if __name__ == '__main__':
    unittest.main()
