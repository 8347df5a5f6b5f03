"""What the machine offers: processors to keep apart, open files, a process's memory and time."""

from __future__ import annotations

import os
import resource
from pathlib import Path


def service_core() -> int:
    """The processor the service is kept on."""
    return min(os.sched_getaffinity(0))


def client_core() -> int:
    """The processor all load comes from; the service's own when there is only one."""
    return max(os.sched_getaffinity(0))


def pin(pid: int, core: int) -> None:
    """Keep a process, with all threads it has, on one processor."""
    for task in Path(f"/proc/{pid}/task").iterdir() if pid else ():
        os.sched_setaffinity(int(task.name), {core})
    if not pid:
        os.sched_setaffinity(0, {core})


def raise_file_limit(wanted: int = 20_000) -> None:
    """Let this process and its children open that many files. Raises OSError when it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


def resident_kib(pid: int) -> int:
    """Memory of one process that is resident and its own, in KiB (pages shared with files, such
    as libraries, are left out because they are there with or without consoles)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise OSError(f"process {pid} shows no memory")


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used so far, by itself and the kernel for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_name() -> str:
    """The processor's name, for the head of the table."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"
