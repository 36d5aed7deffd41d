#!/usr/bin/python3
"""Distributions, dot products, histograms and pictures of `axmul characterize`: usage: characterize_test.py AXMUL"""
import csv
import os
import shutil
import struct
import unittest
import zlib

import tool


class Distributions(tool.Case):
    def test_files_and_formulas(self):
        a = self.write("a.csv", "value,weight\n1,3\n3,1  # twice as long\n3,1\n")
        r = self.record("characterize", "trunc:n=2,k=2", "--dist-a", a, "--dist-b", "uniform")
        self.assertEqual((r["method"], r["pairs"]), ("exhaustive", 8))
        errors = {(1, 0): 0, (1, 1): -1, (1, 2): -2, (1, 3): -3, (3, 0): 0, (3, 1): -3, (3, 2): -2, (3, 3): -5}
        self.assertAlmostEqual(r["me"], sum(d * (3 if a == 1 else 2) for (a, _), d in errors.items()) / 20)
        self.assertRegex(r["distribution"]["a"], "^sha256:[0-9a-f]{16}$")
        self.assertEqual(r["distribution"]["b"], "uniform")
        r = self.record("characterize", "mitchell:n=8@signed", "--dist-a", "normal:sigma=9", "--dist-b", "halfnormal:sigma=2.50")
        self.assertEqual(r["distribution"], {"a": "normal:sigma=9", "b": "halfnormal:sigma=2.5"})
        joint = self.write("j.csv", "3,3,1\n1,1,1\n")
        self.assertEqual(self.record("characterize", "trunc:n=2,k=2", "--dist-joint", joint)["me"], -3)

    def test_uniform_is_the_plain_record(self):
        plain = self.record("characterize", "drum:n=8,k=4")
        r = self.record("characterize", "drum:n=8,k=4", "--dist-a", "uniform")
        self.assertEqual(r.pop("distribution"), {"a": "uniform", "b": "uniform"})
        self.assertEqual(r, plain)

    def test_dot_products(self):
        r = self.record("characterize", "mitchell:n=8", "--dot", "64")
        self.assertAlmostEqual(r["dot"]["mean"], 64 * r["me"])
        self.assertAlmostEqual(r["dot"]["var"], 64 * r["var"])
        weights = self.write("w.csv", "-3\n5\n5\n")
        r = self.record("characterize", "drum:n=8,k=3@signed", "--weights", weights, "--dist-a", "normal:sigma=20")
        self.assertEqual((r["dot"]["k"], r["dot"]["weights"], r["pairs"] % 2), (3, 3, 0))
        self.assertAlmostEqual(r["dot"]["mean"], 3 * r["me"])


class Files(tool.Case):
    def rows(self, name):
        with open(self.path(name), newline="") as file:
            return list(csv.DictReader(file))

    def test_histogram(self):
        r = self.record("characterize", "mitchell:n=8", "--histogram", self.path("h.csv"))
        rows = self.rows("h.csv")
        self.assertEqual(list(rows[0]), ["low", "high", "count", "share"])
        self.assertEqual(sum(int(x["count"]) for x in rows), 65536)
        self.assertAlmostEqual(sum(float(x["share"]) for x in rows), 1)
        self.assertTrue(all(x["low"] == x["high"] for x in rows))
        self.assertEqual(sum(int(x["low"]) * int(x["count"]) for x in rows) / 65536, r["me"])
        self.text("characterize", "drum:n=16,k=6", "--samples", "30000", "--histogram", self.path("s.csv"))
        rows = self.rows("s.csv")
        self.assertEqual(sum(int(x["count"]) for x in rows), 30000)
        widths = {int(x["high"]) - int(x["low"]) + 1 for x in rows}
        self.assertEqual(len(widths), 1)
        self.assertEqual(widths.pop().bit_count(), 1)
        self.assertLessEqual(len(rows), 256)
        once = self.read("s.csv")
        self.text("characterize", "drum:n=16,k=6", "--samples", "30000", "--histogram", self.path("s.csv"), "--jobs", "1")
        self.assertEqual(self.read("s.csv"), once)

    def test_heatmap(self):
        if not shutil.which("gnuplot"):
            self.skipTest("gnuplot is not installed")
        for spec in ("mitchell:n=8", "drum:n=2,nb=12", "exact:n=3@signed", "mbm:n=32@signed"):
            self.record("characterize", spec, "--samples", "1000", "--heatmap", self.path("m.png"))
            png = self.read("m.png")
            self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n", spec)
            self.assertEqual(struct.unpack(">II", png[16:24]), (1600, 1250), spec)
            self.assertEqual(png[-8:-4], b"IEND", spec)
        self.assertEqual(os.listdir(self.folder), ["m.png"])

    def test_colours(self):
        """The cell of a = b = 6 of mitchell:n=3 has the largest error, -4; that of 0 has none."""
        if not shutil.which("gnuplot"):
            self.skipTest("gnuplot is not installed")
        self.text("characterize", "mitchell:n=3", "--heatmap", self.path("m.png"))
        pixel = pixels(self.read("m.png"))
        at = lambda a, b: pixel(225 + 128 * a + 64, 80 + 128 * (7 - b) + 64)
        self.assertEqual((at(6, 6), at(0, 0)), ((0x00, 0x42, 0x6a), (255, 255, 255)))
        self.assertEqual(at(5, 7), at(7, 5))


def pixels(png):
    """x, y -> (red, green, blue) of an 8-bit RGB or RGBA picture."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8 and kind in (2, 6)
    size, data, at = (3 if kind == 2 else 4), b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at:at + 8])
        data += png[at + 8:at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    data, lines, before = zlib.decompress(data), [], bytes(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        rule, line = data[start], bytearray(data[start + 1:start + 1 + width * size])
        for i in range(width * size):
            left, corner = (line[i - size], before[i - size]) if i >= size else (0, 0)
            if rule == 4:
                p = left + before[i] - corner
                nearest = min((abs(p - left), 0, left), (abs(p - before[i]), 1, before[i]), (abs(p - corner), 2, corner))[2]
            else:
                nearest = (0, left, before[i], (left + before[i]) // 2)[rule]
            line[i] = (line[i] + nearest) & 255
        lines.append(line)
        before = line
    return lambda x, y: tuple(lines[y][x * size:x * size + 3])


class Shards(tool.Case):
    def test_parts_become_the_whole(self):
        for spec, *options in (("drum:n=9,k=4@signed", "--per-bit"), ("mitchell:n=20", "--samples", "20000"), ("mbm@fp16",)):
            method = "sampled" if "--samples" in options else "exhaustive"
            command = ("characterize", spec, "--method", method, *options)
            for i in (3, 1):
                self.text(*command, "--shard", f"{i}/3", "--store", f"part{i}.db")
            done = self.run_axmul("merge", "part3.db", "part1.db", "-o", "two.db")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)
            self.assertIn("2 of 3 parts found", done.stderr)
            self.text(*command, "--shard", "2/3", "--store", "part2.db")
            self.text("merge", "part2.db", "two.db", "-o", "whole.db")
            [found] = self.records("select", "--store", "whole.db", "--min", "mred")
            for field, value in self.record(*command).items():
                self.assertEqual(found[field], value, f"{spec} {field}")
            for name in os.listdir(self.folder):
                os.remove(self.path(name))


class Refusals(tool.Case):
    def refused(self, *arguments, says):
        before = sorted(os.listdir(self.folder))
        done = self.run_axmul("characterize", *arguments)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_one_line_and_nothing_written(self):
        bad = self.write("bad.csv", "value,weight\n3,1\n300,1\n")
        good = self.write("good.csv", "3,1\n")
        histogram, heatmap = self.path("h.csv"), self.path("m.png")
        self.refused("exact", "--dist-a", bad, "--histogram", histogram,
                     says="bad.csv:3: value '300' not accepted; an integer from 0 to 255 is")
        self.refused("exact", "--dist-a", self.write("w.csv", "3,x\n"), says="w.csv:1: weight 'x' not accepted; a number of at least 0 is")
        self.refused("exact", "--dist-b", "norml:sigma=3", says="a distribution is uniform, normal:sigma=S")
        self.refused("exact", "--dist-a", "normal:sigma=-1", says="a standard deviation S above 0 is")
        self.refused("exact:n=11", "--dist-joint", good, says="operands of at most 10 bits")
        self.refused("exact", "--dist-joint", good, says="good.csv:1: line '3,1' not accepted; a,b,weight is")
        self.refused("exact", "--dist-joint", good, "--dist-a", "uniform", says="excludes")
        self.refused("exact", "--weights", good, "--dist-b", "uniform", says="excludes")
        self.refused("exact", "--weights", good, "--dot", "3", says="excludes")
        self.refused("exact", "--dot", "0", says="an integer of at least 1")
        self.refused("mbm@bf16", "--dist-a", "uniform", says="name the core, mbm:n=8")
        self.refused("mbm@bf16", "--dot", "3", says="dot products are of integer multipliers")
        self.refused("mbm@bf16", "--heatmap", heatmap, says="name the core, mbm:n=8")
        for shard in ("0/3", "4/3", "1", "1/3/2", "-1/3", "a/b"):
            self.refused("exact", "--shard=" + shard, "--store", self.path("s.db"), says="--shard")
        self.refused("exact", "--shard", "1/3", says="--shard needs --store")
        self.refused("exact", "--store", self.path("s.db"), says="--store goes with --shard")
        self.refused("mbm@bf16", "--histogram", histogram, says="name the core, mbm:n=8")
        self.refused("drum:n=8,k=3..4", "--heatmap", heatmap, says="--heatmap is of one multiplier; 2 are named")
        self.refused("exact", "--histogram", self.path("no/h.csv"), says="cannot write")


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
