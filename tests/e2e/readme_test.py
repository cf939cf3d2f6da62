"""Runs README's walk as it is printed, and checks docs/configuration.md against the binary."""
import os, re, subprocess, unittest
import harness


def block():
    text = (harness.ROOT / 'README.md').read_text()
    return re.search(r'```bash\n(.*?)```', text, re.S).group(1)


class Readme(unittest.TestCase):
    def walk(self, database_url=None):
        with harness.folder() as place, harness.Server(place, database_url, admin='secret') as server:
            os.symlink(harness.ROOT / 'examples', f'{place}/examples')
            script = block().replace('http://localhost:8080', f'http://127.0.0.1:{server.port}')
            done = subprocess.run(['bash', '-euo', 'pipefail', '-c', script], cwd=place, text=True,
                                  capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
            for word in ('sessionId', 'Thank you', '"totalSessions": 1', 'recommendations'):
                self.assertIn(word, done.stdout)

    def test_walk_on_sqlite(self):
        self.walk()

    def test_walk_on_postgres(self):
        with harness.postgres() as url:
            self.walk(url)

    def test_every_setting_is_documented(self):
        printed = subprocess.run([harness.REFIT, 'serve', '--print-config'], text=True, capture_output=True,
                                 timeout=10, cwd='/').stdout
        page = (harness.ROOT / 'docs' / 'configuration.md').read_text()
        names = [line.split('=')[0] for line in printed.splitlines()]
        self.assertGreater(len(names), 5)
        for name in names:
            self.assertIn(f'`{name}`', page)


if __name__ == '__main__':
    unittest.main()
