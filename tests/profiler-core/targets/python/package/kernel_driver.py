"""Runs cells, a JSON list on standard input, in a kernel of this environment, and prints what came of each (kernels.py)."""

import json
import queue
import sys
import time

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

    request = client.execute(cell)
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except queue.Empty:
            if manager.is_alive():
                continue
            output["error"] = ["dead", ""]
            break
        if message["parent_header"].get("msg_id") == request:
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            take(message)
    else:
        output["error"] = ["too long", cell]
    return output


main()
