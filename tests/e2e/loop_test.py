"""The loop as a user sees it: resize, rate, look, retrain; and what it refuses. On both databases."""
import unittest
import harness


class Contract:
    """Runs against self.server; subclasses choose the database."""

    def resize(self, client, user='ann', width=728, height=90, **more):
        reply = client.post('/api/ai/resize', {'canvas': harness.design(), 'userId': user,
                                               'targetDimensions': {'width': width, 'height': height}, **more})
        self.assertEqual(reply.status, 200, reply)
        return reply.json

    def test_resize_feedback_analytics_retrain(self):
        client = self.server.client()
        answer = self.resize(client)
        self.assertTrue(answer['success'])
        self.assertEqual((answer['canvas']['width'], answer['canvas']['height']), (728, 90))
        self.assertIn(answer['variantId'], ('original', 'enhanced'))
        rated = client.post('/api/ai/resize-feedback', {'sessionId': answer['sessionId'], 'rating': 5,
                                                        'helpful': True, 'feedbackText': 'Great'})
        self.assertEqual(rated.status, 200, rated)
        session = client.get(f"/v1/sessions/{answer['sessionId']}").json
        self.assertEqual((session['userRating'], session['status']), (5, 'completed'))
        self.assertAlmostEqual(session['propensity'], answer['propensity'])
        analytics = client.get('/api/ai/training-analytics').json
        self.assertGreaterEqual(analytics['overview']['ratedSessions'], 1)
        self.assertIn(answer['sessionId'], [row['id'] for row in analytics['recentActivity']])
        report = client.post('/api/ai/retrain-model', {'days': 30, 'minRating': 1, 'adminKey': harness.ADMIN_KEY})
        self.assertEqual(report.status, 200, report)
        self.assertTrue(report.json['success'])
        self.assertNotIn('NaN', report.body.decode())

    def test_assignment_is_sticky_and_feedback_is_idempotent(self):
        client = self.server.client()
        arms = {self.resize(client, user='bea')['variantId'] for _ in range(5)}
        self.assertEqual(len(arms), 1)
        id = self.resize(client, user='bea')['sessionId']
        say = lambda rating: client.post(f'/v1/sessions/{id}/feedback', {'rating': rating, 'userId': 'bea'}).json
        self.assertTrue(say(2)['applied'])
        self.assertFalse(say(2)['applied'])
        self.assertTrue(say(4)['applied'])
        self.assertEqual(client.get(f'/v1/sessions/{id}').json['userRating'], 4)

    def test_corrections_become_a_label(self):
        client = self.server.client()
        answer = self.resize(client, user='cid')
        moved = answer['canvas']
        for item in moved['objects']:
            if item.get('id') == 'logo':
                item['left'] += 200
        reply = client.patch(f"/api/ai/resize-session/{answer['sessionId']}", {'manualCorrections': moved})
        self.assertEqual(reply.status, 200, reply)
        session = client.get(f"/v1/sessions/{answer['sessionId']}").json
        self.assertGreater(session['correctionSize'], 0)
        picture = client.get(f"/v1/sessions/{answer['sessionId']}/picture?of=corrected")
        self.assertEqual(picture.status, 200, picture)
        self.assertTrue(picture.body.startswith(b'<svg') or b'<svg' in picture.body[:200])

    def test_etag_guards_a_session(self):
        client = self.server.client()
        id = self.resize(client, user='dan')['sessionId']
        etag = client.get(f'/v1/sessions/{id}').headers['ETag']
        fine = client.patch(f'/v1/sessions/{id}', {'undone': True}, headers={'If-Match': etag})
        self.assertEqual(fine.status, 200, fine)
        stale = client.patch(f'/v1/sessions/{id}', {'undone': False}, headers={'If-Match': etag})
        self.assertIn(stale.status, (409, 412), stale)

    def test_statuses_of_refusal(self):
        client = self.server.client()
        id = self.resize(client, user='eve')['sessionId']
        feedback = lambda **body: client.post('/api/ai/resize-feedback', {'sessionId': id, 'helpful': True, **body}).status
        self.assertEqual(feedback(rating=0), 400)
        self.assertEqual(feedback(rating=6), 400)
        self.assertEqual(feedback(rating=3, sessionId='00000000-0000-7000-8000-000000000000'), 404)
        self.assertEqual(feedback(rating=3, userId='mallory'), 403)
        retrain = lambda key: client.post('/api/ai/retrain-model', {'adminKey': key}).status
        self.assertEqual(retrain('wrong'), 401)
        self.assertEqual(client.post('/v1/scheduler/start').status, 401)
        malformed = client.post('/api/ai/resize', raw=b'{"canvas": {,}}')
        self.assertEqual(malformed.status, 400)
        self.assertRegex(malformed.json['error'], r'line 1.*column 13')
        self.assertEqual(client.post('/v1/resize', {'canvas': {}}).status, 422)
        self.assertEqual(client.get('/v1/nowhere').status, 404)
        self.assertEqual(client.delete('/v1/variants').status, 405)

    def test_idempotency_key_replays_the_answer(self):
        client = self.server.client()
        body = {'canvas': harness.design(), 'targetDimensions': {'width': 300, 'height': 600}, 'userId': 'fay'}
        key = {'Idempotency-Key': 'k-1'}
        first, again = (client.post('/v1/resize', body, headers=key) for _ in range(2))
        self.assertEqual(first.json['sessionId'], again.json['sessionId'])
        other = client.post('/v1/resize', {**body, 'userId': 'gus'}, headers=key)
        self.assertEqual(other.status, 422)
        by_header = client.post('/v1/resize', body, headers={**key, 'X-User-Id': 'hal'})
        self.assertEqual(by_header.status, 422)

    def test_a_browser_that_comes_again_keeps_its_variant(self):
        client = self.server.client()
        body = {'canvas': harness.design(), 'targetDimensions': {'width': 300, 'height': 600}}
        seen = set()
        for number in range(12):
            headers = {'X-Client-Id': f'browser-{number}'}
            by_header = [client.post('/api/ai/resize', body, headers=headers).json for _ in range(3)]
            by_body = client.post('/api/ai/resize', {**body, 'clientId': f'browser-{number}'}).json
            self.assertEqual({reply['variantId'] for reply in (*by_header, by_body)}, {by_body['variantId']})
            seen.add(by_body['variantId'])
        self.assertEqual(len(seen), 2, 'twelve browsers, two variants')
        session = by_body['sessionId']
        self.assertEqual(client.get(f'/v1/sessions/{session}').json['userId'], 'client:browser-11')
        rated = client.post(f'/v1/sessions/{session}/feedback', {'rating': 5}, headers={'X-Client-Id': 'browser-11'})
        self.assertEqual(rated.status, 200)
        named = client.post('/api/ai/resize', {**body, 'userId': 'named'}, headers={'X-Client-Id': 'browser-11'}).json
        self.assertEqual(client.get(f"/v1/sessions/{named['sessionId']}").json['userId'], 'named')
        too_long = client.post('/api/ai/resize', {**body, 'clientId': 'x' * 300})
        self.assertEqual(too_long.status, 400)
        self.assertIn('clientId', too_long.json['error'])
        erased = client.delete('/v1/users/client:browser-11/data', admin=True)
        self.assertEqual((erased.status, client.get(f'/v1/sessions/{session}').status), (200, 404))

    def test_a_replay_needs_the_admin_key_as_well(self):
        client = self.server.client()
        key = {'Idempotency-Key': 'retrain-1'}
        retrain = lambda **more: client.post('/api/ai/retrain-model', {'days': 30, 'minRating': 1}, headers=key, **more)
        self.assertEqual(retrain().status, 401)
        self.assertEqual(retrain(admin=True).status, 200)
        self.assertEqual(retrain().status, 401)

    def test_scheduler_controls(self):
        client = self.server.client()
        self.assertTrue(client.post('/v1/scheduler/start', admin=True).json['running'])
        enabled = client.post('/v1/scheduler/tasks/model-retraining/enable', admin=True).json
        task = {t['id']: t for t in enabled['tasks']}['model-retraining']
        self.assertTrue(task['enabled'])
        self.assertEqual(task['interval'], 30 * 24 * 3600 * 1000)
        run = client.post('/v1/scheduler/tasks/performance-analysis/run', admin=True)
        self.assertEqual(run.json['outcome'], 'ok', run)
        self.assertGreaterEqual(len(client.get('/v1/reports').json['data']), 1)
        self.assertFalse(client.post('/v1/scheduler/stop', admin=True).json['running'])

    def test_variants_can_be_added_and_switched_off(self):
        client = self.server.client()
        added = client.post('/v1/variants', {'id': 'advanced-v2', 'name': 'Advanced', 'weight': 25, 'active': True,
                                             'prompt': 'Place {objectsData} on {newWidth}x{newHeight}.'}, admin=True)
        self.assertEqual(added.status, 201, added)
        weights = {row['id']: row['weight'] for row in client.get('/v1/experiments/default/performance').json['data']}
        self.assertAlmostEqual(sum(weights.values()), 100, places=3)
        pinned = self.resize(client, user='hal', variantId='advanced-v2')
        self.assertEqual(pinned['variantId'], 'advanced-v2')
        off = client.post('/v1/variants/advanced-v2/deactivate', admin=True)
        self.assertFalse(off.json['active'])

    def test_erasing_a_user_takes_what_derives_from_them(self):
        client = self.server.client()
        id = self.resize(client, user='ivy')['sessionId']
        client.post(f'/v1/sessions/{id}/feedback', {'rating': 5, 'userId': 'ivy'})
        erased = client.delete('/v1/users/ivy/data', admin=True).json['erased']
        self.assertEqual(erased['sessions'], 1)
        self.assertEqual(client.get(f'/v1/sessions/{id}').status, 404)

    def test_vision_resize_places_boxes(self):
        reply = self.server.client().post('/api/ai/vision-resize', {
            'canvasImage': '', 'currentSize': {'width': 300, 'height': 250}, 'newSize': {'width': 728, 'height': 90},
            'objectsData': [{'id': 'obj_0', 'type': 'textbox', 'left': 20, 'top': 20, 'width': 200, 'height': 40,
                             'scaleX': 1, 'scaleY': 1, 'text': 'Fresh bread'},
                            {'id': 'obj_1', 'type': 'image', 'left': 20, 'top': 150, 'width': 100, 'height': 60,
                             'scaleX': 1, 'scaleY': 1}]})
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual({p['id'] for p in reply.json['placements']}, {'obj_0', 'obj_1'})

    def test_pages_and_documents_are_served(self):
        client = self.server.client()
        for path, kind in (('/', 'text/html'), ('/demo', 'text/html'), ('/openapi.json', 'application/json'),
                           ('/healthz', 'application/json'), ('/readyz', 'application/json'), ('/metrics', 'text/plain')):
            reply = client.get(path)
            self.assertEqual(reply.status, 200, path)
            self.assertTrue(reply.headers['Content-Type'].startswith(kind), (path, reply.headers))


class Sqlite(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = harness.folder()
        cls.server = harness.Server(place.__enter__()).start()
        cls.addClassCleanup(place.__exit__, None, None, None)
        cls.addClassCleanup(cls.server.stop)


class Postgres(Contract, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        database, place = harness.postgres(), harness.folder()
        url = database.__enter__()
        cls.addClassCleanup(database.__exit__, None, None, None)
        cls.server = harness.Server(place.__enter__(), url).start()
        cls.addClassCleanup(place.__exit__, None, None, None)
        cls.addClassCleanup(cls.server.stop)


class WithoutAdminKey(unittest.TestCase):
    def test_admin_paths_answer_503(self):
        with harness.folder() as place, harness.Server(place, admin=None) as server:
            client = server.client()
            self.assertEqual(client.post('/api/ai/retrain-model', {'adminKey': 'x'}).status, 503)
            self.assertEqual(client.post('/v1/scheduler/start').status, 503)


if __name__ == '__main__':
    unittest.main()
