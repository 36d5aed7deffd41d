#!/usr/bin/python3
"""What a consumer meets: usage: run.py BUILD_FOLDER

Installs the build into a folder of its own, builds and runs the project beside this script against it, compiles each header
alone, and checks what the umbrella drags in. The cost of the umbrella is printed."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
HEAVY = ["string", "vector", "functional", "iostream"]
COMPILERS = [c for c in ("g++", "clang++") if shutil.which(c)]


def fail(message):
    sys.exit(f"consumer: {message}")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{' '.join(command)} exited with {done.returncode}:\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout + done.stderr


def installed_project(build, prefix, folder):
    run("cmake", "--install", build, "--prefix", prefix)
    run("cmake", "-S", HERE, "-B", f"{folder}/build", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF")
    with open(f"{folder}/build/CMakeCache.txt") as cache:
        found = re.search(r"^axmul_DIR:PATH=(.*)$", cache.read(), re.M).group(1)
    if not os.path.realpath(found).startswith(os.path.realpath(prefix) + os.sep):
        fail(f"find_package took {found}, not what was installed in {prefix}")
    run("cmake", "--build", f"{folder}/build")
    run(f"{folder}/build/consumer")
    if "scalar for 2 x 2 times 2 x 1" not in run(f"{folder}/build/gemm"):
        fail("the matrix product does not explain itself")
    if run(f"{prefix}/bin/axmul", "eval", "drum:n=16,k=6", "1000", "1000", "--json").count("1016064") != 1:
        fail("the installed command does not multiply")


def headers(include):
    found = [os.path.relpath(os.path.join(at, name), include) for at, _, names in os.walk(os.path.join(include, "axmul"))
             for name in names if name.endswith(".hpp")]
    if len(found) < 15:
        fail(f"{len(found)} headers are installed under {include}")
    return sorted(found)


def each_header_alone(include, folder):
    """All headers in one go for each compiler: a source file each, so that none sees another's includes."""
    sources = []
    for header in headers(include):
        source = f"{folder}/{header.replace('/', '_')}.cpp"
        with open(source, "w") as file:
            file.write(f"#include <{header}>\n#include <{header}>\n")
        sources.append(source)
    for compiler in COMPILERS:
        run(compiler, "-std=c++17", "-fsyntax-only", *WARNINGS, f"-I{include}", *sources)
    return len(sources)


def includes_of(include, source, compiler):
    return run(compiler, "-std=c++17", f"-I{include}", "-H", "-fsyntax-only", source)


def umbrella_is_light(include, folder):
    """No standard header of HEAVY is opened; `-H` of a file that includes them all shows that it would be seen."""
    umbrella, heavy = f"{folder}/umbrella.cpp", f"{folder}/heavy.cpp"
    with open(umbrella, "w") as file:
        file.write("#include <axmul/axmul.hpp>\n")
    with open(heavy, "w") as file:
        file.write("".join(f"#include <{name}>\n" for name in HEAVY))
    for compiler in COMPILERS:
        def opened(source):
            return [name for name in HEAVY if re.search(rf"^\.+ \S*/c\+\+/[\d.]+/{name}$", includes_of(include, source, compiler), re.M)]
        if opened(heavy) != HEAVY:
            fail(f"{compiler} -H does not show the standard headers; this check cannot be made")
        if opened(umbrella):
            fail(f"axmul/axmul.hpp includes <{'>, <'.join(opened(umbrella))}>")
        if "axmul/spec" in includes_of(include, umbrella, compiler):
            fail("axmul/axmul.hpp includes axmul/spec.hpp")


def cost(include, folder):
    empty = f"{folder}/empty.cpp"
    with open(empty, "w"):
        pass
    for compiler in COMPILERS:
        times = {}
        for name in ("empty", "umbrella"):
            best = float("inf")
            for _ in range(3):
                begin = time.monotonic()
                run(compiler, "-std=c++17", "-c", f"-I{include}", f"{folder}/{name}.cpp", "-o", f"{folder}/{name}.o")
                best = min(best, time.monotonic() - begin)
            times[name] = best
        print(f"{compiler}: #include <axmul/axmul.hpp> costs {times['umbrella'] - times['empty']:.2f} s")


def main():
    build = os.path.abspath(sys.argv[1])
    if "g++" not in COMPILERS:
        fail("g++ is not installed")
    with tempfile.TemporaryDirectory(prefix="axmul-consumer-") as folder:
        prefix = f"{folder}/prefix"
        installed_project(build, prefix, folder)
        count = each_header_alone(f"{prefix}/include", folder)
        print(f"{count} headers compile alone with {', '.join(COMPILERS)}")
        umbrella_is_light(f"{prefix}/include", folder)
        cost(f"{prefix}/include", folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
