#!/usr/bin/python3
"""Mutation test of `axmul verify`: usage: mutation_test.py AXMUL

100 single mutations of gate-level netlists (Yosys `mutate`) and 10 of RTL text. berkeley-abc's `cec` says which of them
change the function; `axmul verify SPEC --rtl …` has to report those, and no other."""
import concurrent.futures
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

DESIGNS = {"drum": "drum:n=8,k=4", "trunc": "trunc:n=8,k=7,corr=var"}
NETLIST_MUTANTS = 50  # of each design
RTL_MUTANTS = 5  # of each design
FEWEST_CHANGES = 95  # of the 100 netlist mutants
SEED = 1
GATES = "AND,OR,XOR,NAND,NOR,XNOR"


def fail(message):
    sys.exit(f"mutation_test: {message}")


def run(folder, *command, status=0):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != status:
        fail(f"{' '.join(command[:6])} … exited with {done.returncode}, not {status}:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def synthesize(folder, source, result, top, *more):
    """A flat netlist of generic gates, as BLIF and as whatever `more` writes."""
    script = [f"read_verilog {source}", f"hierarchy -top {top}", "synth -flatten", f"abc -g {GATES}", "opt_clean -purge",
              "rename -top m", "rename -enumerate", f"write_blif -gates {result}.blif", *more]
    return run(folder, "yosys", "-q", "-p", "; ".join(script))


def netlist_mutants(folder, tag, top):
    """Writes tag_ref.* and tag_<i>.v, .blif for single mutations of the netlist."""
    synthesize(folder, f"{tag}.v", f"{tag}_ref", top, f"write_rtlil {tag}.il", f"write_verilog -noattr {tag}_ref.v",
               f"mutate -list {NETLIST_MUTANTS} -seed {SEED} -o {tag}.mutations")
    with open(f"{folder}/{tag}.mutations") as lines:
        mutations = lines.read().splitlines()
    if len(set(mutations)) != NETLIST_MUTANTS:
        fail(f"yosys mutate gave {len(set(mutations))} different mutations of {tag}, not {NETLIST_MUTANTS}")
    script = [f"read_rtlil {tag}.il", "design -save good"]
    for i, mutation in enumerate(mutations):
        script += ["design -load good", mutation, "simplemap", "opt_clean", f"write_verilog -noattr {tag}_{i}.v",
                   f"write_blif -gates {tag}_{i}.blif"]
    with open(f"{folder}/{tag}.ys", "w") as file:
        file.write("\n".join(script) + "\n")
    run(folder, "yosys", "-q", "-s", f"{tag}.ys")
    return {f"{tag}_{i}": mutation for i, mutation in enumerate(mutations)}


def rtl_edits(rtl):
    """Every edit of the kinds below, as (begin, end, replacement): operators, constants, indices in statements."""
    edits = []
    swaps = {"+": "-", "-": "+", "&": "|", "|": "&", "^": "|"}
    for line in re.finditer(r"^[^\n]*$", rtl, re.M):
        code = line.group().split("//")[0]
        if not re.search(r"\b(assign|wire)\b.*=", code) or "unused" in code:
            continue
        body = code.index("=") + 1
        for found in re.finditer(r"(?<=[\w\]}) ]) ([-+&|^]) (?=[\w({~|&])", code[body:]):
            at = line.start() + body + found.start(1)
            edits.append((at, at + 1, swaps[found.group(1)]))
        for found in re.finditer(r"(?<=[\[(+\- ,])\d+(?=[\])+\- ,:;])", code[body:]):  # constants and indices
            at = line.start() + body + found.start()
            edits.append((at, at + len(found.group()), str(int(found.group()) + 1)))
    return edits


def rtl_mutants(folder, tag, top):
    """Writes tag_r<i>.v, .blif; an edit that leaves Verilator's -Wall or Yosys unsatisfied is replaced by another."""
    with open(f"{folder}/{tag}.v") as file:
        rtl = file.read()
    edits = rtl_edits(rtl)
    random.Random(SEED).shuffle(edits)
    mutants = {}
    for begin, end, replacement in edits:
        if len(mutants) == RTL_MUTANTS:
            break
        name = f"{tag}_r{len(mutants)}"
        with open(f"{folder}/{name}.v", "w") as file:
            file.write(rtl[:begin] + replacement + rtl[end:])
        lint = subprocess.run(["verilator", "--lint-only", "-Wall", "-Wno-DECLFILENAME", "-Wno-UNUSED", "--top-module", top, f"{name}.v"], cwd=folder, capture_output=True)
        if lint.returncode != 0:
            continue
        synthesize(folder, f"{name}.v", name, top)
        line = rtl.count("\n", 0, begin) + 1
        mutants[name] = f"line {line}: '{rtl[begin:end]}' -> '{replacement}' in {rtl.splitlines()[line - 1].strip()}"
    if len(mutants) != RTL_MUTANTS:
        fail(f"{len(mutants)} of {len(edits)} edits of the RTL of {tag} pass the lint; {RTL_MUTANTS} are needed")
    return mutants


def changes_function(folder, reference, mutant):
    said = run(folder, "berkeley-abc", "-q", f"cec {reference}.blif {mutant}.blif")
    if ("NOT EQUIVALENT" in said) == ("are equivalent" in said):
        fail(f"cec does not say whether {mutant} equals {reference}:\n{said}")
    return "NOT EQUIVALENT" in said


def main():
    axmul = os.path.abspath(sys.argv[1])
    began = time.monotonic()

    def lap(what):
        print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)

    with tempfile.TemporaryDirectory(prefix="axmul-mutation-") as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        mutants, tops = {}, {}
        for tag, spec in DESIGNS.items():
            rtl = run(folder, axmul, "rtl", spec)
            tops[tag] = re.findall(r"^module (\w+)", rtl, re.M)[-1]
            with open(f"{folder}/{tag}.v", "w") as file:
                file.write(rtl)
        made = [pool.submit(make, folder, tag, tops[tag]) for tag in DESIGNS for make in (netlist_mutants, rtl_mutants)]
        for one in made:
            mutants.update(one.result())
        lap(f"{len(mutants)} mutants written")
        if len(mutants) != len(DESIGNS) * (NETLIST_MUTANTS + RTL_MUTANTS):
            fail(f"{len(mutants)} mutants were made")

        differ = dict(zip(mutants, pool.map(lambda m: changes_function(folder, m.split("_")[0] + "_ref", m), mutants)))
        changed = sum(differ[m] for m in mutants if "_r" not in m)
        lap(f"cec: {changed} of {len(DESIGNS) * NETLIST_MUTANTS} netlist mutants and "
            f"{sum(differ[m] for m in mutants if '_r' in m)} of {len(DESIGNS) * RTL_MUTANTS} RTL mutants change the function")
        if changed < FEWEST_CHANGES:
            fail(f"cec: {changed} netlist mutants change the function, at least {FEWEST_CHANGES} are expected")

        wrong = []
        for tag, spec in DESIGNS.items():
            names = [m for m in mutants if m.startswith(tag + "_")] + [f"{tag}_ref"]
            differ[f"{tag}_ref"] = False
            mutants[f"{tag}_ref"] = "no mutation"
            files = [argument for name in names for argument in ("--rtl", f"{name}.v")]
            expected = 1 if any(differ[name] for name in names) else 0
            records = json.loads(run(folder, axmul, "verify", spec, *files, "--json", "--quiet", status=expected))
            lap(f"axmul verify {spec} with {len(names)} modules")
            if [r["file"] for r in records] != [f"{name}.v" for name in names]:
                fail(f"the records are of {[r['file'] for r in records]}")
            for name, r in zip(names, records):
                if not r["exhaustive"] or r["pairs"] != 65536:
                    fail(f"{name} was not checked over every pair: {r}")
                if (r["mismatches"] != 0) != differ[name]:
                    wrong.append(f"{name} ({mutants[name]}): cec says {'different' if differ[name] else 'equivalent'}, "
                                 f"verify found {r['mismatches']} mismatches")
        if wrong:
            fail("verify and cec disagree:\n  " + "\n  ".join(wrong))
    lap("verify reports every mutant that changes the function, and no other")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
