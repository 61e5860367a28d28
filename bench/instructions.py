"""Instructions of each kernel, counted by callgrind, against those that are kept.

    python instructions.py PROGRAM KEPT          compares; an error where one rose by more than 5 %
    python instructions.py PROGRAM KEPT --keep   writes them anew

PROGRAM is bench/src/bin/kernels.rs, built for release.
"""

import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_RISE = 0.05

HEADING = """\
# Instructions that the kernels of bench/src/bin/kernels.rs take on 50,000 snapshots, on one thread.
# scripts/test-instructions.sh counts them again and fails where one rose by more than 5 %.
# After a change that is worth its price: scripts/test-instructions.sh --keep, and the reason in the commit.
# They depend on the compiler, on the kind of processor, and a little on the C library, whose copying
# differs between processors (AVX2 or not); not on the speed or the load of the machine.
"""


def main(program, kept_file, *keep):
    kept_file = Path(kept_file)
    names = run(program).split()
    assert names, f"{program} names no kernel"
    counts = {name: instructions(program, name) for name in names}
    made_with = f"# {compiler()}, {platform.machine()}"
    if keep:
        lines = [f"{name} {count}\n" for name, count in counts.items()]
        kept_file.write_text(HEADING + made_with + "\n" + "".join(lines), encoding="utf-8")
        print(f"kept {len(counts)} counts in {kept_file}")
        return
    text = kept_file.read_text(encoding="utf-8")
    kept = {name: int(count) for name, count in re.findall(r"^([^#\s]+) (\d+)$", text, re.MULTILINE)}
    faults = list(compare(counts, kept))
    if faults:
        if made_with not in text:
            faults.append(f"the counts were kept with another compiler or processor; this is {made_with[2:]}")
        faults.append("if that is worth it: scripts/test-instructions.sh --keep, and say why in the commit")
        sys.exit("\n".join(faults))
    print(f"{len(counts)} kernels: none takes above {MOST_RISE:.0%} more instructions than kept")


def compare(counts, kept):
    for name in sorted(counts.keys() | kept.keys()):
        if name not in kept:
            yield f"{name}: its count is not kept"
        elif name not in counts:
            yield f"{name}: kept, but there is no such kernel"
        else:
            rise = counts[name] / kept[name] - 1
            print(f"{name:28}{counts[name]:>14,} instructions {rise:+8.2%}")
            if rise > MOST_RISE:
                yield f"{name}: {counts[name]:,} instructions, {rise:+.1%} on the {kept[name]:,} that are kept"


def instructions(program, name):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        tool = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}", "--toggle-collect=kernels::measured"]
        run(*tool, program, name)
        count = int(re.search(r"^totals: (\d+)$", out.read_text(encoding="utf-8"), re.MULTILINE)[1])
    assert count > 10_000, f"{name}: {count} instructions; was `measured` found by its name?"
    return count


def compiler():
    return " ".join(run("rustc", "--version").split()[:2])


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
