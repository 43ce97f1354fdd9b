/** What stands below the options in the help of each command. */
export const HELP = {
  mebi: `
Examples:
  mebi run train.py --epochs 3        profile a script, print its tables, keep the run
  mebi open                           the desktop app
  mebi serve                          the same in a browser, also over an SSH tunnel
  mebi list                           the runs so far
  mebi show last                      the tables of the newest run again
  mebi run --help                     all about running

Environment:
  MEBI_HOME    folder for the history, in place of the platform's own
  MEBI_DEBUG   set to 1: failures show where in Mebi they arose
  NO_COLOR     set to 1: no colours
`,
  run: `
The program's own output comes first, as it comes; then a table for each watched function; then, on standard error, one
line with the run's number and its peak. Options behind SCRIPT or -m MODULE are the program's.

Watched are the functions named with -f; else those decorated with @profile; else every function of SCRIPT and
its module level. A NAME is a function (load), a method (Loader.load), or either within a file (reader.py:load).

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

Ctrl-C interrupts the program, a second one stops it. Either way the run is kept.

A SIZE is a number of bytes, or of K, M, G or T, each 1024 of the one before: 512M, 1.5G, 4GiB. Counted is what the
program and all processes that it started hold in RAM; above it they are killed at once, and the run is kept.

Exit codes: the program's own; 128+N where signal N ended it; 137 after --max-memory; 124 after --timeout; 2 for a wrong
command line (also a script, function or interpreter that is not there); 1 where Mebi itself failed.
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
  mebi show last --view hotspots            its functions, those that kept the most first
  mebi show last --view tree --format json  who called whom, for a script

Views: table, the lines of each function; timeline, memory over time; peak, who held the memory at its highest;
tree, every path of calls; hotspots, the functions ranked; leaks, what grew and grew; hints, what to try.

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
