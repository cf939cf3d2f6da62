"""Wrong input and limits over the public interfaces: a clear error with its status, never a 500, and the
server goes on serving."""
import concurrent.futures, http.client, json, re, socket, subprocess, time, unittest
import xml.etree.ElementTree as xml
import harness

RESIZE = '/api/ai/resize'
TARGET = '"targetDimensions":{"width":728,"height":90}'
SCRIPT = '</text><script>alert(1)</script><img src=x onerror=alert(1)>'


def around(canvas):
    return ('{"canvas":' + canvas + ',' + TARGET + '}').encode()


def rect(**more):
    return {'type': 'rect', 'left': 5, 'top': 5, 'width': 10, 'height': 10, **more}


def canvas_of(*objects, **more):
    return {'version': '5.3.0', 'width': 300, 'height': 250, 'objects': list(objects), **more}


def nested(depth):
    inner = rect()
    for _ in range(depth):
        inner = {'type': 'group', 'left': 0, 'top': 0, 'width': 10, 'height': 10, 'objects': [inner]}
    return inner


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = harness.folder()
        cls.server = harness.Server(place.__enter__()).start()
        cls.addClassCleanup(place.__exit__, None, None, None)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.client = self.server.client()

    def tearDown(self):
        """The server lives, and nothing was its own fault."""
        metrics = self.server.client().get('/metrics').body.decode()
        self.assertEqual(re.findall(r'^refit_requests_total\{.*status="500".*', metrics, re.M), [])

    def resize(self, canvas, user='ann', **more):
        return self.client.post(RESIZE, {'canvas': canvas, 'userId': user,
                                         'targetDimensions': {'width': 728, 'height': 90}, **more})

    def raw(self, *pieces, pause=0):
        """Bytes as they are, and the first line that comes back."""
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=15) as s:
            for piece in pieces:
                s.sendall(piece)
                time.sleep(pause)
            try:
                return s.recv(65536)
            except ConnectionResetError:
                return b''

    def test_json_that_is_none(self):
        for body, status, where in (
                (b'', 400, 'line 1'), (b'   ', 400, 'line 1'), (b'[]', 400, 'object'), (b'"x"', 400, 'object'),
                (b'[' * 100_000, 413, 'deeper'), (b'{"a":' * 100_000 + b'1' + b'}' * 100_000, 413, 'deeper'),
                (around('{"objects":' + '[' * 100_000 + ']' * 100_000 + '}'), 413, 'deeper'),
                (around('{"objects":[{"type":"rect","left":NaN}]}'), 400, 'NaN'),
                (around('{"objects":[{"type":"rect","left":-Infinity}]}'), 400, 'line 1'),
                (around('{"objects":[{"type":"rect","left":1e999}]}'), 400, 'too large'),
                (around('{"objects":[{"type":"rect","left":01}]}'), 400, 'line 1'),
                (around('{"width":1,"width":2,"objects":[]}'), 400, 'twice'),
                (around('{"objects":[{"type":"text","text":"\\ud800"}]}'), 400, 'surrogate'),
                (around('{"objects":[{"type":"text","text":"\\udc00x"}]}'), 400, 'surrogate'),
                (around('{"objects":[{"type":"text","text":"?"}]}').replace(b'?', b'\xff\xfe'), 400, 'UTF-8'),
                (around('{"objects":[{"type":"text","text":"\n"}]}'), 400, 'line'),
                (around(json.dumps(harness.design()))[:-20], 400, 'line 1'), (b'{} {}', 400, 'line 1')):
            with self.subTest(body[:60]):
                reply = self.client.post(RESIZE, raw=body)
                self.assertEqual(reply.status, status, reply)
                self.assertIn(where, reply.json['error'])

    def test_bodies_over_the_limit(self):
        for path in (RESIZE, '/v1/sessions', '/api/ai/resize-session'):
            reply = self.server.client().post(path, raw=b' ' * (21 * 2**20))
            self.assertEqual(reply.status, 413, reply)
        head = b'POST /v1/resize HTTP/1.1\r\nHost: x\r\nContent-Length: '
        self.assertIn(b' 413 ', self.raw(head + b'22020096\r\n\r\n'))
        chunk = b'100000\r\n' + b' ' * 0x100000 + b'\r\n'
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=15) as s:
            s.sendall(b'POST /v1/resize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
            try:
                for _ in range(40):
                    s.sendall(chunk)
            except OSError:
                return  # refused in the middle, as it should
            self.assertIn(b' 413 ', s.recv(65536))

    def test_canvases_that_are_none(self):
        for canvas, statuses in (
                (5, {400}), ('', {400}), ('{', {400}), ([], {400}), ({}, {400}), ({'objects': None}, {400}), ({'objects': 5}, {400}),
                (canvas_of('a', 1, None), {400}), (canvas_of(rect(left='a')), {400}), (canvas_of(rect(left=1e17)), {400}),
                (canvas_of({'type': 'path', 'path': 'M 0 0 L' * 99}), {400}),
                (canvas_of({'type': 'path', 'path': [['M', 'a'], []]}), {400}),
                (canvas_of({'type': 'polygon', 'points': [1, {'x': 'a'}]}), {400}),
                (canvas_of({'type': 'textbox', 'text': 'x', 'fontSize': -5}), {400}),
                (canvas_of({'type': 'textbox', 'text': 'w ' * 100_000, 'fontSize': 5, 'width': 9}), {413}),
                (canvas_of(nested(65)), {413}), (canvas_of(*[rect()] * 10_001), {413})):
            with self.subTest(str(canvas)[:80]):
                reply = self.resize(canvas)
                self.assertIn(reply.status, statuses, reply)

    def test_odd_canvases_are_served_and_drawn(self):
        text = {'type': 'textbox', 'left': 0, 'top': 0, 'width': 100, 'height': 10, 'fontSize': 12, 'text': 'a'}
        for canvas in (canvas_of(), canvas_of(rect(width=0, height=0)), canvas_of(rect(), width=0, height=0),
                       canvas_of(rect(), width=-5, height=-5), canvas_of(rect(), width=1e15, height=1e15),
                       canvas_of(rect(scaleX=1e-320)), canvas_of(rect(angle=1e9, skewX=89.999)), canvas_of(nested(62)),
                       canvas_of({**text, 'text': 'a\0b\u202e\ufeff\U0001f600'}), canvas_of({**text, 'fontSize': 0}),
                       canvas_of({**text, 'text': ''}), canvas_of({**text, 'width': 1e-9, 'text': 'long words ' * 50}),
                       canvas_of({**text, 'fontFamily': '"/etc/passwd' * 99}), canvas_of(rect(id='same'), rect(id='same')),
                       canvas_of({'type': 'image', 'src': 'file:///etc/passwd', 'left': 0, 'top': 0, 'width': 9, 'height': 9}),
                       canvas_of({'type': 'no-such-type', 'left': 0, 'top': 0, 'width': 9, 'height': 9}), canvas_of(*[rect()] * 500)):
            with self.subTest(str(canvas)[:120]):
                reply = self.resize(canvas)
                self.assertEqual(reply.status, 200, reply)
                made = reply.json['canvas']
                self.assertEqual((made['width'], made['height'], len(made['objects'])), (728, 90, len(canvas['objects'])))
                for of in ('before', 'after'):
                    picture = self.client.get(f"/v1/sessions/{reply.json['sessionId']}/picture?of={of}")
                    self.assertEqual(picture.status, 200, picture)
                    self.assertNotIn(b'root:', picture.body)

    def test_targets_at_and_over_the_edges(self):
        for width, height, status in ((16, 16, 200), (10_000, 16, 200), (16, 10_000, 200), (300.5, 250.25, 200), (15, 16, 400),
                                      (16, 10_001, 400), (0, 0, 400), (-1, 5, 400), ('300', 250, 400), (None, 1, 400), (True, 9, 400)):
            with self.subTest((width, height)):
                reply = self.resize(harness.design(), targetDimensions={'width': width, 'height': height})
                self.assertEqual(reply.status, status, reply)

    def test_ids_of_every_kind(self):
        for user in ('ü€𝄞', 'a' * 256, 'a/b', "'; DROP TABLE resize_sessions; --", '%2e%2e', '../..', '\u202e', '{}', '💥' * 64):
            with self.subTest(user):
                made = self.resize(harness.design(), user=user)
                self.assertEqual(made.status, 200, made)
                id = made.json['sessionId']
                self.assertEqual(self.client.get(f'/v1/sessions/{id}').json['userId'], user)
                erased = self.client.delete(f'/v1/users/{quoted(user)}/data', admin=True)
                self.assertEqual(erased.json['erased']['sessions'], 1, erased)
        for user in ('a' * 257, 5, {'a': 1}, '\0', [], 'a\nb', '\x7f'):
            self.assertEqual(self.resize(harness.design(), user=user).status, 400, user)
        for id in ('x', '%00', '..', quoted("' OR 1=1"), 'é', 'a' * 7000):
            self.assertIn(self.client.get(f'/v1/sessions/{quoted(id)}').status, (400, 404, 422))
        for query in ('limit=0', 'limit=1e9', 'limit=-1', 'cursor=x', 'rated=perhaps', 'limit=99999999999999999999'):
            self.assertEqual(self.client.get(f'/v1/sessions?{query}').status, 422, query)
        self.assertEqual(self.resize(harness.design(), variantId='nope').status, 404)

    def test_feedback_over_its_limits(self):
        id = self.resize(harness.design()).json['sessionId']
        say = lambda **body: self.client.post(f'/v1/sessions/{id}/feedback', body).status
        for body in ({}, {'rating': 6}, {'rating': 2.5}, {'rating': '5'}, {'rating': True}, {'helpful': 'yes'}, {'rating': 1e300},
                     {'feedbackText': 'x' * 1001}, {'feedbackText': ['a']}, {'feedbackText': 'a\0b'}):
            self.assertEqual(say(**body), 422, body)
        self.assertEqual(say(feedbackText='💬' * 1000), 200)
        self.assertEqual(say(rating=3, userId='mallory'), 403)
        nobodys = self.client.post(RESIZE, {'canvas': harness.design(), 'targetDimensions': {'width': 300, 'height': 600}}).json
        for user in ('x' * 257, 'x' * 10**6, 5, 'a\nb'):
            reply = self.client.post(f"/v1/sessions/{nobodys['sessionId']}/feedback", {'rating': 5, 'userId': user})
            self.assertEqual(reply.status, 422, reply)
        for corrections in (5, 'x', [], {'objects': 'x'}, {'objects': [1]}, canvas_of(rect(left=1e17)), canvas_of(nested(70))):
            reply = self.client.patch(f'/v1/sessions/{id}', {'manualCorrections': corrections})
            self.assertIn(reply.status, (200, 400, 413, 422), reply)
            picture = self.client.get(f'/v1/sessions/{id}/picture?of=corrected')
            self.assertIn(picture.status, (200, 400, 404, 413, 422), picture)
        self.assertEqual(self.client.patch(f'/v1/sessions/{id}', {'undone': True, 'userId': 'mallory'}).status, 403)

    def test_scripts_in_a_design_do_not_run(self):
        """What a design says is text in its picture, and the picture may run nothing."""
        evil = canvas_of({'type': 'textbox', 'left': 0, 'top': 0, 'width': 200, 'height': 30, 'fontSize': 12, 'text': SCRIPT,
                          'fontFamily': '"><script>', 'fill': '"/><script>alert(1)</script>'},
                         {'type': 'image', 'left': 0, 'top': 0, 'width': 9, 'height': 9, 'src': 'javascript:alert(1)'},
                         {'type': 'image', 'left': 0, 'top': 9, 'width': 9, 'height': 9, 'src': '"><script>alert(1)</script>'},
                         rect(fill='url(javascript:alert(1))', stroke='red" onload="alert(1)', id='"><script>'),
                         background='red"/><script>alert(1)</script>')
        made = self.resize(evil, user=SCRIPT)
        self.assertEqual(made.status, 200, made)
        for of in ('before', 'after'):
            picture = self.client.get(f"/v1/sessions/{made.json['sessionId']}/picture?of={of}")
            self.assertEqual(picture.headers['Content-Type'], 'image/svg+xml')
            self.assertIn("default-src 'none'", picture.headers['Content-Security-Policy'])
            for node in xml.fromstring(picture.body).iter():
                self.assertNotIn('script', node.tag.lower())
                for name, value in node.attrib.items():
                    self.assertFalse(name.lower().startswith('on'), (name, value))
                    self.assertNotIn('javascript:', value.lower())
        for page in ('/', '/demo'):
            policy = self.client.get(page).headers['Content-Security-Policy']
            self.assertNotIn("'unsafe-inline'", policy.replace("style-src 'self' 'unsafe-inline'", ''))

    def test_nothing_but_our_files_is_served(self):
        for path in ('/../../etc/passwd', '/assets/../../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd',
                     '//etc/passwd', '/assets/..%5c..%5cetc', '/refit.db', '/.env', '/index.html%00', '/assets/', '/./.'):
            with self.subTest(path):
                reply = self.client.get(path)
                self.assertIn(reply.status, (400, 404), reply)
                self.assertNotIn(b'root:', reply.body)

    def test_keys(self):
        for key in ('', 'x', harness.ADMIN_KEY[:-1], harness.ADMIN_KEY + 'x', harness.ADMIN_KEY.upper(), 'x' * 20_000, 'é'):
            for headers in ({'Authorization': f'Bearer {key}'}, {'X-Admin-Key': key}, {'Authorization': f'Basic {key}'}):
                reply = self.client.post('/v1/experiments/default/optimize', headers={
                    n: v.encode('utf-8') for n, v in headers.items()})
                self.assertEqual(reply.status, 401, (headers, reply))
        for body in ({}, {'adminKey': ''}, {'adminKey': 5}, {'adminKey': 'x' * 2000}, {'adminKey': None}):
            self.assertIn(self.client.post('/api/ai/retrain-model', body).status, (400, 401), body)
        for method, path in (('GET', '/v1/audit'), ('DELETE', '/v1/users/ann/data'), ('POST', '/v1/variants'),
                             ('POST', '/v1/scheduler/start'), ('POST', '/v1/scheduler/tasks/rollup-check/run')):
            self.assertEqual(self.client.call(method, path, {}).status, 401, path)

    def test_variants_and_traffic_that_cannot_be(self):
        add = lambda **more: self.client.post('/v1/variants', {'id': 'odd', 'name': 'Odd', 'weight': 10, 'active': True,
                                                               'prompt': 'Place {objectsData}.', **more}, admin=True)
        for more in ({'weight': -1}, {'weight': 101}, {'weight': 1e300}, {'weight': '5'}, {'id': ''}, {'id': 'a/b'}, {'id': 'ü'},
                     {'id': 'x' * 65}, {'id': '\n'}, {'name': ''}, {'name': 'x' * 201}, {'prompt': ''}, {'prompt': 'x' * 20_001},
                     {'prompt': 'a\0b'}, {'active': 'yes'}, {'parameters': {'nope': 1}}, {'parameters': 5}):
            self.assertEqual(add(**more).status, 422, more)
        taken = add(id='original')
        self.assertEqual(taken.status, 409)
        self.assertNotIn('SQL', taken.json['error'])
        patch = lambda **body: self.client.patch('/v1/experiments/default', body, admin=True).status
        for body in ({'allocation': 'x'}, {'explorationFloor': -1}, {'explorationFloor': 1}, {'explorationFloor': '.1'}):
            self.assertEqual(patch(**body), 422, body)
        switch = lambda id, what: self.client.post(f'/v1/variants/{id}/{what}', admin=True).status
        self.assertEqual([switch('original', 'deactivate'), switch('enhanced', 'deactivate')], [200, 409])
        self.assertEqual(self.resize(harness.design(), user='late').json['variantId'], 'enhanced')
        self.assertEqual(switch('original', 'activate'), 200)
        variants = self.client.get('/v1/experiments/default/results').json['variants']
        self.assertAlmostEqual(sum(v['weight'] for v in variants if v['active']), 1, places=9)

    def test_requests_that_break_http(self):
        line = b'GET /healthz HTTP/1.1\r\nHost: x\r\n'
        for request, status in (
                (b'nonsense\r\n\r\n', 400), (b'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n', 505), (b'GET healthz HTTP/1.1\r\n\r\n', 400),
                (b'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400), (b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\nHost: x\r\n\r\n', 414),
                (line + b'X: ' + b'a' * 40_000 + b'\r\n\r\n', 431), (line + b'X: 1\r\n' * 200 + b'\r\n', 431),
                (line + b'X : 1\r\n\r\n', 400), (line + b'A: b\r\n folded\r\n\r\n', 200),  # read as one line, as the standard allows
               
                (line + b'Content-Length: 5\r\nContent-Length: 6\r\n\r\n', 400), (line + b'Content-Length: -1\r\n\r\n', 400),
                (line + b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 400),
                (line + b'Transfer-Encoding: gzip\r\n\r\n', 501), (line + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 400)):
            with self.subTest(request[:70]):
                answer = self.raw(request)
                self.assertRegex(answer[:40], b'^HTTP/1.1 %d ' % status)
        self.assertNotIn(b'Evil: 1\r\n', self.raw(b'GET /v1/x%0d%0aEvil:%201 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))

    def test_slow_clients_hold_up_nobody(self):
        held = []
        try:
            for _ in range(200):
                s = socket.create_connection(('127.0.0.1', self.server.port), timeout=5)
                s.sendall(b'POST /v1/resize HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{')
                held.append(s)
            started = time.monotonic()
            self.assertEqual(self.resize(harness.design()).status, 200)
            self.assertLess(time.monotonic() - started, 5)
            active = re.search(r'^refit_connections_open (\d+)', self.client.get('/metrics').body.decode(), re.M)
            self.assertGreaterEqual(int(active[1]), 200)
        finally:
            for s in held:
                s.close()

    def test_events_resume_where_they_were_cut(self):
        def listen(last=None):
            connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=5)
            connection.request('GET', '/v1/events', headers={'Last-Event-ID': last} if last else {})
            return connection, connection.getresponse().fp

        def next_id(stream):
            for line in stream:
                if line.startswith(b'id:'):
                    return line[3:].strip().decode()
        connection, stream = listen()
        self.resize(harness.design())
        first = next_id(stream)
        connection.close()
        self.resize(harness.design())
        connection, stream = listen(first)
        number = lambda id: int(id.rsplit('-', 1)[1])
        self.assertEqual(number(next_id(stream)), number(first) + 1)
        connection.close()
        for odd in ('x', '9' * 400, '-1', '1-1', f'{first}0', "'"):
            connection, stream = listen(odd)
            self.assertTrue(stream.readline())
            connection.close()

    def test_a_listener_that_does_not_read(self):
        held = [socket.create_connection(('127.0.0.1', self.server.port)) for _ in range(20)]
        for s in held:
            s.sendall(b'GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n')
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda _: self.server.client().post(
                RESIZE, {'canvas': canvas_of(rect()), 'targetDimensions': {'width': 300, 'height': 600}}).status, range(100)))
        self.assertEqual(set(statuses), {200})
        for s in held:
            s.close()


class CommandLine(unittest.TestCase):
    def run_refit(self, *words, **more):
        return subprocess.run([harness.REFIT, *words], capture_output=True, text=True, timeout=30, **more)

    def test_wrong_calls_are_one_line_and_a_status(self):
        with harness.folder() as place:
            design, broken = f'{place}/design.json', f'{place}/broken.json'
            with open(design, 'w') as f:
                json.dump(harness.design(), f)
            with open(broken, 'w') as f:
                f.write('{"objects": [}')
            for words, status in ((('resize', design), 2), (('resize', design, '--to', 'axb'), 2), (('resize', design, '--to', '5x5'), 2),
                                  (('resize', f'{place}/none.json', '--to', '728x90'), 1), (('resize', place, '--to', '728x90'), 1),
                                  (('resize', broken, '--to', '728x90'), 1), (('resize', '/dev/null', '--to', '728x90'), 1),
                                  (('resize', design, '--to', '728x90', '-o', f'{place}/no/out.json'), 1),
                                  (('resize', design, '--to', '728x90', '--variant', 'nope'), 2),
                                  (('inspect', broken, '--json'), 1), (('nonsense',), 2), (('serve', '--set', 'REFIT_PORT=x'), 2),
                                  (('serve', '--set', 'DATABASE_URL=mysql://x'), 2), (('serve', '--set', 'NOPE=1'), 2),
                                  (('serve', '--set', f'DATABASE_URL=sqlite:{place}/no/refit.db'), 1),
                                  (('serve', '--set', 'DATABASE_URL=postgres://nobody@127.0.0.1:9/none'), 1)):
                with self.subTest(words):
                    done = self.run_refit(*words, cwd=place)
                    self.assertEqual(done.returncode, status, done)
                    self.assertTrue(done.stderr.strip(), done)
                    self.assertNotIn('terminate', done.stderr)

    def test_a_file_that_is_no_database(self):
        with harness.folder() as place:
            with open(f'{place}/refit.db', 'w') as f:
                f.write('this is no database ' * 1000)
            done = self.run_refit('db', 'migrate', '--set', f'DATABASE_URL=sqlite:{place}/refit.db', cwd=place)
            self.assertNotEqual(done.returncode, 0, done)


def quoted(text):
    from urllib.parse import quote
    return quote(text, safe='')


if __name__ == '__main__':
    unittest.main()
