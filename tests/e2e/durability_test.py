"""kill -9 during a write load: every acknowledged session and feedback is there afterwards.

REFIT_KILL_SECONDS sets how long the load runs before the kill (default 6; the figure in the notes
was taken with 30)."""
import http.client, os, threading, time, unittest
import harness

SECONDS = float(os.environ.get('REFIT_KILL_SECONDS', '6'))
CLIENTS = 16


class Writer(threading.Thread):
    """Resizes and rates until the connection breaks; remembers what was acknowledged."""

    def __init__(self, server, number):
        super().__init__(daemon=True)
        self.client, self.number = server.client(timeout=20), number
        self.sessions, self.ratings, self.refused = [], {}, 0

    def run(self):
        design = harness.design()
        count = 0
        try:
            while True:
                count += 1
                user = f'w{self.number}-{count}'
                made = self.client.post('/api/ai/resize', {'canvas': design, 'userId': user,
                                                           'targetDimensions': {'width': 320, 'height': 100}})
                if made.status != 200:
                    self.refused += 1
                    continue
                id = made.json['sessionId']
                self.sessions.append(id)
                stars = count % 5 + 1
                if self.client.post(f'/v1/sessions/{id}/feedback', {'rating': stars, 'userId': user}).status == 200:
                    self.ratings[id] = stars
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the server was killed


class Durability(unittest.TestCase):
    def load_and_kill(self, server):
        writers = [Writer(server, n) for n in range(CLIENTS)]
        for writer in writers:
            writer.start()
        time.sleep(SECONDS)
        server.kill()
        for writer in writers:
            writer.join(30)
        return writers

    def check(self, server):
        writers = self.load_and_kill(server)
        sessions = [id for w in writers for id in w.sessions]
        ratings = {id: stars for w in writers for id, stars in w.ratings.items()}
        server.start()
        client = server.client()
        lost = [id for id in sessions if client.get(f'/v1/sessions/{id}').status != 200]
        wrong = [id for id, stars in ratings.items() if client.get(f'/v1/sessions/{id}').json['userRating'] != stars]
        print(f'\n{SECONDS:.0f} s, {CLIENTS} clients: {len(sessions)} sessions and {len(ratings)} ratings acknowledged, '
              f'{len(lost)} and {len(wrong)} lost, {sum(w.refused for w in writers)} refused')
        self.assertGreater(len(ratings), 20)
        self.assertEqual((lost, wrong), ([], []))
        run = client.post('/v1/scheduler/tasks/rollup-check/run', admin=True).json
        self.assertIn('agrees', run['detail'], 'the sums are not what the log says')

    def test_sqlite(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.check(server)

    def test_postgres(self):
        with harness.postgres() as url, harness.folder() as place, harness.Server(place, url) as server:
            self.check(server)


if __name__ == '__main__':
    unittest.main()
