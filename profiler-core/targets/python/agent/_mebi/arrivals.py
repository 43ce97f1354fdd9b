"""Functions that arrive by value: cloudpickle and its copies (in Dask, joblib, Ray, PySpark) and dill make them anew.

Each time one arrives it has a new code object, though equal to those before. All of these are exchanged for one, so that
what is known of code does not grow with the number of tasks.
"""

from .imports import named_as

_CLOUDPICKLES = [
    package + module
    for package in ("", "joblib.externals.", "ray.", "pyspark.")
    for module in ("cloudpickle.cloudpickle", "cloudpickle.cloudpickle_fast")
]


def follow_arrivals(exchange):
    """Returns callbacks for ``imports.AfterImport``. ``exchange(code)`` gives the code to run for one that has arrived."""

    def take(function):
        code = function.__code__
        to_run = exchange(code)
        if to_run is not code:
            function.__code__ = to_run

    def extend_cloudpickle(module):
        plain = getattr(module, "_function_setstate", None)
        if plain is not None:

            def function_setstate(function, state):
                result = plain(function, state)
                take(function)
                return result

            module._function_setstate = named_as(function_setstate, plain)

    def extend_dill(module):
        plain = module._create_function

        def create_function(*args, **kwds):
            function = plain(*args, **kwds)
            take(function)
            return function

        module._create_function = named_as(create_function, plain)

    callbacks = {name: extend_cloudpickle for name in _CLOUDPICKLES}
    callbacks["dill._dill"] = extend_dill
    return callbacks
