#!/usr/bin/python3
"""`axmul rtl` writes one self-contained file that three tools take without a word: usage: rtl_test.py AXMUL"""
import re
import subprocess
import unittest

import tool


class Rtl(tool.Case):
    SPECS = """exact:n=2 exact:n=5,nb=9 exact:n=33 trunc:n=8,k=0 trunc:n=8,k=5 trunc:n=8,k=7,r=9,corr=const trunc:n=7,k=6,corr=var,nb=4
        bam:n=8,h=2,v=5 bam:n=4,h=0,v=3,nb=9 drum:n=8,k=4 drum:n=16,k=16 drum:n=5,k=7,nb=11 rep:n=8,l=3,comp=none
        rep:n=8,l=3,comp=or rep:n=8,l=4,comp=const rep:n=8,l=4,comp=shift mitchell:n=8 mitchell:n=2 mitchell:n=3,nb=12 mbm:n=8,w=3
        exact:n=8@lsb:ta=1,tb=3 exact:n=6,nb=3@lsb:ta=5,tb=2,mode=jam mbm:n=16@signed mbm:n=8@signed:how=ones
        drum:n=9,k=3,nb=4@lsb:tb=2,mode=jam@signed exact@fp32 drum:k=5@tf32 exact@bf16 mbm@bf16:round=rtz,subnormal=flush
        exact@fp16:subnormal=flush,overflow=saturate mitchell@fp16:round=rtz exact@e5m2:round=rtz,overflow=saturate exact@e4m3
        exact@e4m3:overflow=saturate,subnormal=flush rep:l=2,comp=or@e4m3 exact@float:e=2,m=1 exact@float:e=11,m=4
        drum:k=4@lsb:ta=1,mode=jam@float:e=3,m=8 perf:n=8,j=2,k=3,nb=6 ssm:n=8,m=5 ssm:n=9,nb=2 essm:n=10,m=6 essm:n=4,nb=9
        tosam:n=8,h=0,t=3 tosam:n=16,h=15,t=32 tosam:n=3,h=7,t=9,nb=8 roba:n=8 roba:n=2,nb=5 ilm:n=16 ilm:n=9,nb=3
        alm:n=8,m=0 alm:n=8,m=7,adder=loa alm:n=16,m=5,adder=maa3,nb=7 dralm:n=8,t=5 dralm:n=16,t=16,small=jam dralm:n=3,nb=8
        iterlog:n=8,c=0 iterlog:n=16,c=2 iterlog:n=8,c=7,nb=4 realm:n=7,m=16,t=2 realm:n=16,m=8,t=9 realm:n=8,nb=3 udm:n=8
        udm:n=2,nb=6 momeni:n=4,c=8 momeni:n=8,design=2 momeni:n=16,c=3 venkatachalam:c=7 bw:n=8,h=2,v=5 bw:n=5,v=9,nb=6
        rad:n=8,k=6 rad:n=5,k=4,nb=9 r4abm:n=8,kind=2,p=7 r4abm:n=2,p=4 srep:n=8 srep:n=9,l=4,digit=low brep:n=8 brep:n=4,c=0
        bw:n=8@lsb:ta=2,mode=jam realm@bf16 tosam@e4m3""".split()

    def test_self_contained_and_clean(self):
        """No word from Verilator -Wall, Icarus -Wall or Yosys."""
        for i, spec in enumerate(self.SPECS):
            with self.subTest(spec):
                top = self.top_of(spec, f"m{i}.v")
                for command in (["verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", top, f"m{i}.v"],
                                ["iverilog", "-g2005", "-Wall", "-s", top, "-o", "m.out", f"m{i}.v"],
                                ["yosys", "-q", "-p", f"read_verilog m{i}.v; hierarchy -check -top {top}; proc; check -assert"]):
                    done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
                    self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""), " ".join(command))

    def top_of(self, spec, file):
        self.assertEqual(self.text("rtl", spec, "-o", self.path(file)), "")
        text = self.read(file).decode()
        self.assertEqual(self.text("rtl", spec), text)
        modules = re.findall(r"^module (\w+)", text, re.M)
        self.assertEqual(len(modules), len(set(modules)))
        tops = [m for m in modules if len(re.findall(rf"\b{m}\b", re.sub(r"//[^\n]*", "", text))) == 1]
        self.assertEqual(len(tops), 1, f"tops of {spec}: {tops}")
        return tops[0]


if __name__ == "__main__":
    tool.take_binary()
    unittest.main()
