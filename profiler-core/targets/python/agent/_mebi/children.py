"""Follows ``multiprocessing`` into processes that it starts afresh (spawn and forkserver; fork needs no help)."""

_FOLLOWED = ("from multiprocessing.spawn import", "from multiprocessing.forkserver import")
_BEGIN = "import sys; sys.path.insert(0, %r); import mebi_boot; mebi_boot.follow(%r, %r, %r); del sys.path[0]; %s"


def follow_spawned(agent_folder, paths, started_ns):
    """Returns callbacks for ``imports.AfterImport`` that have such processes load the agent first."""

    def extend(command):
        """Puts our start before the program of a command line ``[..., "-c", program, ...]``."""
        extended = list(command)
        for index in range(1, len(extended)):
            if extended[index - 1] == "-c" and extended[index].startswith(_FOLLOWED):
                extended[index] = _BEGIN % (agent_folder, *paths, started_ns, extended[index])
        return extended

    def extend_spawn(module):
        plain = module.get_command_line
        module.get_command_line = lambda **fields: extend(plain(**fields))

    def extend_util(module):
        plain = getattr(module, "spawnv_passfds", None)
        if plain is not None:
            module.spawnv_passfds = lambda path, args, passfds: plain(path, extend(args), passfds)

    return {"multiprocessing.spawn": extend_spawn, "multiprocessing.util": extend_util}
