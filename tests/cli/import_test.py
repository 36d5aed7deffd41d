#!/usr/bin/python3
"""Verilog, C functions and tables of the user's own, through the commands: usage: import_test.py AXMUL"""
import json
import os
import shutil
import struct
import unittest

import tool

EXACT = "module exact4 (x, y, z); input [3:0] x, y; output [7:0] z; assign z = x * y; endmodule\n"
CUT = """module cut #(parameter K = 1) (input [3:0] A, B, output [7:0] O);
  assign O = (A >> K << K) * B;
endmodule
"""
SIGNED = """module half (input signed [3:0] a, b, output signed [7:0] p);
  assign p = (a >>> 1) * b * 2;
endmodule
"""
C = "#include <stdint.h>\nuint8_t mul(uint8_t a, uint8_t b) { return (a & 14) * b; }\n"


def ports(*, a="input [3:0] a", b="input [3:0] b", p="output [7:0] p", body="assign p = a * b;", name="m"):
    return f"module {name} ({a}, {b}, {p}); {body} endmodule\n"


class Import(tool.Case):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path("lib"))
        for name, text in (("exact.v", EXACT), ("cut.v", CUT), ("half.v", SIGNED)):
            self.write("lib/" + name, text)
        self.write("mul.c", C)
        self.write("t.npy", b"")
        self.write("raw", struct.pack("<256I", *((a & 14) * b for a in range(16) for b in range(16))))

    def run_axmul(self, *arguments, **more):
        more["env"] = {"AXMUL_CACHE": self.path("cache"), **more.get("env", {})}
        return super().run_axmul(*arguments, **more)

    def refused(self, *arguments, status=2, env=None):
        done = self.run_axmul(*arguments, env=env or {})
        told = f"axmul {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (status, "", 1), told)
        self.assertTrue(done.stderr.startswith("axmul: "), told)
        self.assertNotIn(self.folder, done.stderr)
        return done.stderr[len("axmul: "):-1]


class Messages(Import):
    CASES = [  # Verilog, what follows the name of the file
        ("module m (input [3:0] a, b, output [7:0] p);\nassign p = a *;\nendmodule\n", ": line 2: syntax error, unexpected ';'"),
        (ports(body="other u (a, b, p);"), ": Module 'other' referenced in module 'm' in cell 'u' is not part of the design."),
        (ports(a="input c, input [3:0] a", p="output reg [7:0] p", body="always @(posedge c) p <= a * b;"),
         ": a flip-flop for 'p'; only combinational circuits are accepted"),
        (ports(p="output reg [7:0] p", body="always @* if (b[0]) p = a;"), ": a latch for 'p'; only combinational circuits are accepted"),
        (ports(body="reg [7:0] m [0:15]; always @(posedge b[0]) m[a] <= b; assign p = m[a];"),
         ": a memory that is written; only combinational circuits are accepted"),
        (ports(body="assign p = (p ^ a) & {a, b};"), ": a combinational loop"),
        (ports(b="inout [3:0] b"), ": port 'b' is an inout; inputs and outputs are accepted"),
        (ports(a="input [64:0] a"), ": operand 'a' is 65 bits wide; 2 to 64 are accepted"),
        (ports(a="input a"), ": operand 'a' is 1 bits wide; 2 to 64 are accepted"),
        (ports() + ports(name="k"), ": several modules could be the multiplier; name one with top=: k, m"),
        (ports(a="input [3:0] c, a"),
         ": module 'm' has the inputs c, a, b and the outputs p; two inputs and one output are accepted"),
        (ports(body='\n`include "none.vh"\n'), ": Can't open include file 'none.vh'!"),
        ("", ": no module in it"),
    ]

    def test_verilog(self):
        for text, says in self.CASES:
            with self.subTest(text):
                self.write("m.v", text)
                self.assertEqual(self.refused("eval", "verilog:file=m.v", "1", "1"), "m.v" + says)
        self.write("lib/bad.vh", "wire q;\nassign = q;\n")
        self.write("lib/user.v", ports(body='\n`include "bad.vh"\n'))
        self.assertRegex(self.refused("eval", "verilog:file=lib/user.v", "1", "1"), r"^lib/bad\.vh: line 2: syntax error")
        for command in (["characterize"], ["verify"], ["synth"], ["rtl"], ["lut", "--format", "raw", "-o", "x"]):
            self.assertEqual(self.refused(*command, "verilog:file=none.v"), "cannot read none.v: No such file or directory")
        self.assertEqual(self.refused("characterize", "verilog:file=lib/*.sv"), "verilog:file=lib/*.sv: no file matches 'lib/*.sv'")
        self.write("list.txt", "exact:n=4\nverilog:file=lib/user.v\n")
        self.assertRegex(self.refused("characterize", "--from", "list.txt"), "^list.txt:2: lib/bad.vh: line 2: ")

    def test_c_and_tables(self):
        self.write("bad.c", "int mul(int a, int b) {\n  return a +;\n}\n")
        self.assertEqual(self.refused("eval", "c:file=bad.c,n=4", "1", "1"), "bad.c: line 2: expected expression before ';' token")
        self.write("bad.c", "int mul(int a, int b) { return other(a, b); }\n")
        self.assertRegex(self.refused("eval", "c:file=bad.c,n=4", "1", "1"), "^bad.c: line 1: implicit declaration of function 'other'")
        self.assertEqual(self.refused("eval", "table:file=raw,n=5", "1", "1"), "raw: 1024 bytes; 4096 are expected")
        self.assertEqual(self.refused("eval", "table:file=t.npy", "1", "1"), "t.npy: an empty file")
        for spec, what in (("c:file=mul.c,n=4", "a C function"), ("table:file=raw", "a table")):
            for command in ("rtl", "synth", "verify"):
                self.assertRegex(self.refused(command, spec), f": {what} has no Verilog; ")

    def test_missing_tools(self):
        nowhere = {"PATH": self.path("nowhere")}
        self.assertEqual(self.refused("eval", "verilog:file=lib/cut.v", "1", "1", status=3, env=nowhere),
                         "yosys is not installed (not on PATH); Debian package yosys")
        self.assertEqual(self.refused("eval", "c:file=mul.c", "1", "1", status=3, env=nowhere),
                         "cc is not installed (not on PATH); Debian package gcc")


class Commands(Import):
    def test_eval_and_errors(self):
        self.assertEqual(self.record("eval", "verilog:file=lib/cut.v,param.K=2", "15", "15")["product"], 180)
        self.assertEqual(self.record("eval", "verilog:file=lib/half.v", "-7", "3")["product"], -24)
        self.assertEqual(self.record("eval", "c:file=mul.c,n=4", "15", "15")["product"], 210)
        specs = ["verilog:file=lib/cut.v", "c:file=mul.c,n=4", "table:file=raw"]
        found = self.records("characterize", *specs)
        self.assertEqual([r["family"] for r in found], ["verilog", "c", "table"])
        own = self.record("characterize", "exact:n=4@lsb:ta=1")
        for r in found:
            self.assertEqual([r[k] for k in ("pairs", "me", "mae", "mse", "wce", "mred")],
                             [own[k] for k in ("pairs", "me", "mae", "mse", "wce", "mred")])
        equal = self.records("verify", *specs, "--against", "exact:n=4@lsb:ta=1")
        self.assertEqual([r["mismatches"] for r in equal], [0, 0, 0])
        first = self.record("verify", "verilog:file=lib/cut.v", "--against", "exact:n=4", status=1)["first_mismatch"]
        self.assertEqual(first, {"a": 1, "b": 1, "expected": 0, "got": 1})

    def test_tables(self):
        sizes = {}
        for format in ("raw", "npy", "c"):
            sizes[format] = self.record("lut", "verilog:file=lib/half.v", "--format", format, "-o", "out." + {"c": "h"}.get(format, format))["bytes"]
        self.assertEqual((sizes["raw"], sizes["npy"]), (1024, 128 + 256))
        for spec in ("table:file=out.raw,signed=1", "table:file=out.npy", "table:file=out.h"):
            self.assertEqual(self.record("verify", spec, "--against", "verilog:file=lib/half.v")["mismatches"], 0)

    def test_the_second_time_needs_no_yosys_run(self):
        self.text("eval", "verilog:file=lib/cut.v", "1", "1")
        folder = self.path("bin")
        os.makedirs(folder)
        yosys = os.path.realpath(shutil.which("yosys"))
        os.symlink(yosys, os.path.join(folder, "yosys"))  # without yosys-abc beside it on PATH, and nothing else
        self.assertEqual(self.run_axmul("eval", "verilog:file=lib/cut.v", "3", "3", env={"PATH": folder}).returncode, 0)
        kept = os.listdir(self.path("cache"))
        self.assertEqual(len(kept), 1)

    def test_hardware(self):
        found = {r["spec"]: r for r in self.records("synth", "verilog:file=lib/*.v")}
        self.assertEqual([s.split(",")[1] for s in found], ["top=cut", "top=exact4", "top=half"])
        self.assertTrue(all(r["netlist_verified"] == "exhaustive" and r["area"] > 0 for r in found.values()))
        self.write("same.v", self.text("rtl", "verilog:file=lib/cut.v,param.K=2"))
        same = self.records("verify", "verilog:file=same.v", "verilog:file=lib/cut.v", "verilog:file=lib/cut.v,param.K=2",
                            "verilog:file=lib/half.v")
        self.assertEqual([(r["engine"], r["mismatches"]) for r in same], [("verilator", 0)] * 4 + [("netlist", 0)] * 4)
        self.assertEqual(self.record("verify", "verilog:file=same.v", "--against", "verilog:file=lib/cut.v,param.K=2")["mismatches"], 0)

    def test_sweep(self):
        self.write("bad.v", "module m (\n")
        self.write("list.txt", "verilog:file=lib/*.v\nc:file=mul.c,n=4\ntable:file=raw\nverilog:file=bad.v\nverilog:file=none.v\n")
        done = self.run_axmul("sweep", "list.txt", "--store", "s.db", "--json")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^axmul: list.txt:4: bad.v: line 1: syntax error.*\naxmul: list.txt:5: cannot read none.v: .*\n$")
        self.assertEqual(json.loads(done.stdout), [{"designs": 5, "computed": 11, "found": 0, "mismatches": 0, "failures": 2}])
        self.write("list.txt", "verilog:file=lib/*.v\nc:file=mul.c,n=4\ntable:file=raw\n")
        self.assertEqual(self.record("sweep", "list.txt", "--store", "s.db")["found"], 11)
        best = self.records("select", "--store", "s.db", "--where", 'family == "verilog"', "--min", "area", "--count", "1")
        self.assertIn("verilog:file=lib/", best[0]["spec"])
        self.text("report", "--store", "s.db", "-o", "page")
        self.write("mul.c", C.replace("14", "12"))
        self.assertEqual(self.record("sweep", "list.txt", "--store", "s.db")["computed"], 1)


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
