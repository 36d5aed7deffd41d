#!/usr/bin/python3
"""The example trains as it says: usage: lenet_test.py LENET DIGITS"""
import csv
import subprocess
import sys
import tempfile
import unittest

LENET, DIGITS = sys.argv[1:3]


class Lenet(unittest.TestCase):
    def test_accuracies(self):
        with tempfile.TemporaryDirectory(prefix="axmul-lenet-") as folder:
            curves = f"{folder}/curves.csv"
            done = subprocess.run([LENET, DIGITS, curves], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            with open(curves, newline="") as file:
                rows = list(csv.DictReader(file))
        last = {row["multiplier"]: float(row["accuracy"]) for row in rows}
        first = {row["multiplier"]: float(row["accuracy"]) for row in reversed(rows)}
        self.assertEqual(list(last), ["exact@fp32", "rep:n=8,l=4@signed", "mbm@bf16", "drum:n=8,k=4@signed"])
        self.assertLess(first["exact@fp32"], 50)
        self.assertGreaterEqual(last["exact@fp32"], 95)
        for multiplier, accuracy in last.items():
            self.assertGreaterEqual(accuracy, last["exact@fp32"] - 2, multiplier)

    def test_bad_input(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"123")
            file.flush()
            for arguments in ([], [file.name], [f"{file.name}.nosuch"]):
                done = subprocess.run([LENET, *arguments], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
