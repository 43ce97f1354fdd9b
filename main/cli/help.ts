/** What stands below the options in the help of each command. */
export const HELP = {
  mebi: `
Examples:
  mebi run train.py --epochs 3        profile a script, print its tables, keep the run
  mebi check --max-peak 1G train.py   the same, and fail where it takes more
  mebi open                           the desktop app
  mebi serve                          the same in a browser, also over an SSH tunnel
  mebi list                           the runs so far
  mebi show last                      the tables of the newest run again
  mebi compare last~1 last            what changed from one run to the next
  mebi run --help                     all about running

Environment:
  MEBI_HOME    folder for the history, in place of the platform's own
  MEBI_DEBUG   set to 1: failures show where in Mebi they arose
  NO_COLOR     set to 1: no colours
  MEBI_SAFE_DIRECTORY  folders whose interpreters are run although others may write there; * for all
`,
  run: `
The program's own output comes first, as it comes; then a table for each watched function; then, on standard error, one
line with the run's number and its peak, that of all its processes together. Options behind SCRIPT or -m MODULE are the program's.

Watched are the functions named with -f; else those that @profile marks in SCRIPT, or, where it marks none, every function
of SCRIPT and its module level; and what is marked in the modules that it really loads. A NAME is a function (load), a
method (Loader.load), or either within a file (reader.py:load) or a module (pkg.reader:load, pkg.reader.load).

Examples:
  mebi run train.py --epochs 3              --epochs is the program's
  mebi run -f load -f Model.fit train.py    two functions only
  mebi run -c 'load("a.csv")' tools.py      load tools.py, then run a statement in it
  mebi run -m pytest -q tests               a module or package
  mebi run --backend heap train.py          what Python's allocators hold, exact to the byte
  mebi run -q --format json train.py        numbers for a script, without the program's output
  mebi run --max-memory 4G train.py         stopped when it takes more, with all its processes
  mebi run --all --detail functions app.py  every function of the project, cheaply
  mebi run --peak train.py                  with a column for what was freed within a line
  mebi run --all --top 3 train.py           the three functions with the largest increments
  mebi run --min-increment 1M train.py      without lines in which less happened
  mebi run --data may.csv load.py may.csv   name, size and hash of the data are kept with the run
  mebi run --data-size 1e6 --data-unit rows load.py
  mebi run --repeat 5 train.py              five runs as one group: medians, lowest and highest

Ctrl-C interrupts the program, a second one stops it. Either way the run is kept.

With --repeat, the runs follow each other, each with its output; input is read by the first. Then come the tables, of
medians, with the lowest and highest increment of each line. A run that does not finish, or Ctrl-C, ends it all: the
tables are that run's. What --data names is read before the program starts; a folder or a pipe cannot be.

A * behind an increment: other threads were at work meanwhile, and it may be theirs. Of the module level, the lines
that ran are printed, with one on either side. --top takes the functions of the lines with the largest increments, up or
down. --min-increment leaves out lines that kept or gave back less, and in which memory did not rise by as much; what
is left out is said in one line, and kept all the same.

A SIZE is a number of bytes, or of K, M, G or T, each 1024 of the one before: 512M, 1.5G, 4GiB. Counted is what the
program and all processes that it started hold in RAM; above it they are killed at once, and the run is kept.

Exit codes: the program's own; 128+N where signal N ended it; 137 after --max-memory; 124 after --timeout; 2 for a wrong
command line (also a script, function or interpreter that is not there); 1 where Mebi itself failed.
`,
  check: `
Runs the program as mebi run does, then judges the peak of the run, and of each function what its calls kept and how high
memory came. A number fails where it is above what it may be, by --min-growth at least, and beyond what the runs differ
among themselves (--repeat). Without --backend and --detail, those of the baseline count. docs/guard.md has it all.

Examples:
  mebi check --max-peak 512M train.py                                   a fixed limit
  mebi check --write-baseline mebi-baseline.json --repeat 5 train.py    a file to commit
  mebi check --baseline mebi-baseline.json --repeat 3 train.py          held against it
  mebi check --baseline nightly --max-growth 5 train.py                 against the newest run with that label
  mebi check --baseline baseline train.py                               against the run that is marked as baseline
  mebi check --baseline 12 --junit memory.xml --markdown memory.md train.py

Exit codes: 0 where it holds; 1 where something grew; 2 for a wrong command line; 3 where the program did not finish, or
Mebi failed; 128+N where signal N ended it.
`,
  list: `
Examples:
  mebi list                       newest first
  mebi list -n 5 --project .      the last five of the project in this folder
  mebi list --json                for scripts
`,
  show: `
RUN is the number of a run, or last.

Examples:
  mebi show 3                               the tables, as mebi run printed them
  mebi show last --peak                     with a column for what was freed within a line
  mebi show 3 --format csv -o lines.csv     for a spreadsheet
  mebi show 3 --format html -o run.html     a page to send around: source, heat, timeline, calls
  mebi show last --view hotspots            its functions, those that kept the most first
  mebi show last --top 3                    the tables of the three functions with the largest increments
  mebi show last --view tree --format json  who called whom, for a script

Views: table, the lines of each function; timeline, memory over time; peak, who held the memory at its highest;
tree, every path of calls; hotspots, the functions ranked; leaks, what grew and grew; hints, what to try.

Exit codes: 0; 1 where there is no such run; 2 for a wrong command line.
`,
  compare: `
A and B are numbers of runs, or last, last~1, last~2 and so on. The earlier run is the base. Where a run was one of several
(mebi run --repeat), all of them count, by their median.

Examples:
  mebi compare last~1 last                   the newest run against the one before it
  mebi compare 3 7 --threshold 100K          smaller changes, too
  mebi compare 3 7 --sort time               what became slower or faster
  mebi compare 3 7 --json                    for scripts
  mebi compare 3 7 --html -o fix.html        a page to send around

Printed are one sentence, what else differs between the runs, the functions by how much their growth changed, and their
lines: ~ stands before an edited line, + and - before those of one run only. With enough runs on both sides, p says how
probable such a difference is without a cause (Mann-Whitney U test); from 0.05 on it is noise.

Exit codes: 0, whatever differs; 1 where there is no such run; 2 for a wrong command line.
`,
  export: `
A RUN is the number of a run, or last, last~1 and so on. The file has everything of them: tables, timelines, sources, output;
not the environment variables that they were started with. docs/mebi-file.md describes it.

Examples:
  mebi export last -o fit.mebi                            for a colleague, who opens it with mebi import
  mebi export 3 4 5 -o before.mebi                        several runs in one file
  mebi export 3 --format speedscope -o 3.speedscope.json  who called whom, for https://www.speedscope.app
  mebi export 3 --format collapsed -o 3.txt               the same for flame graph tools; --metric time: by time

Exit codes: 0; 1 where there is no such run, or they do not fit a file; 2 for a wrong command line.
`,
  import: `
Takes in what mebi export wrote (.mebi), what mprof run wrote (.dat), and text with a table of memory_profiler; which of
them a file is, is told by its content. Nothing in it is executed. A run that is there already stays as it is.

Examples:
  mebi import fit.mebi                       as runs of the project in this folder
  mebi import --project ~/fit *.dat          of another project
  mebi import table.txt                      what python -m memory_profiler printed

Printed are the numbers that the runs have here. A file may have 64 MiB.

Exit codes: 0; 1 where a file cannot be taken in (those before it are); 2 for a wrong command line, or a missing file.
`,
  trend: `
TARGET is what ran, or a part of it (train.py); without one, and without --function, each target gets a line. A NAME is a
function (load), a method (Loader.load), or either within a file (reader.py:load). The newest run says which runs count:
those of its backend, on its data, that finished.

Examples:
  mebi trend                                 every target of the project in this folder
  mebi trend train.py                        its peak, run by run
  mebi trend train.py --by commit            one line for each commit; + stands for changes that were not committed
  mebi trend -f load --measure time          how long load() took
  mebi trend train.py --json                 for scripts

A step is where a number came to another level and stayed there for three runs or more; docs/history.md says how it is found.

Exit codes: 0; 1 where there is nothing to print; 2 for a wrong command line.
`,
  growth: `
For runs that say how much data they had (mebi run --data FILE or --data-size N, or mebi describe RUN --data-size N).

Examples:
  mebi growth                                every target of the project in this folder
  mebi growth train.py --predict 1e7         what ten million rows would take
  mebi growth train.py --predict 4G          where the data is counted in bytes
  mebi growth --json                         for scripts

Exit codes: 0; 1 where no run says how much data it had; 2 for a wrong command line.
`,
  clean: `
Says which runs go, asks, and removes them for good. Pinned runs and baselines (mebi describe) always stay; repetitions of a
run (mebi run --repeat) count as one.

Examples:
  mebi clean --keep-last 20 --dry-run        only says what it would remove
  mebi clean --keep-last 20 --one-a-day      the last 20 of each target, of older ones the last of each day (UTC)
  mebi clean --keep-last 5 --yes             in a script, where nobody can be asked

Exit codes: 0; 1 after a no, or where it failed; 2 for a wrong command line, or where nobody can be asked.
`,
  describe: `
RUN is the number of a run, or last, last~1 and so on.

Examples:
  mebi describe last --label "before the fix" --pin
  mebi describe 7 --baseline                 what later runs of its target are held against, in place of the one before
  mebi describe 7 --data-label small --data-size 1000 --data-unit rows
  mebi describe 7 --label '' --unpin         takes both away

Exit codes: 0; 1 where there is no such run; 2 for a wrong command line.
`,
  rm: `
Examples:
  mebi rm 3 4     removes runs 3 and 4; the numbers are not given again

Exit codes: 0; 1 where one of the runs does not exist (the others are removed); 2 for a wrong command line.
`,
  open: `
Examples:
  mebi open           with the recent projects
  mebi open .         with the project in this folder

Where there is no desktop app, its pages open in a browser, as with mebi serve --open.
`,
  serve: `
Prints one address: open it in a browser. Its token is new at every start; whoever has it can run programs as you.
Closing the page does not stop a run; it is there again when the page is.

Examples:
  mebi serve .                  the project in this folder
  mebi serve --port 8000        on this port or not at all
  mebi serve --open             opens the browser, too

For a program on another machine, run mebi serve there, and here a tunnel to it:
  ssh -N -L 7363:127.0.0.1:7363 user@machine

Ctrl-C stops the runs, keeps them, and ends; a second one kills what does not want to end.

Exit codes: 0 after Ctrl-C; 1 where the port is in use; 2 for a wrong command line.
`,
  doctor: `
Examples:
  mebi doctor            Node, the interpreters for this folder's project, the history, the system's memory readings
  mebi doctor --json     for scripts

Exit codes: 0 where Mebi can work, if need be with warnings; 1 where it cannot.
`,
  completion: `
Examples:
  eval "$(mebi completion bash)"                                   in ~/.bashrc
  eval "$(mebi completion zsh)"                                    in ~/.zshrc, after compinit
  mebi completion fish > ~/.config/fish/completions/mebi.fish      once
`,
} as const
