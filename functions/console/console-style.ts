import { brand } from "../../templates/brand.ts";

const { light, dark } = brand.colour;
const { hair, small, medium, large } = brand.space;

/** The look of every page of the console. What a script or a part adds names these colours and spaces. */
export const consoleStyle = `
:root{color-scheme:light dark;--page:${light.page};--surface:${light.surface};--text:${light.text};--secondary:${light.secondary};--hairline:${light.hairline};--accent:#a8123a;--good:#1e6b3a;--hair:${hair};--small:${small};--medium:${medium};--large:${large}}
@media (prefers-color-scheme:dark){:root{--page:${dark.page};--surface:${dark.surface};--text:${dark.text};--secondary:${dark.secondary};--hairline:${dark.hairline};--accent:#ff8fab;--good:#7fd09b}}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 ${brand.font.body};background:var(--page);color:var(--text)}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:var(--hair) var(--medium);padding:var(--hair) var(--small);background:var(--surface);border-bottom:1px solid var(--hairline)}
.brand{font:700 1.125rem/1.5 ${brand.font.headline};text-decoration:none}
nav ul{display:flex;flex-wrap:wrap;gap:0 var(--small);margin:0;padding:0;list-style:none}
nav a{display:inline-block;padding:.5rem 0;text-decoration:none;color:var(--secondary)}
nav a:hover,nav a[aria-current]{color:var(--text);box-shadow:inset 0 -2px var(--accent)}
.who{margin-inline-start:auto;position:relative}
.who summary{cursor:pointer;padding:.5rem 0;max-width:14rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who[open]>:not(summary){margin:0 0 var(--hair)}
main{max-width:46rem;margin:0 auto;padding:var(--medium) var(--small) var(--large);overflow-wrap:anywhere}
main.wide{max-width:none}
h1,h2,h3{font-family:${brand.font.headline};font-weight:400;line-height:1.25;text-wrap:balance;margin:var(--large) 0 var(--hair)}
h1{font-size:1.75rem;margin-top:0}
.of{margin:0;color:var(--secondary)}
h2{font-size:1.25rem}
h3{font-size:1.0625rem}
a{color:inherit;text-underline-offset:.15em}
small,.secondary,dt{color:var(--secondary);font-size:.875rem}
.rows{margin:0;padding:0;list-style:none;background:var(--surface);border:1px solid var(--hairline)}
.rows>li{padding:.625rem var(--small);border-bottom:1px solid var(--hairline)}
.rows>li:last-child{border:0}
.rows small{display:block}
.links{display:flex;flex-wrap:wrap;gap:0 var(--medium);margin:0;font-size:.875rem}
.links a{min-width:2.75rem}
.rows>li>form,.rows small+button{margin-top:.5rem}
form+.rows{margin-top:var(--small)}
.scroll{overflow-x:auto;border:1px solid var(--hairline)}
table{border-collapse:collapse;width:100%;background:var(--surface);font-size:.9375rem}
th,td{text-align:start;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid var(--hairline)}
tr:last-child>td{border-bottom:0}
th{font-weight:600;color:var(--secondary)}
dl{margin:0}
dd{margin:0 0 var(--hair)}
pre,code{font-size:.875rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:var(--small);background:var(--surface);border:1px solid var(--hairline)}
label{display:block;margin:0 0 var(--small)}
p>label{margin:0}
label[for]{margin:var(--small) 0 0}
p>label[for]{margin:0}
:is(input,select,textarea)+small{display:block;margin:.375rem 0 0}
:is([type=checkbox],[type=radio])+small{display:inline}
fieldset{border:0;border-top:1px solid var(--hairline);margin:var(--medium) 0 0;padding:var(--small) 0 0}
legend{padding:0 var(--hair) 0 0;font:400 1.25rem/1.25 ${brand.font.headline}}
input:not([type=checkbox],[type=radio]),select,textarea{display:block;width:100%;max-width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .625rem;font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--secondary);border-radius:2px}
[type=checkbox],[type=radio]{accent-color:var(--text);width:1.125rem;height:1.125rem;margin:0 .5rem 0 0;vertical-align:-.15em}
[type=color]{height:2.75rem;padding:.25rem}
[aria-invalid=true]{border:2px solid var(--accent)}
button,.button{display:inline-block;font:inherit;font-weight:600;padding:.625rem 1.25rem;min-height:2.75rem;border:1px solid var(--text);border-radius:2px;background:var(--text);color:var(--surface);cursor:pointer;text-decoration:none}
button.quiet,.button.quiet,.who button{background:none;color:var(--text);border-color:var(--secondary);font-weight:400}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[role=alert],[role=status]{margin:0 0 var(--medium);padding:var(--hair) var(--small);background:var(--surface);border-inline-start:4px solid var(--accent)}
[role=status]{border-color:var(--good)}
.navs{display:contents}
@media (max-width:40rem){.navs{display:flex;order:2;width:calc(100% + 2*var(--small));margin:0 calc(-1*var(--small));padding:0 2rem 0 var(--small);overflow-x:auto;scrollbar-width:none;mask-image:linear-gradient(to right,#000 calc(100% - 2rem),transparent)}.navs ul{flex-wrap:nowrap;margin-inline-end:var(--small);white-space:nowrap}.navs :focus-visible{outline-offset:-3px}.who{margin-inline-start:auto}}
/* A finger takes 44 px: what stands in a line of words is larger there than it looks. */
@media (max-width:40rem),(pointer:coarse){.brand,nav a,summary,.who summary{padding-block:.625rem}nav a{min-width:2.75rem;text-align:center}main :is(p,li,dd) a:not(.button,.small){padding-block:.875rem}}
.skip{position:absolute;inset-inline-start:-99rem}
.skip:focus{inset-inline-start:0;padding:var(--hair);background:var(--surface)}
bdi{unicode-bidi:isolate}
`;
