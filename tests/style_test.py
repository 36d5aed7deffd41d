"""The settings hold: clang-format leaves every source as it is, clang takes the tools without a warning, clang-tidy finds
nothing in the library."""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
PRECOMPILED = ["CLI/CLI.hpp", "boost/multiprecision/cpp_int.hpp", "filesystem", "fmt/format.h", "map", "nlohmann/json.hpp", "regex",
               "string", "vector"]
FLAGS = ["-std=c++17", f"-I{ROOT}", f"-I{ROOT}/include", "-DAXMUL_SHARDS=4", "-DAXMUL_SHARD=0", '-DAXMUL_VERSION="x"']


def sources(*suffixes):
    for folder in ("include", "src", "characterize", "lut_gen", "bench", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes:
                yield str(path)


def failures(commands):
    """What the commands that fail print."""
    def run(command):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        return (done.stdout + done.stderr) if done.returncode else ""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [text for text in pool.map(run, commands) if text]


def main():
    missing = [tool for tool in ("clang-format", "clang++", "clang-tidy") if not shutil.which(tool)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        unit, common = pathlib.Path(folder, "unit.cpp"), pathlib.Path(folder, "common.hpp")
        unit.write_text("#include <axmul/spec.hpp>\nint main() { axmul::visit(\"mbm@bf16\", [](auto const&) {}); }\n")
        common.write_text("".join(f"#include <{header}>\n" for header in PRECOMPILED))
        found = failures([["clang-format", "--dry-run", "-Werror", *sources(".cpp", ".hpp", ".cu")],
                          ["clang++", *FLAGS, *WARNINGS, "-fpch-instantiate-templates", "-x", "c++-header", str(common),
                           "-o", f"{common}.pch"]])
        found += failures([["clang++", *FLAGS, *WARNINGS, "-include-pch", f"{common}.pch", "-fsyntax-only", path]
                           for path in sources(".cpp")
                           if path.startswith((f"{ROOT}/src", f"{ROOT}/characterize", f"{ROOT}/lut_gen"))])
        found += failures([["clang-tidy", "--quiet", f"--config-file={ROOT}/.clang-tidy", str(unit), "--", *FLAGS]])
    print("\n".join(text[:4000] for text in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
