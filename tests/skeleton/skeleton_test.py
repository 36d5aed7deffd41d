#!/usr/bin/python3
"""The Verilog of the skeleton family: usage: skeleton_test.py AXMUL

skeleton:n,k drops the k low bits of a, as exact@lsb:ta=k does: `axmul verify` compares the two over every pair. The module is
clean in Verilator, Yosys and Icarus, and a bad parameter stops each of them."""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RTL = os.path.join(HERE, "..", "..", "rtl")
CASES = [(8, 2, 8), (8, 0, 8), (8, 7, 8), (7, 3, 4), (2, 1, 9)]  # N, K, Nb


def fail(message):
    sys.exit(f"skeleton_test: {message}")


def source(path):
    with open(path) as file:
        return file.read()


def text(folder, n, k, nb):
    """A file of its own: the parts, the module, a top with ports a, b, p."""
    parts = "\n".join(source(os.path.join(RTL, part)) for part in
                      ("cell/axmul_rows.v", "cell/axmul_csa_tree.v", "int/axmul_exact.v"))
    top = (f"`default_nettype none\nmodule top (input wire [{n - 1}:0] a, input wire [{nb - 1}:0] b, output wire [{n + nb - 1}:0] p);\n"
           f"  axmul_skeleton #(.N({n}), .K({k}), .Nb({nb})) u_core (.a(a), .b(b), .p(p));\nendmodule\n`default_nettype wire\n")
    path = f"{folder}/skeleton_{n}_{k}_{nb}.v"
    with open(path, "w") as file:
        file.write(parts + "\n" + source(os.path.join(HERE, "axmul_skeleton.v")) + "\n" + top)
    return path


def tools(folder, path):
    return {"verilator": ["verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", "top", path],
            "yosys": ["yosys", "-q", "-p", f"read_verilog {path}; hierarchy -check -top top; proc; check -assert"],
            "iverilog": ["iverilog", "-g2005", "-Wall", "-s", "top", "-o", f"{folder}/a.out", path]}


def main():
    axmul = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="axmul-skeleton-") as folder:
        for n, k, nb in CASES:
            path = text(folder, n, k, nb)
            for tool, command in tools(folder, path).items():
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode != 0 or done.stdout or done.stderr:
                    fail(f"{tool} is not content with N={n}, K={k}, Nb={nb}:\n{done.stdout}{done.stderr}")
        for n, k, nb in [(8, 8, 8), (8, -1, 8), (1, 0, 8), (8, 2, 65)]:
            path = text(folder, n, k, nb)
            for tool, command in tools(folder, path).items():
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode == 0 or not re.search("bad_parameter_skeleton", done.stdout + done.stderr):
                    fail(f"{tool} takes N={n}, K={k}, Nb={nb}")

        n, k, nb = CASES[0]
        good = text(folder, n, k, nb)
        wrong = f"{folder}/wrong.v"
        with open(wrong, "w") as file:
            file.write(source(good).replace(f".K({k})", f".K({k + 1})"))
        done = subprocess.run([axmul, "verify", f"exact:n={n},nb={nb}@lsb:ta={k}", "--rtl", good, "--rtl", wrong, "--json"],
                              capture_output=True, text=True)
        if done.returncode != 1:
            fail(f"verify exited with {done.returncode}, not 1:\n{done.stdout}{done.stderr}")
        right, other = json.loads(done.stdout)
        if not right["exhaustive"] or right["mismatches"] != 0:
            fail(f"the Verilog is not skeleton:n={n},k={k}: {right}")
        # K + 1 drops bit K as well: wrong where a has that bit and b is not 0
        if other["mismatches"] != 2 ** (n - 1) * (2 ** nb - 1):
            fail(f"with another K verify reports {other['mismatches']} mismatches")
    print("skeleton_test: equal over every pair, clean in three tools, bad parameters refused")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
