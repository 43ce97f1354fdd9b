"""Runs cells, a JSON list on standard input, in a kernel of this environment, and prints what came of each (kernels.py)."""

import json
import sys

from jupyter_client.manager import start_new_kernel


def main():
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120)
    outputs = []
    for cell in json.load(sys.stdin):
        outputs.append(_run(manager, client, cell))
        if (outputs[-1]["error"] or [""])[0] == "dead":
            break
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    print(json.dumps(outputs))


def _run(manager, client, cell):
    output = {"text": "", "displays": [], "result": None, "error": None}

    def take(message):
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            output["text"] += content["text"]
        elif kind in ("display_data", "update_display_data"):
            output["displays"].append(content["data"])
        elif kind == "execute_result":
            output["result"] = content["data"]
        elif kind == "error":
            output["error"] = [content["ename"], content["evalue"]]

    try:
        client.execute_interactive(cell, output_hook=take, timeout=120)
    except RuntimeError:  # it noticed by itself
        output["error"] = ["dead", ""]
    return output


main()
