"""The weekly report: one of its week whoever writes it, over HTTP and on the command line."""
import json, os, subprocess, unittest
import harness, openapi


class Reports(unittest.TestCase):
    def setUp(self):
        place = harness.folder()
        folder = place.__enter__()
        self.addCleanup(place.__exit__, None, None, None)
        self.server = harness.Server(folder)
        self.server.__enter__()
        self.addCleanup(self.server.__exit__, None, None, None)
        self.client = self.server.client()

    def refit(self, *words, status=0):
        done = subprocess.run([harness.REFIT, *words], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.server.env})
        self.assertEqual(done.returncode, status, done.stderr[:400])
        return done.stdout

    def run_now(self):
        run = self.client.post('/v1/scheduler/tasks/performance-analysis/run', admin=True)
        self.assertEqual(run.json['outcome'], 'ok', run)

    def test_a_week_has_one_report_whoever_writes_it(self):
        self.run_now()
        self.run_now()
        writers = [subprocess.Popen([harness.REFIT, 'analyze'], env={**os.environ, **self.server.env},
                                    stdout=subprocess.DEVNULL) for _ in range(3)]
        self.assertEqual([writer.wait(60) for writer in writers], [0, 0, 0])
        listed = self.client.get('/v1/reports?kind=performance-analysis').json['data']
        self.assertEqual(len(listed), 1)
        self.assertEqual(listed[0]['period'], listed[0]['body']['from'])

    def test_a_new_server_tells_of_its_first_days(self):
        answer = self.client.post('/api/ai/resize', {'canvas': harness.design(), 'userId': 'first',
                                                     'targetDimensions': {'width': 728, 'height': 90}})
        self.assertEqual(answer.status, 200, answer)
        self.run_now()
        body = self.client.get('/v1/reports').json['data'][0]['body']
        self.assertEqual(body['current']['sessions'], 1)

    def test_one_report_as_json_and_as_markdown(self):
        self.run_now()
        number = self.client.get('/v1/reports').json['data'][0]['id']
        one = self.client.get(f'/v1/reports/{number}')
        schema = openapi.DOCUMENT['components']['schemas']['Report']
        self.assertEqual(list(openapi.violations(one.json, schema)), [])
        body = one.json['body']
        self.assertEqual(body['findings']['tested'], sum(f['tested'] for f in body['findings']['families']))
        self.assertEqual(body['targets']['feedbackRate'], 50)
        for part in ('arms', 'pairs', 'trend', 'changes', 'guardrails', 'models', 'proposals', 'dataQuality'):
            self.assertIsInstance(body[part], list, part)
        text = self.client.get(f'/v1/reports/{number}?format=markdown')
        self.assertEqual(text.headers['Content-Type'], 'text/markdown; charset=utf-8')
        self.assertEqual(text.body.decode(), one.json['markdown'])
        self.assertTrue(text.body.startswith(b'# Performance, '))
        self.assertEqual(self.client.get(f'/v1/reports/{number}?format=pdf').status, 422)
        self.assertEqual(self.client.get(f'/v1/reports/{number + 1}').status, 404)
        self.assertEqual(self.client.get('/v1/reports/first').status, 404)

    def test_the_command_prints_and_stores_nothing(self):
        self.assertIn('## Data quality', self.refit('report'))
        path = self.server.folder / 'weeks.json'
        self.refit('report', '--weeks', '3', '--format', 'json', '-o', str(path))
        report = json.loads(path.read_text())
        self.assertLess(report['from'], report['to'])
        self.assertEqual(len(report['trend']), 8)
        self.assertEqual(self.client.get('/v1/reports').json['data'], [])
        self.refit('report', '--weeks', '0', status=2)
        self.refit('report', '--format', 'pdf', status=2)


if __name__ == '__main__':
    unittest.main()
