"""What the end-to-end tests share: the real binary, a real PostgreSQL, an HTTP client.

Only loopback addresses are used, every wait is bounded, and whatever was started is stopped and
deleted when the test ends, also when it fails.
"""
import contextlib, http.client, json, os, pathlib, pwd, shutil, signal, socket, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
REFIT = os.environ.get('REFIT_BIN', str(ROOT / 'build' / 'refit'))
ADMIN_KEY = 'test-admin'
START_SECONDS = 20


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.body[:300]!r}'


class Client:
    """One keep-alive connection; a lost one is opened again for the next call."""

    def __init__(self, port, timeout=30):
        self.port, self.timeout, self.connection = port, timeout, None

    def call(self, method, path, body=None, headers=None, admin=False, raw=None):
        headers = dict(headers or {})
        if admin:
            headers['Authorization'] = f'Bearer {ADMIN_KEY}'
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if data is not None:
            headers.setdefault('Content-Type', 'application/json')
        if self.connection is None:
            self.connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
            reply = Reply(answer.status, dict(answer.getheaders()), answer.read())
            if answer.will_close:
                self.close()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        import openapi  # it reads ROOT from here
        openapi.check(method, path, reply)
        return reply

    def get(self, path, **more):
        return self.call('GET', path, **more)

    def post(self, path, body=None, **more):
        return self.call('POST', path, {} if body is None else body, **more)

    def patch(self, path, body, **more):
        return self.call('PATCH', path, body, **more)

    def delete(self, path, **more):
        return self.call('DELETE', path, **more)

    def __del__(self):
        self.close()

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Server:
    """`refit serve` on a free port with a database of its own."""

    def __init__(self, folder, database_url=None, env=None, admin=ADMIN_KEY):
        self.folder = pathlib.Path(folder)
        self.url = database_url or f'sqlite:{self.folder}/refit.db'
        self.env = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'REFIT_PORT': '0',
                    'DATABASE_URL': self.url, 'REFIT_LOG_LEVEL': 'warning', **(env or {})}
        if admin:
            self.env['ADMIN_SECRET_KEY'] = admin
        self.process, self.port = None, None

    def start(self):
        self.log = open(self.folder / 'server.log', 'ab')
        self.process = subprocess.Popen([REFIT, 'serve'], cwd=self.folder, env=self.env,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if 'http://' not in line:
            self.stop()
            raise RuntimeError('refit did not start: ' + (self.folder / 'server.log').read_text()[-2000:])
        self.port = int(line.rsplit(':', 1)[1])
        return self

    def client(self, **more):
        return Client(self.port, **more)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._close()

    def stop(self):
        """SIGTERM; returns the exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        status = self.process.returncode
        self._close()
        return status

    def _close(self):
        self.process.stdout.close()
        self.log.close()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix='refit-e2e-')
    try:
        os.chmod(path, 0o755)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def postgres_bin():
    versions = sorted(pathlib.Path('/usr/lib/postgresql').glob('*/bin/initdb'))
    return versions[-1].parent if versions else None


class Cluster(str):
    """The URL of a PostgreSQL that can be stopped and started again."""
    stop = start = None


@contextlib.contextmanager
def postgres():
    """A throw-away PostgreSQL cluster on loopback; yields its URL, a Cluster."""
    binaries = postgres_bin()
    if binaries is None:
        raise RuntimeError('no PostgreSQL server is installed; run make install-test')
    with folder() as top:
        data, port = f'{top}/data', _free_port()
        user = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            entry = pwd.getpwnam('postgres')
            os.chown(top, entry.pw_uid, entry.pw_gid)
            user = {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}
        run = lambda *words: subprocess.run([str(binaries / words[0]), *words[1:]], check=True, cwd=top,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, **user)
        run('initdb', '-D', data, '-A', 'trust', '-U', 'refit', '-E', 'UTF8', '--locale=C', '--no-sync')
        cluster = Cluster(f'postgres://refit@127.0.0.1:{port}/refit')
        cluster.start = lambda: run(
            'pg_ctl', '-D', data, '-w', '-l', f'{top}/log', '-o',
            f'-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={top}', 'start')
        cluster.stop = lambda: run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
        cluster.start()
        try:
            run('createdb', '-h', '127.0.0.1', '-p', str(port), '-U', 'refit', 'refit')
            yield cluster
        finally:
            if os.path.exists(f'{data}/postmaster.pid'):
                cluster.stop()


def design(width=300, height=250):
    """A small banner: background, headline, text, logo, button with its label."""
    base = {'version': '5.3.0', 'originX': 'left', 'originY': 'top', 'strokeWidth': 0}
    box = lambda kind, id, left, top, w, h, **more: {
        **base, 'type': kind, 'id': id, 'left': left, 'top': top, 'width': w, 'height': h,
        'scaleX': 1, 'scaleY': 1, **more}
    text = lambda id, left, top, w, words, size: box(
        'textbox', id, left, top, w, size * 1.13, text=words, fontSize=size, fontFamily='Liberation Sans')
    return {'version': '5.3.0', 'width': width, 'height': height, 'objects': [
        box('rect', 'background', 0, 0, width, height, fill='#f3efe6'),
        text('headline', 20, 30, 220, 'Fresh bread', 32),
        text('copy', 20, 80, 200, 'Baked every morning in your street', 14),
        box('image', 'logo', 20, height - 50, 90, 30, src='logo.png'),
        box('rect', 'button', width - 120, height - 54, 100, 34, fill='#c4421a', rx=6, ry=6),
        text('label', width - 105, height - 46, 70, 'Order now', 14)]}


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
