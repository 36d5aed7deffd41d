#!/usr/bin/python3
"""A sweep that is killed loses nothing that it had kept: usage: kill_test.py AXMUL

One sweep runs undisturbed. Another is killed again and again, when its store has got so many results, and then runs to its
end: all figures are equal, and a further run computes nothing. SIGTERM leaves no scratch folder behind; what SIGKILL
leaves, a later run removes."""
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SPECS = """exact:n=4
drum:n=8,k=3..4   # two
mitchell:n=8@signed
exact:n=6,nb=3@lsb:ta=1,mode=jam
trunc:n=9,k=6
mbm@e4m3
"""
DESIGNS = 7
STAGES = ("characterize", "verify", "synth")
# Results in the store, 0 before it exists.
KILL_AT = ((0, signal.SIGKILL), (1, signal.SIGTERM), (DESIGNS - 2, signal.SIGKILL), (DESIGNS + 1, signal.SIGTERM),
           (2 * DESIGNS + 1, signal.SIGKILL), (3 * DESIGNS - 4, signal.SIGTERM))
OPTIONS = ("--pairs", "20000", "--quiet", "--json")


def fail(message):
    sys.exit(f"kill_test: {message}")


def results(store):
    """(spec, stage, options, version) to values; nothing while there is no store."""
    if not os.path.exists(store):
        return {}
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60)
    try:
        rows = db.execute("SELECT spec, stage, options, version, values_json FROM result").fetchall()
        if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            fail(f"{store} is damaged")
    except sqlite3.OperationalError as error:
        if "no such table" in str(error) or "unable to open" in str(error):  # still being made
            return {}
        raise
    finally:
        db.close()
    return {row[:4]: json.loads(row[4]) for row in rows}


def sweep(axmul, folder, store):
    done = subprocess.run([axmul, "sweep", "list.txt", "--store", store, *OPTIONS], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"sweep of {store} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)[0]


def scratch(folder):
    return {name for name in os.listdir(folder) if name.startswith("axmul-scratch-")}


def kill_sweep(axmul, folder, store, count, how):
    """Starts a sweep and kills it as soon as the store has `count` results. Returns what the store then has."""
    scratch_before = scratch(folder)
    running = subprocess.Popen([axmul, "sweep", "list.txt", "--store", store, *OPTIONS], cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 300
    while running.poll() is None and len(results(os.path.join(folder, store))) < count:
        if time.monotonic() > deadline:
            fail(f"no {count} results after 300 s")
        time.sleep(0.02)
    running.send_signal(how)
    status = running.wait()
    left = scratch(folder) - scratch_before
    if how == signal.SIGTERM and left:
        fail(f"{left} are left behind by {how.name} at {count} results")
    try:
        os.killpg(running.pid, signal.SIGKILL)  # the tools that it had started
    except ProcessLookupError:
        pass
    if status != -how:
        fail(f"the sweep that was to be killed at {count} results had ended with {status}")
    return results(os.path.join(folder, store))


def same(what, found, expected):
    for key, values in found.items():
        if key not in expected:
            fail(f"{what}: {key} is not in the undisturbed store")
        if values != expected[key]:
            differing = [f for f in expected[key] if values.get(f) != expected[key][f]]
            fail(f"{what}: {key} differs in {differing}:\n  {values}\n  {expected[key]}")


def main():
    axmul = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="axmul-kill-") as folder:
        os.environ["TMPDIR"] = folder  # what killed runs leave behind goes, too
        with open(f"{folder}/list.txt", "w") as file:
            file.write(SPECS)
        begin = time.monotonic()
        summary = sweep(axmul, folder, "calm.db")
        calm = results(f"{folder}/calm.db")
        print(f"undisturbed: {time.monotonic() - begin:.1f} s, {summary}", flush=True)
        if summary["computed"] != 3 * DESIGNS or sorted({key[1] for key in calm}) != sorted(STAGES) or len(calm) != 3 * DESIGNS:
            fail(f"the undisturbed run has {len(calm)} results: {summary}")

        kept = 0
        for count, how in KILL_AT:
            left = kill_sweep(axmul, folder, "killed.db", count, how)
            print(f"{how.name} at {count} results: {len(left)} kept", flush=True)
            if not max(count, kept) <= len(left) < 3 * DESIGNS:
                fail(f"killed at {count} results, {len(left)} are in the store; {kept} were before")
            same(f"killed at {count}", left, calm)
            kept = len(left)

        abandoned = scratch(folder)
        print(f"SIGKILL left {len(abandoned)} scratch folders", flush=True)
        for name in abandoned:
            os.utime(f"{folder}/{name}", (0, 0))
        summary = sweep(axmul, folder, "killed.db")
        print(f"run to its end: {summary}", flush=True)
        if not abandoned or scratch(folder):
            fail(f"of the scratch folders {abandoned} that SIGKILL left {scratch(folder)} are there after another run")
        if (summary["found"], summary["computed"]) != (kept, 3 * DESIGNS - kept):
            fail(f"{kept} results were kept, but the next run says {summary}")
        final = results(f"{folder}/killed.db")
        same("run to its end", final, calm)
        if final.keys() != calm.keys():
            fail(f"missing: {calm.keys() - final.keys()}")
        summary = sweep(axmul, folder, "killed.db")
        if (summary["computed"], summary["found"]) != (0, 3 * DESIGNS):
            fail(f"a further run computes again: {summary}")
    print("kill_test: the same figures, and nothing is computed twice")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
