"""What the tests of the command share: running it, its records, a folder of its own."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

AXMUL = None
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def take_binary():
    """The path of axmul is argument 1; the rest is unittest's."""
    global AXMUL
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} AXMUL [unittest options]")
    AXMUL = os.path.abspath(sys.argv.pop(1))


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="axmul-cli-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        mode = "wb" if isinstance(content, bytes) else "w"
        with open(self.path(name), mode) as file:
            file.write(content)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def run_axmul(self, *arguments, **more):
        environment = dict(os.environ, TMPDIR=self.folder, **more.pop("env", {}))
        environment.pop("AXMUL_LIBERTY", None)
        return subprocess.run([AXMUL, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=more.pop("stdout", subprocess.PIPE),
                              stderr=subprocess.PIPE, text=True, cwd=self.folder, env=environment, timeout=300, **more)

    def text(self, *arguments, status=0):
        done = self.run_axmul(*arguments)
        self.assertEqual((done.returncode, done.stderr), (status, ""), f"axmul {' '.join(map(str, arguments))}\n{done.stdout}")
        return done.stdout

    def records(self, *arguments, status=0):
        """The records of --json: strict JSON, without NaN or Infinity."""
        def refuse(name):
            self.fail(f"axmul {arguments}: {name} is not JSON")
        found = json.loads(self.text(*arguments, "--json", status=status), parse_constant=refuse)
        self.assertIsInstance(found, list)
        return found

    def record(self, *arguments, status=0):
        found = self.records(*arguments, status=status)
        self.assertEqual(len(found), 1)
        return found[0]
