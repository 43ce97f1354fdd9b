"""A ``Result`` as a piece of HTML for a notebook: one static part, without script, request or frame.

Its colours follow the notebook's: JupyterLab and Notebook 7 say by an attribute which they have, VS Code by a class, Colab by
another attribute; where none of them does, the system's preference counts.
"""

import html

_DARK = "--mebi-up:#f0a35e;--mebi-down:#4cc9bd;--mebi-heat:240,150,60"
_STYLE = """
.mebi{--mebi-up:#a34a00;--mebi-down:#0b6e66;--mebi-heat:235,120,20;
--mebi-line:var(--jp-border-color2,var(--vscode-panel-border,rgba(128,128,128,.35)));
color:var(--jp-content-font-color1,var(--vscode-editor-foreground,inherit));
font:12px/1.45 var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,Menlo,Consolas,monospace))}
body[data-jp-theme-light=false] .mebi,body.vscode-dark .mebi,html[theme=dark] .mebi{%s}
@media(prefers-color-scheme:dark){html:not([theme]) body:not([data-jp-theme-light]):not(.vscode-light):not(.vscode-dark) .mebi{%s}}
.mebi p{margin:2px 0}.mebi small{font-size:11px;opacity:.75}
.mebi svg{display:block;width:100%%;max-width:640px;height:56px;margin:4px 0}
.mebi details{margin:4px 0}.mebi summary{cursor:pointer}
.mebi div{max-height:60vh;overflow:auto;border:1px solid var(--mebi-line)}
.mebi table{table-layout:auto;border-collapse:collapse;border:0;margin:0;width:100%%;font:inherit;line-height:1.45}.mebi sup{line-height:0}
.mebi tr:not([style]){background:none!important}
.mebi th,.mebi td{padding:0 8px;border:0;text-align:right;white-space:pre;font:inherit;color:inherit;max-width:none;vertical-align:top}
.mebi th{opacity:.75;position:sticky;top:0}
.mebi td:first-child{opacity:.65}.mebi td:last-child,.mebi th:last-child{text-align:left;width:99%%}
.mebi tr[style] td:first-child{opacity:1}.mebi .u{color:var(--mebi-up)}.mebi .d{color:var(--mebi-down)}.mebi tr[style] .u{color:inherit}
""" % (_DARK, _DARK)
_BEGIN = '<div class="mebi" style="max-height:none;border:0;overflow:visible">\n<style>%s</style>' % _STYLE.replace("\n", "")
_ROW = "<tr%s><td>%d<td>%s<td>%s<td>%s<td>%s"
_HEADER = "<tr><th>Line<th>Mem usage<th>Increment<th>Occurrences<th>Line contents"
_MOST_HEAT = 0.6
_MOST_SHARE = 0.001  # of the largest increment: what is less has no heat
_WIDTH, _HEIGHT = 640, 56
_MOST_TEXT = 200  # characters of a line


def page_of(result, precision=1):
    """The HTML of a ``Result``."""
    functions = sorted(result.functions, key=lambda function: -function.growth)
    largest = max([abs(line.increment) for function in functions for line in function.lines] or [0])
    parts = [_BEGIN]
    parts.append("<p>%s</p>" % _escaped(result.summary()))
    parts += ["<p><small>%s</small></p>" % _escaped(remark) for remark in result.remarks()]
    parts.append(curve_of(result))
    if not functions:
        parts.append("<p>%s</p>" % _escaped(result.table().strip()))
    for index, function in enumerate(functions):
        parts.append(_function(function, largest, precision, is_open=index == 0))
    parts.append("</div>")
    return "\n".join(part for part in parts if part)


def report_of(cells, lines):
    """The HTML of what cells took, and of their (cell, line, increment, text) that took most."""
    parts = [_BEGIN, "<div><table><tr><th>Cell<th>Before<th>After<th>Peak<th>Growth (MiB)<th>Contents"]
    for number, before, after, peak, text in cells:
        sizes = ["%.1f" % (size / 2.0**20) for size in (before, after, peak)]
        cells_of_row = ["[%d]" % number] + sizes + [_signed(after - before, 1, unit=""), _escaped(text)]
        parts.append("<tr><td>" + "<td>".join(cells_of_row))
    parts.append("</table></div><p>Lines that took most</p><div><table><tr><th>Line<th>Increment<th>Line contents")
    for name, number, increment, text in lines:
        parts.append("<tr><td>%s:%d<td>%s<td>%s" % (_escaped(name), number, _signed(increment, 1), _escaped(text[:_MOST_TEXT])))
    return "\n".join(parts + ["</table></div></div>"])


def _function(function, largest, precision, is_open):
    title = "%s %s, %s; %d call%s" % (
        "<b>%s</b>" % _escaped(function.name),
        _signed(function.growth, precision),
        _escaped(function.file),
        function.calls,
        "" if function.calls == 1 else "s",
    )
    rows = [_row(line, largest, precision) for line in function.lines]
    table = "<div><table>%s%s</table></div>" % (_HEADER, "\n".join(rows))
    return "<details%s><summary>%s</summary>%s</details>" % (" open" if is_open else "", title, table)


def _row(line, largest, precision):
    text = _escaped(line.text if len(line.text) <= _MOST_TEXT else line.text[: _MOST_TEXT - 1] + "\u2026")
    if not line.occurrences:
        return _ROW % ("", line.number, "", "", "", text)
    share = line.increment / float(largest) if largest else 0
    heat = ""
    if share > _MOST_SHARE:
        heat = ' style="background:rgba(var(--mebi-heat),%.2f)"' % (_MOST_HEAT * share**0.5)
    mark = "<sup>*</sup>" if line.overlapped else ""
    return _ROW % (
        heat,
        line.number,
        "%.*f" % (precision, line.memory / 2.0**20),
        _signed(line.increment, precision, unit="") + mark,
        line.occurrences,
        text,
    )


def _signed(size, precision, unit=" MiB"):
    number = "%.*f" % (precision, abs(size) / 2.0**20)
    if not float(number):
        return number + unit
    sign, kind = ("+", "u") if size > 0 else ("\u2212", "d")
    return '<span class="%s">%s%s%s</span>' % (kind, sign, number, unit)


def curve_of(result):
    """The memory of the process over time; nothing where it was seen too seldom to say something."""
    points = result.timeline
    if len(points) < 3:
        return ""
    lowest = min(size for _, size in points)
    highest = max([size for _, size in points] + [result.peak])
    until = max(points[-1][0], 1)
    height = max(highest - lowest, 1)
    places = [
        "%.1f,%.1f" % (at * _WIDTH / until, _HEIGHT - 2 - (size - lowest) * (_HEIGHT - 6) / height) for at, size in _thinned(points)
    ]
    label = "Resident memory over %.2f s: from %.1f to %.1f MiB" % (until / 1e9, lowest / 2.0**20, highest / 2.0**20)
    area = "M0,%d L%s L%d,%dZ" % (_HEIGHT, " ".join(places), _WIDTH, _HEIGHT)
    return (
        '<svg viewBox="0 0 %d %d" preserveAspectRatio="none" role="img"><title>%s</title>'
        '<path d="%s" fill="rgba(var(--mebi-heat),.25)"/>'
        '<path d="M%s" fill="none" stroke="var(--mebi-up)" vector-effect="non-scaling-stroke"/></svg>'
        "<p><small>%s</small></p>" % (_WIDTH, _HEIGHT, label, area, " ".join(places), label)
    )


def _thinned(points, most=200):
    """At most so many points, the highest of each stretch."""
    size = max(1, -(-len(points) // most))
    return [max(points[at : at + size], key=lambda point: point[1]) for at in range(0, len(points), size)]


def _escaped(text):
    return html.escape(text, quote=True)
