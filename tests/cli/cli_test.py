#!/usr/bin/python3
"""Every command of axmul as a user meets it (rtl: rtl_test.py): usage: cli_test.py AXMUL"""
import csv
import json
import hashlib
import math
import os
import re
import sqlite3
import struct
import subprocess
import unittest

import tool

CHARACTERIZE = """spec family method pairs er me mae nmed mae_pct wce_pct mse rmse var wce wce_a wce_b mred rel_bias rel_max rel_min
 wcre pred_1 pred_2 pred_5 zero_errors noeb snr_db nm na symmetric zero_absorbing one_identity""".split()
SYNTH = """spec liberty corner tools mapping cells area area_unit depth delay_ns power_mw dynamic_mw leakage_mw pdp_pj energy_pj
 power_glitch_mw activity netlist_verified area_ratio delay_ratio power_ratio pdp_ratio""".split()
VERIFY = "spec engine pairs exhaustive mismatches first_mismatch table_sha256 seed".split()


class List(tool.Case):
    def test_json(self):
        families = {f["name"]: f for f in self.records("list")}
        for family in families.values():
            self.assertLessEqual({"name", "params", "sign", "grade", "source"}, set(family))
            self.assertLessEqual({"authors", "title", "venue", "year", "doi"}, set(family["source"]))
            self.assertIn(family["grade"], ["A", "B", "C"])
        self.assertEqual([p["name"] for p in families["drum"]["params"]], ["n", "k", "nb"])
        self.assertEqual(families["drum"]["params"][1], {"name": "k", "least": 2, "most": 8, "default": 4})
        self.assertEqual(families["realm"]["params"][1], {"name": "m", "values": [4, 8, 16], "default": 4})
        self.assertEqual(families["rad"]["params"][1], {"name": "k", "least": 4, "most": 6, "default": 6, "step": 2})
        self.assertEqual(families["trunc"]["params"][3], {"name": "corr", "values": ["none", "const", "var"], "default": "none"})

    def test_text_names_every_family_and_wrapper(self):
        text = self.text("list")
        for word in [f["name"] for f in self.records("list")] + ["@lsb", "@signed", "@bf16", "@float"]:
            self.assertIn(word, text)

    def test_bibtex(self):
        entries = self.text("list", "--bibtex")
        families = self.records("list")
        for kind in ("article", "inproceedings", "misc"):
            self.assertGreater(entries.count("@" + kind + "{axmul_"), 0)
        self.assertEqual(entries.count("{axmul_"), len(families))
        self.assertIn("J. Xu and D. Wang and C. Wang", entries)
        self.assertEqual(entries.count("{"), entries.count("}"))
        self.assertIn("10.1109/ICCAD.2015.7372600", entries)


class Eval(tool.Case):
    def check(self, spec, a, b, product, exact=None):
        r = self.record("eval", spec, a, b)
        self.assertEqual(list(r), ["spec", "a", "b", "product", "exact", "error"])
        number = int if isinstance(r["product"], str) else lambda x: x  # beyond 64 bits a decimal string
        self.assertEqual(number(r["product"]), product, r)
        if exact is not None:
            self.assertEqual((number(r["exact"]), r["error"]), (exact, product - exact), r)
        return r

    def test_unsigned(self):
        r = self.check("drum:n=16,k=6", "1000", "1000", 1016064, 1000000)
        self.assertEqual(r["spec"], "drum:n=16,k=6")
        self.check("drum:k=6,n=16", "0x3e8", "0X3E8", 1016064)
        self.check("exact:n=8", "010", "007", 70)  # leading zeros mean nothing
        self.check("mitchell:n=8", 3, 3, 8, 9)

    def test_wide(self):
        top = 2 ** 64 - 1
        self.check("exact:n=64", top, hex(top), top * top, top * top)
        self.check("exact:n=64@signed", -2 ** 63, 2 ** 63 - 1, -(2 ** 63) * (2 ** 63 - 1))

    def test_negative(self):
        self.check("exact:n=8@signed", "-3", "-5", 15, 15)
        self.check("exact:n=8@signed", "-128", "0x80", 16384)
        self.check("exact:n=8@signed", "0xff", "2", -2)
        self.check("exact:n=4,nb=8@signed", "-8", "-128", 1024)
        self.check("drum:n=8,k=4@signed", "-100", "100", -10816, -10000)

    def test_floats(self):
        self.check("exact@bf16", "1.5", "-2.5", -3.75, -3.75)
        self.check("exact@fp16", "0x3c00", "0xc000", -2.0)
        self.check("exact@e4m3", "-1e-3", "250", -0.5)  # -2^-9 and 256: rounded to the format
        self.check("exact@fp16", "65504", "2", None)  # infinity is null in JSON
        self.check("exact@fp16:overflow=saturate", "65504", "2", 65504)
        self.check("exact@fp16", "0x7e00", "1", None)
        self.check("exact@fp16", "-inf", "1", None)
        self.assertIn("0xfc00", self.text("eval", "exact@fp16", "-inf", "1"))
        self.check("exact@float:e=6,m=9", "3", "0.25", 0.75)

    def test_text(self):
        fields = dict(line.split(None, 1) for line in self.text("eval", "exact:n=8@signed", "-3", "5").splitlines())
        self.assertEqual(fields["product"], "-15")


class Characterize(tool.Case):
    def test_fields_and_figures(self):
        r = self.record("characterize", "mitchell:n=8", "--per-bit")
        self.assertEqual([f for f in CHARACTERIZE if f not in r], [])
        self.assertEqual((r["method"], r["pairs"], r["wce"]), ("exhaustive", 65536, 4096))
        self.assertAlmostEqual(r["mred"], 3.788, places=3)
        self.assertEqual(len(r["bit_error_rate"]), 16)
        sums = {key: int(value) for key, value in r["exact_sums"].items()}
        self.assertEqual((r["me"], r["mae"], r["mse"]), tuple(sums[k] / 65536 for k in ("d", "abs_d", "d2")))
        self.assertAlmostEqual(r["rmse"], math.sqrt(r["mse"]))
        a, b = r["wce_a"], r["wce_b"]
        self.assertEqual(abs(self.record("eval", "mitchell:n=8", a, b)["error"]), 4096)

    def test_exact_has_no_error(self):
        r = self.record("characterize", "exact:n=8")
        self.assertEqual([r[f] for f in ("er", "me", "mae", "wce", "mred", "wcre", "zero_errors")], [0] * 7)
        self.assertIsNone(r["snr_db"])
        self.assertTrue(r["symmetric"] and r["zero_absorbing"] and r["one_identity"])

    def test_float_fields(self):
        r = self.record("characterize", "mbm@e4m3")
        for field in ("me", "mae", "nmed", "wce", "rmse"):
            self.assertIsNone(r[field], field)
        for field in ("mred", "ulp_mean", "ulp_max", "overflow", "underflow"):
            self.assertIsInstance(r[field], (int, float), field)

    def test_sampled(self):
        options = ("drum:n=16,k=6", "--method", "sampled", "--samples", "20000", "--seed")
        r = self.record("characterize", *options, "5")
        self.assertEqual((r["method"], r["pairs"]), ("sampled", 20000))
        self.assertLess(abs(r["mred"] - 1.4676), 2 * r["ci95"]["mred"])
        self.assertEqual(r, self.record("characterize", *options, "5", "--jobs", "1"))
        self.assertNotEqual(r["mred"], self.record("characterize", *options, "6")["mred"])

    def test_lists_and_tables(self):
        path = self.write("list.txt", "# a comment\n\n  drum:n=8,k=3..5 # ranges\r\ntrunc:n=8,k=6,corr={none,const}\ndrum:n=8,k=4\n")
        specs = [r["spec"] for r in self.records("characterize", "drum:n=8,k={3,6..7}", "--from", path)]
        self.assertEqual(specs, [f"drum:n=8,k={k}" for k in (3, 6, 7, 4, 5)] + [f"trunc:n=8,k=6,r=6,corr={c}" for c in ("none", "const")])
        lines = self.text("characterize", "--from", path).splitlines()
        self.assertEqual(len(lines), 6)
        self.assertEqual(lines[0].split()[:2], ["spec", "method"])
        self.assertEqual(len({len(line.rstrip()) for line in lines}), 1, "the columns are aligned")


class Verify(tool.Case):
    def test_rtl_and_netlist(self):
        records = self.records("verify", "drum:n=8,k=3..4", "mbm@e4m3", "exact:n=6@signed", "bam:n=5,h=1,v=3,nb=4", "--quiet")
        self.assertEqual([r["engine"] for r in records], ["verilator"] * 5 + ["netlist"] * 5)
        for r in records:
            self.assertEqual([f for f in VERIFY if f not in r], [])
            self.assertTrue(r["exhaustive"] and r["mismatches"] == 0 and r["first_mismatch"] is None, r)
        table = self.record("lut", "drum:n=8,k=4", "--format", "raw", "-o", self.path("t.raw"))
        self.assertEqual([r["table_sha256"] for r in records if r["spec"] == "drum:n=8,k=4"], [table["sha256"]] * 2)

    def test_sampled(self):
        r = self.record("verify", "exact:n=20", "--engine", "netlist", "--pairs", "5000", "--seed", "7")
        self.assertEqual((r["exhaustive"], r["seed"], r["mismatches"], r["table_sha256"]), (False, 7, 0, None))
        self.assertGreater(r["pairs"], 5000)

    def test_against(self):
        r = self.record("verify", "drum:n=8,k=4", "--against", "exact:n=8", status=1)
        self.assertEqual(r["mismatches"], round(65536 * self.record("characterize", "drum:n=8,k=4")["er"]))
        first = r["first_mismatch"]
        self.assertEqual(first["got"], first["a"] * first["b"])
        self.assertEqual(first["expected"], self.record("eval", "drum:n=8,k=4", first["a"], first["b"])["product"])
        self.assertEqual(self.record("verify", "drum:n=8,k=8", "--against", "exact:n=8")["mismatches"], 0)
        self.assertIn("DIFFERS", self.text("verify", "drum:n=8,k=4", "--against", "exact:n=8", status=1))

    def test_files(self):
        self.text("rtl", "drum:n=6,k=3", "-o", self.path("m.v"))
        top = re.findall(r"^module (\w+)", self.read("m.v").decode(), re.M)[-1]
        for choice in ([], ["--top", top]):
            r = self.record("verify", "drum:n=6,k=3", "--rtl", "m.v", *choice)
            self.assertEqual((r["file"], r["pairs"], r["mismatches"]), ("m.v", 4096, 0))


class Synth(tool.Case):
    def test_fields_and_ratios(self):
        drum, exact = self.records("synth", "drum:n=8,k=3", "exact:n=8")
        self.assertEqual([f for f in SYNTH if f not in drum], [])
        for cost, field in (("area", "area"), ("delay", "delay_ns"), ("power", "power_mw"), ("pdp", "pdp_pj")):
            self.assertEqual(exact[f"{cost}_ratio"], 1)
            self.assertAlmostEqual(drum[f"{cost}_ratio"], drum[field] / exact[field])
        self.assertAlmostEqual(drum["pdp_pj"], drum["power_mw"] * drum["delay_ns"])
        self.assertAlmostEqual(drum["power_mw"], drum["dynamic_mw"] + drum["leakage_mw"])
        self.assertLess(drum["area"], exact["area"])
        self.assertEqual(drum["netlist_verified"], "exhaustive")

    def test_objectives_and_path(self):
        area = self.record("synth", "exact:n=6", "--optimize", "area")
        delay = self.record("synth", "exact:n=6", "--optimize", "delay", "--path")
        self.assertLessEqual(area["area"], delay["area"])
        self.assertLess(delay["delay_ns"], area["delay_ns"])
        self.assertAlmostEqual(sum(step["delay_ns"] for step in delay["path"]), delay["delay_ns"], places=6)
        self.assertEqual(delay["path"][-1]["arrival_ns"], delay["delay_ns"])
        self.assertIn("pdp_pj", self.text("synth", "exact:n=4"))

    def test_area_is_that_of_the_cells(self):
        library = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib"
        if not os.path.exists(library):
            self.skipTest("Debian's qflow-tech-osu018 is not installed")
        with open(library) as file:
            areas = dict(re.findall(r"^cell *\((\w+)\) *{[^{}]*?\barea : ([0-9.]+);", file.read(), re.M))
        for spec, full_adders in (("exact:n=8", 48), ("exact:n=8@signed", 0), ("exact:n=16", 224)):
            r = self.record("synth", spec, "--liberty", library, "--netlist", "m.v")
            cells = re.findall(r"^  (\w+) u\d+ \(", self.read("m.v").decode(), re.M)
            self.assertEqual(r["area"], sum(float(areas[c]) for c in cells), spec)
            self.assertEqual(r["cells"], len(cells))
            self.assertEqual(cells.count("FAX1"), full_adders, spec)
            self.assertEqual(r["netlist_verified"], "exhaustive" if "8" in spec else "cec")

    def test_options(self):
        plain = self.record("synth", "exact:n=6")
        r = self.record("synth", "exact:n=6", "--curve", "--fpga", "--dist-a", "normal:sigma=4", "--correlation", "0.9")
        self.assertEqual(r["area"], plain["area"])
        self.assertLess(r["power_mw"], plain["power_mw"])
        self.assertGreater(plain["power_glitch_mw"], plain["power_mw"])
        self.assertEqual(r["activity"]["correlation"], 0.9)
        self.assertEqual({k: set(v) >= {"luts", "carries", "depth"} for k, v in r["fpga"].items()}, {"ice40": True, "xilinx": True})
        delays, areas = [p["delay_ns"] for p in r["curve"]], [p["area"] for p in r["curve"]]
        self.assertEqual((delays, areas), (sorted(delays), sorted(areas, reverse=True)))
        self.assertEqual(min(areas), r["area"])
        other = self.record("synth", "exact:n=6", "--activity-seed", 2)
        self.assertLess(abs(other["power_mw"] / plain["power_mw"] - 1), 0.01)
        self.assertLess(abs(other["power_glitch_mw"] / plain["power_glitch_mw"] - 1), 0.01)

    def test_corner(self):
        library = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib"
        if not os.path.exists(library):
            self.skipTest("Debian's qflow-tech-osu018 is not installed")
        r = self.record("synth", "exact:n=4", "--liberty", library, "--corner", library)
        (corner,) = r["corners"]
        for field in ("delay_ns", "power_mw", "leakage_mw", "pdp_pj"):
            self.assertEqual(corner[field], r[field], field)

    def test_no_logic(self):
        self.write("none.v", "module none(input [3:0] a, b, output [7:0] p); assign p = {a, 4'd0}; endmodule\n")
        r = self.record("synth", "verilog:file=none.v,signed=0", "--curve", "--fpga")
        self.assertEqual([r[f] for f in ("cells", "area", "delay_ns", "power_mw", "power_glitch_mw")], [0] * 5)
        self.assertEqual(r["fpga"]["ice40"]["luts"], 0)


class Lut(tool.Case):
    def test_formats(self):
        def table(spec, form, file):
            r = self.record("lut", spec, "--format", form, "-o", self.path(file))
            data = self.read(file)
            self.assertEqual((r["format"], r["bytes"], r["sha256"]), (form, len(data), hashlib.sha256(data).hexdigest()))
            return data

        products = [a * b for a in range(16) for b in range(8)]
        signed = [(a - 16 * (a > 7)) * (b - 8 * (b > 3)) for a in range(16) for b in range(8)]
        self.assertEqual(table("exact:n=4,nb=3", "raw", "t.raw"), struct.pack("<128I", *products))
        self.assertEqual(table("exact:n=4,nb=3@signed", "raw", "s.raw"), struct.pack("<128i", *signed))
        npy = table("exact:n=4,nb=3@signed", "npy", "t.npy")
        self.assertTrue(npy.startswith(b"\x93NUMPY\x01\x00") and b"'shape': (16, 8)" in npy and b"'|i1'" in npy, npy[:80])
        self.assertEqual(npy[-128:], struct.pack("128b", *signed))
        header = table("exact:n=4,nb=3", "c", "t.h").decode()
        self.assertEqual([int(x) for x in re.findall(r"(?<=[{,])\d+(?=[,}])", header[header.index("= {") + 3:])], products)
        self.write("t.c", '#include "t.h"\n#include "t.h"\nint main(void) { return 0; }\n')
        done = subprocess.run(["gcc", "-Wall", "-Wno-unused-const-variable", "-Werror", "-fsyntax-only", "t.c"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(table("mbm@bf16", "approxtrain", "mbm_5.bin")), 4 ** 5)


class Sweeps(tool.Case):
    def test_lists_of_the_project(self):
        lists = os.path.join(tool.PROJECT, "characterize", "sweeps")
        found = {name: self.records("characterize", "--from", os.path.join(lists, name), "--quiet")
                 for name in ("demo.txt", "regular_errors.txt")}
        for name, records in found.items():
            self.assertTrue(all(r["mred"] is not None for r in records), name)
        with open(os.path.join(tool.PROJECT, "README.md")) as readme:
            self.assertIn(f"sweeps {len(found['demo.txt'])} designs", readme.read())


class Stores(tool.Case):
    def setUp(self):
        super().setUp()
        self.write("a.txt", "exact:n=4\ndrum:n=4,k=2..3\nmbm:n=4\n")
        self.write("b.txt", "drum:n=4,k=3\nmitchell:n=4@signed\n")
        for name, designs in (("a", 4), ("b", 2)):
            r = self.record("sweep", f"{name}.txt", "--store", f"{name}.db", "--quiet")
            self.assertEqual(r, {"designs": designs, "computed": 3 * designs, "found": 0, "mismatches": 0, "failures": 0})

    def rows(self, store):
        with sqlite3.connect(self.path(store)) as db:
            return db.execute("SELECT spec, stage, options, version, created, values_json FROM result ORDER BY 1, 2, 3, 4").fetchall()

    def specs(self, *arguments):
        return [r["spec"] for r in self.records("select", "--store", "a.db", *arguments)]

    def test_store_merge_select_report(self):
        with self.subTest("a second sweep finds everything"):
            before = self.rows("a.db")
            self.assertEqual({row[1] for row in before}, {"characterize", "verify", "synth"})
            self.assertIn("0 results computed, 12 found", self.text("sweep", "a.txt", "--store", "a.db", "--quiet"))
            self.assertEqual(self.rows("a.db"), before)
        with self.subTest("merge"):
            self.text("merge", "a.db", "b.db", "-o", "m.db")
            merged = {row[:4]: row for row in self.rows("m.db")}
            self.assertEqual(len(merged), 15)
            for row in self.rows("a.db") + self.rows("b.db"):
                self.assertLessEqual(row[4], merged[row[:4]][4], "the newer of equal results stays")
            self.assertEqual(self.record("sweep", "b.txt", "--store", "m.db")["found"], 6)
        with self.subTest("select"):
            everything = self.specs("--min", "area")
            self.assertEqual(set(everything), {"exact:n=4", "drum:n=4,k=2", "drum:n=4,k=3", "mbm:n=4,w=0"})
            records = self.records("select", "--store", "a.db", "--min", "area")
            self.assertEqual([r["area"] for r in records], sorted(r["area"] for r in records))
            self.assertEqual(records[0]["verify"]["mismatches"], 0)
            self.assertEqual(self.specs("--min", "mred", "--count", "1"), ["exact:n=4"])
            mred = {r["spec"]: r["mred"] for r in records}
            for condition, chosen in (("mred < 5 && family != \"exact\"", lambda s: mred[s] < 5 and not s.startswith("exact")),
                                      ("mred == 0 || family == 'mbm'", lambda s: mred[s] == 0 or s.startswith("mbm")),
                                      ("!(family == \"drum\")", lambda s: not s.startswith("drum")),
                                      ("verify.mismatches >= 1", lambda s: False),
                                      ("symmetric == true", lambda s: True),
                                      ("mred<=5&&mred>=0.1e-3", lambda s: 0.1e-3 <= mred[s] <= 5)):
                self.assertEqual(set(self.specs("--min", "area", "--where", condition)), set(filter(chosen, everything)), condition)
            self.assertIn("drum:n=4,k=3", self.text("select", "--store", "a.db", "--min", "area"))
        with self.subTest("report"):
            r = self.record("report", "--store", "m.db", "-o", self.path("report"))
            self.assertEqual((r["records"], r["page"]), (5, self.path("report/index.html")))
            page = self.read("report/index.html").decode()
            self.assertIn("drum:n=4,k=3", page)
            self.assertIsNone(re.search(r"<(?:script|link|img)[^>]*(?:src|href)=[\"']?(?:https?:)?//", page), "the page loads nothing")
            found = json.loads(self.read("report/results.json"))
            table = list(csv.DictReader(self.read("report/results.csv").decode().splitlines()))
            self.assertEqual([x["spec"] for x in found], [x["spec"] for x in table])
            self.assertEqual(len(found), 5)
            self.assertTrue(self.read("report/pareto_4x4_unsigned_pdp_mred.svg").startswith((b"<?xml", b"<svg")))
            self.assertIn("drum:n=4,k=2 ", self.text("report", "--store", "m.db", "-o", self.path("report")))


class Everywhere(tool.Case):
    def test_help_and_version(self):
        overview = self.text("--help")
        for command in "list eval characterize verify rtl synth lut sweep report select merge".split():
            self.assertIn(command, overview)
            self.assertIn("--help", self.text(command, "--help"))
        self.assertRegex(self.text("--version"), r"^axmul \d+\.\d+\.\d+\n$")

    def test_common_options(self):
        for arguments in (("list",), ("eval", "exact", "1", "1"), ("characterize", "exact:n=4"), ("lut", "exact:n=4", "--format", "raw", "-o", "t")):
            self.text(*arguments, "--quiet", "--jobs", "1", "--json")


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
