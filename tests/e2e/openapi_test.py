"""The API document agrees with the server: the same routes, and (in every other end-to-end test,
through harness.Client) answers of the documented shape."""
import json, re, unittest
import harness, openapi


def routes_in_source():
    """(method, path) of every row of a routes() table."""
    found = set()
    for path in (harness.ROOT / 'src' / 'http').glob('*.cpp'):
        for method, pattern in re.findall(r'\{"(GET|POST|PATCH|DELETE|PUT)",\s*"(/[^"]*)"', path.read_text()):
            found.add((method, pattern))
    return found


class OpenApi(unittest.TestCase):
    def test_every_route_is_documented_and_every_document_served(self):
        documented = {(m.upper(), p) for p, item in openapi.DOCUMENT['paths'].items() for m in item}
        self.assertEqual(routes_in_source(), documented)

    def test_references_resolve_and_ids_are_unique(self):
        text = json.dumps(openapi.DOCUMENT)
        for name in re.findall(r'"\$ref": "(#/[^"]+)"', text):
            openapi.resolve({'$ref': name})
        ids = re.findall(r'"operationId": "([^"]+)"', text)
        self.assertEqual(len(ids), len(set(ids)))

    def test_the_served_document_is_this_one(self):
        with harness.folder() as place, harness.Server(place) as server:
            self.assertEqual(server.client().get('/openapi.json').json, openapi.DOCUMENT)


if __name__ == '__main__':
    unittest.main()
