"""Alerts: a line on a figure, crossed and crossed back, told to a webhook that can check who speaks."""
import base64, hashlib, hmac, http.server, json, threading, unittest
import harness

SECRET = 'whsec_' + base64.b64encode(b'a secret of the two').decode()


class Receiver:
    """A webhook on loopback that keeps what it is sent; answers `status`."""

    def __init__(self):
        self.status, self.seen = 200, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                outer.seen.append((dict(self.headers), body))
                self.send_response(outer.status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/hook'

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def signature(headers, body):
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return 'v1,' + base64.b64encode(hmac.new(b'a secret of the two', text, hashlib.sha256).digest()).decode()


class Alerts(unittest.TestCase):
    def start(self, env):
        place = harness.folder()
        self.addCleanup(place.__exit__, None, None, None)
        server = harness.Server(place.__enter__(), env=env)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        self.client = server.client()

    def rate(self, count, stars):
        for _ in range(count):
            made = self.client.post('/api/ai/resize', {'canvas': harness.design(300, 250),
                                                       'targetDimensions': {'width': 300, 'height': 600}}).json
            reply = self.client.post(f"/v1/sessions/{made['sessionId']}/feedback", {'rating': stars})
            self.assertEqual(reply.status, 200)

    def check(self):
        """Runs the check; what the scheduler says of the run."""
        return self.client.post('/v1/scheduler/tasks/alerts/run', {}, admin=True).json

    def alert(self):
        return self.client.get('/v1/alerts').json['data'][0]

    def test_a_crossed_line_is_told_once_and_again_when_it_is_over(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.start({'REFIT_ALERT_WEBHOOK': receiver.url, 'REFIT_ALERT_SECRET': SECRET})
        made = self.client.post('/v1/alerts', {'id': 'success', 'metric': 'successRate', 'comparison': 'below',
                                               'threshold': 60, 'windowDays': 7, 'countMin': 5}, admin=True)
        self.assertEqual((made.status, made.json['firing'], made.json['value']), (201, False, None))
        self.rate(6, 1)
        receiver.status = 500
        self.assertIn('the webhook answered 500', json.dumps(self.check()))
        self.assertTrue(self.alert()['firing'], 'the dashboard knows all the same')
        receiver.status = 204
        for _ in range(3):
            self.check()
        self.assertEqual(len(receiver.seen), 2, 'one that was refused, one that was taken')
        (refused, _), (headers, body) = receiver.seen
        self.assertEqual(refused['webhook-id'], headers['webhook-id'])
        self.assertEqual(headers['webhook-signature'], signature(headers, body))
        message = json.loads(body)
        self.assertEqual((message['type'], message['data']['id'], message['data']['value']), ('alert.firing', 'success', 0))
        self.assertEqual(message['data']['message'], 'success rate 0 % is below 60 % over 7 days')
        self.rate(14, 5)
        self.check()
        self.check()
        self.assertEqual([json.loads(body)['type'] for _, body in receiver.seen[2:]], ['alert.resolved'])
        log = [row['action'] for row in self.client.get('/v1/audit', admin=True).json['data']]
        self.assertEqual([action for action in log if action.startswith('alert')],
                         ['alert.resolve', 'alert.fire', 'alert.create'])

    def test_alerts_are_changed_and_removed_and_what_is_wrong_is_said(self):
        self.start({})
        row = {'id': 'slow', 'metric': 'processingTime', 'comparison': 'above', 'threshold': 2000}
        self.assertEqual(self.client.post('/v1/alerts', row).status, 401)
        self.assertEqual(self.client.post('/v1/alerts', row, admin=True).status, 201)
        self.assertEqual(self.client.post('/v1/alerts', row, admin=True).status, 409)
        for wrong, said in (({'metric': 'speed'}, 'successRate, feedbackRate'), ({'threshold': -1}, 'lies from 0'),
                            ({'comparison': 'over'}, 'above or below'), ({'windowDays': 0}, 'windowDays'),
                            ({'threshold': '2'}, 'threshold'), ({'id': 'a b'}, 'id: 1 to 64')):
            reply = self.client.post('/v1/alerts', {**row, 'id': 'other', **wrong}, admin=True)
            self.assertEqual(reply.status, 422, wrong)
            self.assertIn(said, reply.json['error'])
        changed = self.client.patch('/v1/alerts/slow', {'threshold': 500, 'active': False}, admin=True).json
        self.assertEqual((changed['threshold'], changed['active'], changed['metric']), (500, False, 'processingTime'))
        self.assertEqual(self.client.patch('/v1/alerts/none', {'threshold': 1}, admin=True).status, 404)
        self.assertEqual(self.client.delete('/v1/alerts/slow', admin=True).status, 204)
        self.assertEqual(self.client.delete('/v1/alerts/slow', admin=True).status, 404)
        self.assertEqual(self.client.get('/v1/alerts').json, {'data': []})


if __name__ == '__main__':
    unittest.main()
