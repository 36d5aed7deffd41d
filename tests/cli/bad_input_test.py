#!/usr/bin/python3
"""Bad input: one line on standard error that says what was found and what would do, nothing on standard output, the right
exit status, nothing half-written: usage: bad_input_test.py AXMUL"""
import os
import re
import shutil
import sqlite3
import subprocess
import unittest

import tool

MODULE = "module m (input wire [3:0] a, input wire [3:0] b, output wire [7:0] p); assign p = a * b; endmodule\n"


class Refusal(tool.Case):
    def refused(self, *arguments, status=2, says=(), env=None):
        """Returns the line. `says` are patterns that it has to have; the folder keeps what it had."""
        before = self.snapshot()
        done = self.run_axmul(*arguments, env=env or {})
        told = f"axmul {' '.join(map(str, arguments))}\n  exit {done.returncode}\n  stdout: {done.stdout[:300]}\n  stderr: {done.stderr[:500]}"
        self.assertEqual(done.returncode, status, told)
        self.assertEqual(done.stdout, "", told)
        self.assertTrue(done.stderr.startswith("axmul: ") and done.stderr.endswith("\n") and done.stderr.count("\n") == 1, told)
        self.assertNotRegex(done.stderr, r"terminate called|std::|stoi|stoul|basic_string|json\.exception|Assertion|core dumped", told)
        for pattern in [says] if isinstance(says, str) else says:
            self.assertRegex(done.stderr, pattern, told)
        after = {name: content for name, content in self.snapshot().items() if not name.endswith(".log")}
        self.assertEqual(after, {name: content for name, content in before.items() if not name.endswith(".log")}, told)
        return done.stderr

    def snapshot(self):
        found = {}
        for at, _, names in os.walk(self.folder):
            for name in names:
                with open(os.path.join(at, name), "rb") as file:
                    found[os.path.relpath(os.path.join(at, name), self.folder)] = file.read()
        return found


class Specs(Refusal):
    CASES = [  # spec, what the line says
        ("drumm:n=8", ["unknown multiplier 'drumm' at column 1; known are drum, "]),
        ("mitchel:n=8", ["known are mitchell, "]),
        ("drum:n=8,q=4", ["unknown parameter 'q' of drum at column 10; it takes n, k, nb"]),
        ("trunc:n=8,cor=const", ["unknown parameter 'cor' of trunc at column 11; it takes corr, "]),
        ("drum:n=8@sined", ["unknown wrapper 'sined' at column 10; known are signed, "]),
        ("drum:n=8@bf15", ["unknown wrapper 'bf15' at column 10; known are bf16, "]),
        ("drum:n=8,k=9", ["value '9' of 'k' not accepted at column 12; an integer from 2 to 8"]),
        ("drum:n=1", ["'1' of 'n'", "an integer from 2 to 64"]),
        ("drum:n=65", ["'65' of 'n'", "an integer from 2 to 64"]),
        ("drum:n=-8", ["'-8' of 'n'"]),
        ("drum:n=8.5", ["'8.5' of 'n'"]),
        ("exact:n=99999999999999999999", ["of 'n'", "an integer from 2 to 64"]),
        ("trunc:n=8,corr=vra", ["'vra' of 'corr' not accepted at column 16; one of var, "]),
        ("drum:n=8,n=8", ["parameter 'n' of drum given twice at column 10"]),
        ("exact:n=8@lsb:ta=1,ta=1", ["parameter 'ta' of lsb given twice"]),
        ("exact:n=8@lsb:ta=8", ["'8' of 'ta'", "an integer from 0 to 7"]),
        ("drum:n=8@signed@lsb:ta=1", ["'@lsb' after @signed at column 17; the order is"]),
        ("drum:n=8@bf16@signed", ["'@signed' after @bf16"]),
        ("drum:n=8@lsb@lsb", ["'@lsb' after @lsb"]),
        ("exact@lsb@signed@bf16", ["a third wrapper"]),
        ("drum:n=9@bf16", ["width '9' of 'n' does not fit the format", "n = 8 bits"]),
        ("exact:nb=4@fp16", ["width '4' of 'nb' does not fit the format"]),
        ("exact@float:e=5", ["'float' without e and m"]),
        ("exact@float:e=1,m=3", ["'1' of 'e'", "an integer from 2 to 11"]),
        ("exact@bf16:round=up", ["'up' of 'round'", "one of rne, rtz|one of rtz, rne"]),
        ("drum:n=", ["the end at column 8; a value is expected"]),
        ("drum:n", ["the end at column 7; '=' is expected"]),
        ("drum n=8", ["' ' at column 5"]),
        ("", ["the name of a multiplier is expected"]),
    ]

    def test_specs(self):
        for spec, says in self.CASES:
            with self.subTest(spec):
                self.refused("eval", spec, "1", "1", says=[re.escape(spec)] * bool(spec) + says)

    def test_the_same_in_every_command(self):
        line = "unknown multiplier 'drumm'"
        for arguments in (("characterize",), ("verify",), ("synth",), ("rtl", "-o", "x.v"), ("lut", "--format", "raw", "-o", "x.raw")):
            self.refused(*arguments, "drumm:n=8", says=line)
            self.refused(*arguments, "drumm:n=8", *(["--json"] if arguments[0] != "rtl" else []), says=line)
        self.refused("verify", "exact:n=8", "--against", "drumm", says=line)

    def test_lists(self):
        self.refused("characterize", "drum:n=8,k=6..3", says="range 6..3 does not go up")
        self.refused("characterize", "drum:n=8,k={3,4", says="'{' at column 12 is not closed")
        self.refused("characterize", "drum:n=8,k=3..", says="'3..' of 'k'")
        with self.subTest("a range beyond int"):
            self.refused("characterize", "drum:n=8,k=3..99999999999", says=r"3\.\.99999999999")
        self.refused("characterize", says="no spec given")
        self.refused("characterize", "--from", "none.txt", says="cannot read none.txt: No such file")
        self.refused("characterize", "--from", self.folder, says="cannot read .*: Is a directory")
        self.write("empty.txt", "# nothing\n\n")
        self.refused("characterize", "--from", "empty.txt", says="no spec")
        self.write("list.txt", "exact:n=8\n\n# comment\ndrum:n=8,k=99\n")
        for command in (("characterize", "--from"), ("verify", "--from"), ("synth", "--from"), ("sweep", "--store", "s.db")):
            self.refused(*command, "list.txt", says=["^axmul: list.txt:4: drum:n=8,k=99: value '99'"])
        self.write("range.txt", "exact:n=8\ndrum:n=8,k=9..3\n")
        self.refused("characterize", "--from", "range.txt", says="^axmul: range.txt:2: .*9..3 does not go up")


class Arguments(Refusal):
    def test_operands(self):
        for spec, a, says in (("exact:n=8", "256", "'256' .* an integer from 0 to 255"), ("exact:n=8", "-1", "'-1' "),
                              ("exact:n=8@signed", "128", "an integer from -128 to 127"), ("exact:n=8@signed", "-129", "'-129'"),
                              ("exact:n=8", "1x", "'1x'"), ("exact:n=8", "1.5", "'1.5'"), ("exact:n=8", "", "''"),
                              ("exact:n=8", "0x100", "a pattern of 8 bits, as 0xff"), ("exact:n=8", "0xg", "'0xg'"),
                              ("exact:n=64", str(2 ** 64), str(2 ** 64 - 1)), ("exact:n=64", "0x1" + 16 * "0", "64 bits"),
                              ("exact@bf16", "abc", "'abc'"), ("exact@bf16", "1.5x", "'1.5x'"), ("exact@bf16", "0x10000", "16 bits"),
                              ("exact@bf16", "", "''")):
            with self.subTest(spec=spec, a=a):
                self.refused("eval", spec, a, "1", says=says)
                self.refused("eval", spec, "1", a, says=says)
        self.refused("eval", "exact:n=8", "1", says="b is required")
        self.refused("eval", "exact:n=8", "1", "2", "3", says="3")

    def test_options(self):
        self.refused(says="subcommand|command")
        with self.subTest("unknown command"):
            self.refused("charakterize", says="'?charakterize'?.*characterize")
        self.refused("characterize", "exact:n=8", "--nope", says="--nope")
        self.refused("characterize", "exact:n=8", "--method", "guess", says="'guess' is not known; auto, exhaustive")
        self.refused("characterize", "exact:n=64", "--method", "exhaustive", says="2.128 pairs are too many")
        self.refused("characterize", "exact:n=8", "--method", "sampled", "--samples", "0", says="at least 1")
        with self.subTest("a negative count"):
            self.refused("characterize", "exact:n=8", "--method", "sampled", "--samples", "-4", says="-4")
        self.refused("characterize", "exact:n=8", "--jobs", "0", says="--jobs")
        self.refused("verify", "exact:n=8", "--engine", "guess", says="'guess' is not known; all, verilator, netlist")
        self.refused("verify", "exact:n=8", "--against", "exact:n=9", says="equal widths")
        self.refused("synth", "exact:n=8", "--optimize", "beauty", says="'beauty'; area, delay or pdp")
        self.refused("synth", "exact:n=8", "--correlation", "1", says="correlation 1 not accepted")
        self.refused("synth", "exact@bf16", "--dist-a", "uniform", says="distributions are of the operands of integer multipliers")
        self.refused("synth", "exact:n=8", "exact:n=4", "--netlist", "m.v", says="--netlist is of one multiplier; 2")
        self.refused("sweep", "list.txt", says="--store is required")

    def test_table_formats(self):
        for spec, form, file, says in (("exact:n=8", "gif", "x", "'gif' is not known; raw, npy"),
                                       ("exact@bf16", "raw", "x", "format raw cannot hold it: .* up to 12 bits"),
                                       ("exact:n=8", "approxtrain", "x_7.bin", "format approxtrain cannot hold it"),
                                       ("exact@bf16", "approxtrain", "x.bin", r"x.bin: .* must end in _<m>.bin"),
                                       ("exact@e4m3", "approxtrain", "x_7.bin", "."), ("exact:n=32", "npy", "x", "too large")):
            self.refused("lut", spec, "--format", form, "-o", file, says=says)


class Files(Refusal):
    def test_liberty(self):
        for name, content, says in (("text.lib", "garbage\n", "text.lib:2: "), ("open.lib", "library(x) { cell(A) {", "open.lib:1: .*ends inside"),
                                    ("empty.lib", "", "empty.lib"), ("cells.lib", "library(x) { }", "library x cannot map"),
                                    ("x.lib.gz", b"\x1f\x8bgarbage", "x.lib.gz: not a whole gzip"),
                                    ("number.lib", 'library(x) { cell(A) { area : big; } }', "number.lib:1: area is 'big'")):
            self.write(name, content)
            for command in (("synth",), ("verify", "--engine", "netlist")):
                self.refused(*command, "exact:n=4", "--liberty", name, says=says)
            self.refused("synth", "exact:n=4", "--corner", name, says=says)
        self.refused("synth", "exact:n=4", "--liberty", "none.lib", says="cannot read none.lib: No such file")
        self.refused("synth", "exact:n=4", "--liberty", self.folder, says="Is a directory")

    def test_unwritable_places(self):
        self.write("old", "old")
        os.mkdir(self.path("folder"))
        for out, reason in (("old/x", "Not a directory"), ("none/x", "No such file"), ("/proc/axmul", "."), ("folder", "[Dd]irectory")):
            for command in (("rtl", "exact:n=4"), ("lut", "exact:n=4", "--format", "raw")):
                self.refused(*command, "-o", out, says=[f"cannot write .*{re.escape(out)}: .*{reason}"])

    def test_a_device_is_not_replaced(self):
        """Written to or refused, but the node stays. Tried on a pipe of this test's own: never on a node below /dev."""
        os.mkfifo(self.path("pipe"))
        reader = os.open(self.path("pipe"), os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.run_axmul("rtl", "exact:n=4", "-o", "pipe")
        self.assertTrue(os.path.exists(self.path("pipe")) and not os.path.isfile(self.path("pipe")), "-o replaced a pipe with a file")

    def test_full_standard_output(self):
        for command in (("list",), ("list", "--json"), ("eval", "exact:n=8", "1", "1"), ("rtl", "exact:n=8"), ("characterize", "exact:n=4", "--json")):
            with self.subTest(command), open("/dev/full", "w") as full:
                done = self.run_axmul(*command, stdout=full)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), f"{command}: {done.stderr}")
                self.assertRegex(done.stderr, "^axmul: cannot write to standard output: No space left", str(command))

    def test_full_disk(self):
        """A tmpfs of 64 KiB in a mount namespace of its own, gone with the process."""
        os.mkdir(self.path("disk"))
        probe = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=64k tmpfs disk && printf old > disk/t && shift 0 && "$@"; s=$?; '
                 'echo "left: $(ls -A disk) $(cat disk/t | head -c 10)"; exit $s', "sh"]
        if subprocess.run([*probe, "true"], cwd=self.folder, capture_output=True).returncode != 0:
            self.skipTest("no mount namespace here (needs root): the full disk is not tried")
        for command in (["lut", "exact:n=8", "--format", "raw", "-o", "disk/t"], ["lut", "exact:n=8", "--format", "c", "-o", "disk/t"]):
            done = subprocess.run([*probe, tool.AXMUL, *command], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (2, "left: t old\n"), done.stderr)
            self.assertEqual(done.stderr, "axmul: cannot write disk/t: No space left on device\n")
        self.write("list.txt", "exact:n=4\ndrum:n=4\n")
        done = subprocess.run([*probe, "sh", "-c", f"head -c 60000 /dev/zero > disk/fill; '{tool.AXMUL}' sweep list.txt --store disk/s.db --quiet"],
                              cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertRegex(done.stderr, r"^axmul: .*disk/s.db.*full")

    def test_foreign_verilog(self):
        good = ("verify", "exact:n=4", "--rtl")
        self.assertEqual(self.record(*good, self.write("good.v", MODULE))["mismatches"], 0)
        for name, content, says in (("none.v", None, "cannot read none.v"), ("text.v", "wire x;\n", "text.v: no module in it"),
                                    ("comment.v", "// no module here\nwire x;\n", "comment.v"), ("empty.v", "", "empty.v")):
            if content is not None:
                self.write(name, content)
            with self.subTest(name):
                self.refused(*good, name, says=says)
        for name, old, new, says in (("names.v", "[3:0] a", "[3:0] x", "a"), ("width.v", "[3:0] b", "[4:0] b", "b"), ("wide.v", "[7:0] p", "[8:0] p", "p"),
                                     ("more.v", "output wire", "input wire c, output wire", "c"), ("syntax.v", "assign", "asign", "syntax"),
                                     ("missing.v", "assign p = a * b", "other u (a, b, p)", "other")):
            with self.subTest(name):
                self.write(name, MODULE.replace(old, new).replace("a * b", "x * b" if name == "names.v" else "a * b"))
                done = self.run_axmul(*good, name, "--json")
                self.assertIn(done.returncode, (2, 3), f"{name} was taken: {done.stdout}")
                self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
                self.assertRegex(done.stderr, rf"{name}\b.*\b{says}\b", "the line names the user's file and what is wrong")
        self.refused("verify", "exact:n=4", "exact:n=5", "--rtl", "good.v", says="exactly one spec")


class Tools(Refusal):
    def path_without(self, name):
        """A folder of links to every program of PATH but one."""
        folder = self.path(f"without-{name}")
        os.mkdir(folder)
        for place in os.environ["PATH"].split(os.pathsep):
            for program in os.listdir(place) if os.path.isdir(place) else []:
                if program != name and not os.path.lexists(os.path.join(folder, program)):
                    os.symlink(os.path.join(place, program), os.path.join(folder, program))
        self.addCleanup(shutil.rmtree, folder)
        return {"PATH": folder}

    def snapshot(self):
        return {}  # the folder of links is large; these commands write nothing

    def test_missing_tools(self):
        for name, commands in (("verilator", [("verify", "exact:n=4")]), ("g++", [("verify", "exact:n=4")]),
                               ("yosys", [("synth", "exact:n=4"), ("verify", "exact:n=4", "--engine", "netlist")]), ("sta", [("synth", "exact:n=4")])):
            env = self.path_without(name)
            for command in commands:
                self.refused(*command, status=3, env=env, says=rf"{re.escape(name)} is not installed .*Debian package")

    def test_failing_tool(self):
        env = self.path_without("yosys")
        with open(os.path.join(env["PATH"], "yosys"), "w") as script:
            script.write("#!/bin/sh\necho 'ERROR: out of cheese'\nexit 7\n")
        os.chmod(os.path.join(env["PATH"], "yosys"), 0o755)
        line = self.refused("synth", "exact:n=4", status=3, env=env, says="yosys exited with 7: ERROR: out of cheese")
        with open(re.search(r"\(log: (.*)\)", line).group(1)) as log:
            self.assertIn("out of cheese", log.read())

    def test_sweep_goes_on(self):
        env = self.path_without("sta")
        real = shutil.which("sta")
        with open(os.path.join(env["PATH"], "sta"), "w") as script:
            script.write(f"#!/bin/sh\ngrep -q drum mapped.v 2>/dev/null && kill -9 $$\nexec {real} \"$@\"\n")
        os.chmod(os.path.join(env["PATH"], "sta"), 0o755)
        self.write("list.txt", "exact:n=4\ndrum:n=4,k=2\ntrunc:n=4,k=2\n")
        done = self.run_axmul("sweep", "list.txt", "--store", "s.db", "--quiet", env=env)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
        self.assertRegex(done.stderr, r"axmul: drum:n=4,k=2: synth: sta ")
        self.assertIn("8 results computed", done.stdout)
        self.assertIn("1 results computed, 8 found", self.text("sweep", "list.txt", "--store", "s.db", "--quiet"))

    def test_report_without_gnuplot(self):
        self.write("list.txt", "exact:n=4\ndrum:n=4,k=2\n")
        self.text("sweep", "list.txt", "--store", "s.db", "--quiet")
        done = self.run_axmul("report", "--store", "s.db", "-o", "report", env=self.path_without("gnuplot"))
        if done.returncode == 0:
            self.assertEqual(len([f for f in os.listdir(self.path("report")) if f.endswith(".svg")]), 2, "figures without gnuplot")
        else:
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (3, "", 1))
            self.assertIn("gnuplot", done.stderr)


class Stores(Refusal):
    COMMANDS = (("select", "--min", "mred", "--store"), ("report", "-o", "report", "--store"), ("merge", "-o", "m.db"), ("sweep", "list.txt", "--store"))

    def setUp(self):
        super().setUp()
        self.write("list.txt", "exact:n=4\n")

    def database(self, name, *statements):
        with sqlite3.connect(self.path(name)) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    def test_stores(self):
        self.write("text.db", "this is no database, whatever its name may say\n" * 20)
        self.database("layout.db", "CREATE TABLE result(x)", "PRAGMA user_version = 99")
        self.database("other.db", "CREATE TABLE t(x)")
        self.database("table.db", "CREATE TABLE t(x)", "PRAGMA user_version = 1")
        for store, says in (("text.db", "text.db.* not a database"), ("layout.db", "layout.db is not a store of this version of axmul: layout 99 found, 1"),
                            ("other.db", "other.db is not a store"), ("table.db", "table.db"), ("none/s.db", "none/s.db")):
            for command in self.COMMANDS:
                with self.subTest(store=store, command=command[0]):
                    self.refused(*command, store, says=says)
        for command in self.COMMANDS[:3]:
            self.refused(*command, "none.db", says="none.db")
        self.assertEqual([name for name in os.listdir(self.folder) if name in ("m.db", "none.db", "report")], [])

    def test_conditions(self):
        self.text("sweep", "list.txt", "--store", "s.db", "--quiet")
        for condition, says in (("mred <", "the end at column 7; a number"), ("mred 2", "'2' at column 6; <"), ("(mred < 2", r"'\)' is expected"),
                                ("mred < 2 & x > 1", "'&' at column 10"), ("family == exact", "'exact' at column 11; .*quotes"),
                                ('family == "exact', "closed"), ("mred < 2)", r"'\)' at column 9"), ("&& mred < 2", "the name of a field"),
                                ("mred < 2 || ", "the end"), ("nosuch < 2", "nosuch")):
            with self.subTest(condition):
                self.refused("select", "--store", "s.db", "--min", "area", "--where", condition, says=says)
        self.refused("select", "--store", "s.db", "--min", "nosuch", says="--min nosuch: no record")
        self.refused("select", "--store", "s.db", says="--min is required")


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
