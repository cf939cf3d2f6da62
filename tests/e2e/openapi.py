"""A small JSON Schema checker: the subset that src/http/openapi/openapi.json uses."""
import json, re
import harness

DOCUMENT = json.loads((harness.ROOT / 'src' / 'http' / 'openapi' / 'openapi.json').read_text())
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def is_type(value, name):
    if name == 'integer':
        return isinstance(value, int) and not isinstance(value, bool)
    if name == 'number':
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def resolve(schema):
    while '$ref' in schema:
        node = DOCUMENT
        for part in schema['$ref'][2:].split('/'):
            node = node[part]
        schema = node
    return schema


def violations(value, schema, path='$'):
    """The places where `value` is not what `schema` says."""
    schema = resolve(schema)
    if 'anyOf' in schema:
        tries = [list(violations(value, s, path)) for s in schema['anyOf']]
        if all(tries):
            yield from min(tries, key=len)
        return
    kinds = schema.get('type', [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(is_type(value, k) for k in kinds):
        yield f'{path}: {value!r:.60} is not {kinds}'
        return
    if 'enum' in schema and value is not None and value not in schema['enum']:
        yield f'{path}: {value!r} is not one of {schema["enum"]}'
    if isinstance(value, dict):
        properties, extra = schema.get('properties', {}), schema.get('additionalProperties')
        for key in schema.get('required', []):
            if key not in value:
                yield f'{path}.{key}: missing'
        for key, item in value.items():
            if key in properties:
                yield from violations(item, properties[key], f'{path}.{key}')
            elif isinstance(extra, dict):
                yield from violations(item, extra, f'{path}.{key}')
    if isinstance(value, list) and 'items' in schema:
        for i, item in enumerate(value):
            yield from violations(item, schema['items'], f'{path}[{i}]')


def operation(method, path):
    """The documented operation for a request, literal paths first; None if there is none."""
    path = path.split('?')[0]
    for pattern in sorted(DOCUMENT['paths'], key=lambda p: p.count('{')):
        if re.fullmatch(re.sub(r'\\{\w+\\}', '[^/]+', re.escape(pattern)), path):
            found = DOCUMENT['paths'][pattern].get(method.lower())
            if found:
                return found
    return None


def check(method, path, reply):
    """Raises AssertionError if the server answered what the document does not say."""
    documented = operation(method, path)
    if documented is None or reply.status in (304, 405):
        return
    answer = documented['responses'].get(str(reply.status))
    assert answer, f'{method} {path} answered {reply.status}, which is not documented: {reply}'
    content = resolve(answer).get('content', {})
    kind = reply.headers.get('Content-Type', '').split(';')[0]
    if not content and not reply.body:
        return
    assert kind in content, f'{method} {path} {reply.status} has type {kind}, documented are {list(content)}'
    if kind.endswith('json'):
        wrong = list(violations(reply.json, content[kind]['schema']))
        assert not wrong, f'{method} {path} {reply.status}: ' + '; '.join(wrong[:5])
