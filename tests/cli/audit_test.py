"""axmul audit: exit statuses, records and lines, on files as other tools write them."""
import struct
import unittest

import tool


class Audit(tool.Case):
    def table(self, spec, form, name):
        self.text("lut", spec, "--format", form, "-o", self.path(name))
        return self.path(name)

    def test_sound(self):
        for spec, form, name, extra in (("drum:n=8,k=4", "npy", "a.npy", []), ("brep:n=8", "raw", "a.raw", []),
                                        ("perf:n=6,j=1,nb=4", "raw", "b.raw", ["--n", 6, "--nb", 4]),
                                        ("mitchell:n=8@signed", "c", "a.h", []), ("mbm@bf16", "approxtrain", "a_7.bin", [])):
            record = self.record("audit", self.table(spec, form, name), "--format", form, *extra)
            self.assertEqual((record["faults"], record["distance"], record["mean_difference"]), ([], 0, 0), spec)
            self.assertEqual(record["format"], form)

    def test_transposed_and_swapped(self):
        f = lambda a, b: a * (b & ~12)
        content = b"".join(struct.pack(">I", f(a, b)) for b in range(256) for a in range(256))
        record = self.record("audit", self.write("t.raw", content), "--format", "raw", status=1)
        self.assertEqual([x["fault"] for x in record["faults"]], ["transposed", "byte_order"])
        self.assertEqual((record["nearest"], record["distance"], record["signed"]), ("perf:n=8,j=2,k=2", 0, False))
        self.assertEqual((record["n"], record["nb"], record["highest"]), (8, 8, 255 * 243))

    def test_numeric_order(self):
        rows = "\n".join(",".join(str(a * b) for b in range(-8, 8)) for a in range(-8, 8))
        text = f"const int16_t lut [16][16] = {{{rows}}};"
        record = self.record("audit", self.write("t.h", text), "--format", "c", status=1)
        self.assertEqual([x["fault"] for x in record["faults"]], ["axis_order"])
        self.assertEqual((record["nearest"], record["lowest"], record["highest"]), ("exact:n=4@signed", -56, 64))

    def test_entry(self):
        content = bytearray(self.table("exact:n=8", "raw", "t.raw") and self.read("t.raw"))
        content[4 * (200 << 8 | 100)] ^= 1
        file = self.write("u.raw", bytes(content))
        record = self.record("audit", file, "--format", "raw", status=1)
        self.assertEqual(record["faults"][0]["entries"], [{"a": 200, "b": 100, "found": 20001, "expected": 20000}])
        self.assertEqual(record["er"], 1 / 65536)
        text = self.text("audit", file, "--format", "raw", status=1)
        self.assertIn("entries: 1 entries off: f(200, 100) = 20001, expected 20000", text)

    def test_bad_input(self):
        for arguments in (["nosuch", "--format", "raw"], [self.write("t.raw", b"abc"), "--format", "raw"],
                          [self.write("t.raw", b"abc"), "--format", "xyz"], [self.write("t.bin", b"abcd"), "--format", "approxtrain"],
                          [self.write("t.raw", b"abc")]):
            done = self.run_axmul("audit", *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
