import { HEAT_STEPS, heatColour, parseRgb } from '../../analysis/heat.ts'

/** Colours of the app (renderer/styles/tokens.css), by theme; a test keeps them equal. */
export const THEMES = {
  light: {
    ground: 'oklch(0.995 0.002 255)',
    side: 'oklch(0.97 0.004 255)',
    hover: 'oklch(0.935 0.006 255)',
    line: 'oklch(0.885 0.006 255)',
    text: 'oklch(0.29 0.012 255)',
    'text-strong': 'oklch(0.18 0.012 255)',
    'text-quiet': 'oklch(0.49 0.014 255)',
    accent: 'oklch(0.52 0.16 258)',
    growth: 'oklch(0.52 0.13 45)',
    release: 'oklch(0.48 0.085 200)',
    bad: 'oklch(0.53 0.19 27)',
    warn: 'oklch(0.53 0.11 75)',
    'heat-growth-low': '255 196 90',
    'heat-growth-high': '248 134 92',
    'heat-release-low': '120 210 208',
    'heat-release-high': '80 182 185',
    'code-comment': '#49505b',
    'code-keyword': '#1b459c',
    'code-string': '#17552f',
    'code-number': '#7d3200',
    'code-decorator': '#5f2c91',
  },
  dark: {
    ground: 'oklch(0.2 0.008 255)',
    side: 'oklch(0.225 0.008 255)',
    hover: 'oklch(0.29 0.01 255)',
    line: 'oklch(0.31 0.01 255)',
    text: 'oklch(0.9 0.006 255)',
    'text-strong': 'oklch(0.97 0.004 255)',
    'text-quiet': 'oklch(0.71 0.012 255)',
    accent: 'oklch(0.72 0.13 255)',
    growth: 'oklch(0.79 0.15 65)',
    release: 'oklch(0.8 0.1 195)',
    bad: 'oklch(0.72 0.17 25)',
    warn: 'oklch(0.8 0.13 85)',
    'heat-growth-low': '235 160 40',
    'heat-growth-high': '184 52 26',
    'heat-release-low': '40 175 170',
    'heat-release-high': '14 106 112',
    'code-comment': '#abb1bb',
    'code-keyword': '#9dbdff',
    'code-string': '#abd19b',
    'code-number': '#e8ba82',
    'code-decorator': '#d0b2f5',
  },
} as const

type Theme = (typeof THEMES)[keyof typeof THEMES]

/** Everything that gives a page its look. Paper is always light. */
export function pageStyle(): string {
  return `${themeRules(THEMES.light)}
@media screen and (prefers-color-scheme:dark){${themeRules(THEMES.dark)}}
${RULES}`
}

function themeRules(theme: Theme): string {
  const colours = Object.entries(theme).filter(([name]) => !name.startsWith('heat'))
  const tokens = colours.map(([name, value]) => `--${name}:${value}`).join(';')
  return `:root{${tokens}}${heatRules(theme, 'growth')}${heatRules(theme, 'release')}`
}

/** The shades of `heatClass`. */
function heatRules(theme: Theme, hue: 'growth' | 'release'): string {
  const ramp = { low: parseRgb(theme[`heat-${hue}-low`]), high: parseRgb(theme[`heat-${hue}-high`]) }
  return Array.from({ length: HEAT_STEPS }, (_, index) => {
    const { rgb, alpha } = heatColour(ramp, index + 1)
    return `.${hue[0]}${index + 1}{--heat:rgb(${rgb.join(' ')}/${alpha.toFixed(2)})}`
  }).join('')
}

/** The class of a heat from -1 to 1: short, there may be one in each of thousands of lines. */
export function heatName(step: number, heat: number): string {
  return step === 0 ? '' : `${heat > 0 ? 'g' : 'r'}${step}`
}

const RULES = `
:root{color-scheme:light dark;--code:"JetBrains Mono Variable","JetBrains Mono",ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
*{box-sizing:border-box}
html{scroll-padding-top:32px;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Cantarell,"Noto Sans","DejaVu Sans",sans-serif}
main,header,footer{max-width:1240px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
footer{padding-top:16px;padding-bottom:32px;color:var(--text-quiet);font-size:12px}
h1,h2,h3{color:var(--text-strong);line-height:1.25;overflow-wrap:anywhere}
h1{font-size:24px;font-weight:600;margin:0 0 8px}
h2{font-size:17px;font-weight:600;margin:40px 0 10px}
h3{font:600 13px/1.4 var(--code);margin:24px 0 8px}
p{margin:0 0 8px;max-width:80ch;overflow-wrap:anywhere}
a{color:inherit;text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
table{border-collapse:collapse;width:100%}
th,td{padding:2px 12px 2px 0;text-align:left;vertical-align:top;font-weight:400}
thead th{color:var(--text-quiet);font-size:12px;white-space:nowrap;vertical-align:bottom;padding-bottom:4px}
caption{text-align:left;color:var(--text-quiet);font-size:12px;padding-bottom:6px}
ul{margin:0 0 8px;padding-left:20px;max-width:80ch}
.quiet{color:var(--text-quiet)}
.star{display:inline-block;width:0;text-indent:0}
.bad{color:var(--bad)}
.warn{color:var(--warn)}
.up{color:var(--growth)}
.down{color:var(--release)}
.kind{margin:0 0 4px;color:var(--text-quiet)}
.lead{font-size:16px;color:var(--text-strong)}
.figures{display:flex;flex-wrap:wrap;gap:4px 32px;margin:16px 0 0;padding:10px 0;border:solid var(--line);border-width:1px 0}
.figures div{min-width:0}
.figures dt{color:var(--text-quiet);font-size:12px}
.figures dd{margin:0;color:var(--text-strong);font-family:var(--code);font-size:14px;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 20px;margin:0}
.facts dt{color:var(--text-quiet)}
.facts dd{margin:0;overflow-wrap:anywhere}
.mono,.list td,.list tbody th,.lines{font-family:var(--code);font-size:12.5px;line-height:20px;font-variant-ligatures:none;font-feature-settings:"liga" 0,"calt" 0}
.list tbody tr{border-top:1px solid var(--line)}
.list th.n,.list td.n{text-align:right;white-space:nowrap}
.list tbody th,.list .file{overflow-wrap:anywhere}
.list .bar,.lines .bar{width:120px;padding-right:16px}
.bar svg{display:block;width:100%;height:20px}
.bar rect{fill:var(--growth)}
.bar .down{fill:var(--release)}
.bar line,.grid{stroke:var(--line)}
.wide{overflow-x:auto}
.lines{table-layout:fixed;border:solid var(--line);border-width:1px 0}
.lines thead th{position:sticky;top:0;z-index:1;background:var(--ground);padding:6px 12px 4px 0;font-family:inherit;font-size:11.5px;text-align:right;border-bottom:1px solid var(--line)}
.lines td,.lines tbody th{padding:0 12px 0 0;text-align:right;white-space:nowrap;color:var(--text)}
.lines tbody th{color:var(--text-quiet)}
.lines .l{width:52px}.lines .m{width:104px}.lines .o{width:108px}
.lines td:last-child,.lines .c{text-align:left;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4;padding:0 0 0 calc(6px + 4ch);text-indent:-4ch;unicode-bidi:isolate}
.lines thead .c{text-align:left;text-indent:0;padding:6px 0 4px 6px}
.run .lines tr[class] td:nth-child(n+4),.diff td.c{background:var(--heat,none)}
.run .lines tr:not([class]) td:nth-child(4){color:var(--text-quiet)}
.lines :target th{color:var(--text-strong);font-weight:700}
.lines .fold td:only-child{display:table-cell;text-indent:0;padding:2px 6px;text-align:left;white-space:normal;background:var(--side);color:var(--text-quiet);font-family:system-ui,sans-serif;font-size:12px}
.fold label{cursor:pointer}
.fold input{margin:0 8px 0 0;vertical-align:-2px;accent-color:var(--accent)}
.folded{display:none}
.fold:has(:checked)+.folded{display:table-row-group}
@supports not selector(:has(a)){.folded{display:table-row-group}.fold input{display:none}}
.lines b{font-weight:400;color:var(--code-keyword)}
.lines q{quotes:none;color:var(--code-string)}
.lines q::before,.lines q::after{content:none}
.lines small{font-size:inherit;color:var(--code-comment)}
.lines u{text-decoration:none;color:var(--code-number)}
.lines data{color:var(--code-decorator)}
.lines i{font-style:normal;border-radius:2px;outline:1px solid var(--bad);outline-offset:-1px;color:var(--bad)}
.lines strong{font-family:system-ui,sans-serif;font-weight:600;color:var(--bad);margin-left:16px}
.all{display:none}
figure{margin:0}
figcaption{font-size:12px;color:var(--text-quiet);margin-top:4px}
.chart,.flame{display:block;width:100%;font:11px var(--code)}
.chart text{fill:var(--text-quiet);paint-order:stroke;stroke:var(--ground);stroke-width:3px}
.chart path{fill:none;stroke:var(--accent);stroke-width:1.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.chart .area{fill:var(--accent);fill-opacity:.13;stroke:none}
.chart .s1{stroke:var(--growth)}.chart .s2{stroke:var(--text-quiet)}
.chart path.base{stroke:var(--text-quiet);stroke-dasharray:5 3}
.chart .peak{fill:var(--growth)}
.chart text.peak{font-weight:600}.chart .peak.base{fill:var(--text-quiet)}
.chart .mark{overflow:visible}
.chart .mark path{stroke:none;fill:var(--text-quiet)}
.chart .mark .bad{fill:var(--bad)}.chart .mark .warn{fill:var(--warn)}.chart .mark .child{fill:var(--release)}
.key{display:inline-block;width:18px;height:8px;margin:0 6px 0 0;vertical-align:middle}
.key line{stroke:var(--accent);stroke-width:2.5}
.key .s1{stroke:var(--growth)}.key .s2{stroke:var(--text-quiet)}.key .base{stroke:var(--text-quiet);stroke-dasharray:5 3}
.legend span{margin-right:20px;white-space:nowrap}
.flame rect{fill:var(--hover);stroke:var(--ground);stroke-width:1px}
.flame .heat{fill:var(--heat)}
.flame text{fill:var(--text-strong)}
.flame .crumbs{fill:var(--hover);stroke:none}
.flame svg:hover rect{stroke:var(--text-quiet)}
.diff .l{width:52px}.diff .m{width:84px}.diff .bar{width:90px}
.diff thead .c{width:auto}.diff thead th{white-space:normal}
.wide+p{margin-top:16px}
.diff td:last-child,.diff td.n{text-align:right;text-indent:0;white-space:nowrap;padding:0 12px 0 0}
.diff td.n{background:var(--heat,none)}
.lines td.up{color:var(--growth)}.lines td.down{color:var(--release)}.lines td.quiet{color:var(--text-quiet)}
.diff .added>:nth-child(-n+3),.diff .removed>:nth-child(n+4):nth-child(-n+6){background:var(--side)}
.diff .added th:nth-child(4),.diff .changed th:nth-child(4),.diff .removed th:nth-child(4){color:var(--text-strong)}
.brief{margin-top:16px}
.tag{margin-left:8px;color:var(--text-quiet);font:12px system-ui,sans-serif}
@media screen and (max-width:760px){
main,header,footer{padding-left:14px;padding-right:14px}
.wide-only,.odd{display:none}
.figures{gap:6px 20px}
.facts{grid-template-columns:1fr}.facts dd{margin-bottom:6px}
.list .bar{width:64px;padding-right:8px}
.lines{font-size:11.5px}.lines .l{width:34px}.lines .m{width:74px}.lines th,.lines td{padding-right:8px}.lines thead th{white-space:normal}
.lines td:last-child{padding-left:calc(6px + 2ch);text-indent:-2ch}
.all{display:inline-block;margin:0 0 8px;font-size:13px}
.run:not(:has(.all :checked)) .lines :is(th,td):is(:nth-child(2),:nth-child(3),:nth-child(5),:nth-child(6)){display:none}
.diff,.diff tbody{display:block}
.diff .folded{display:none}.diff .fold:has(:checked)+.folded{display:block}
.diff thead{display:none}
.diff tr{display:grid;grid-template-columns:44px 1fr 60px 64px;border-top:1px solid var(--side)}
.diff .fold tr,.diff .fold td:only-child{display:block}
.diff tr>:nth-child(n+8){display:none}
.diff tr>:nth-child(n+4){grid-row:2}
.diff tr:not([class])>:nth-child(-n+3):not(:only-child),.diff .added>:nth-child(-n+3),.diff .removed>:nth-child(5),.diff .removed>:nth-child(6){display:none}
.diff :is(.changed,.removed)>:first-child::before{content:"\u2212 "}
.diff .removed>:nth-child(4){display:none}.diff .removed>:nth-child(7){grid-row:1;grid-column:4}
}
@media print{
body{font-size:11px}
:root{color-scheme:light;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,header,footer{max-width:none;padding:0}
tr,figure,.figures{break-inside:avoid}
h2,h3{break-after:avoid}
thead{display:table-header-group}
.lines thead th{position:static}
.wide{overflow:visible}
.lead{font-size:13px}.fold input{display:none}
.mono,.list td,.list tbody th,.lines,.lines thead th{font-size:9px}
.lines{line-height:13px}.lines thead th{white-space:normal}
.lines .m,.lines .o{width:66px}.lines .l{width:36px}.diff .m,.diff .bar{width:50px}
}`
