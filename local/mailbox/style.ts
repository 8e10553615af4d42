import { brand } from "../../templates/brand.ts";

const { light, dark } = brand.colour;

const scheme = (colours: typeof light | typeof dark, accent: string, shade: string): string =>
  `--page:${colours.page};--surface:${colours.surface};--text:${colours.text};--secondary:${colours.secondary};--line:${colours.hairline};--accent:${accent};--shade:${shade}`;

/** The mailbox's whole look. Its colours and letters are the mail's own. */
export const style = `
:root{color-scheme:light dark;${scheme(light, "#a8123a", "#ebe8e2")}}
@media (prefers-color-scheme:dark){:root{${scheme(dark, "#ff8fab", "#262a31")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 ${brand.font.body};-webkit-text-size-adjust:100%}
a{color:inherit}
a:hover{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,.wordmark{font-family:${brand.font.headline};font-weight:${brand.font.headlineWeight};line-height:1.2;margin:0}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem 1rem}
.top{border-bottom:1px solid var(--line);background:var(--surface)}
.top>div,main{max-width:72rem;margin:0 auto;padding-inline:max(1rem,env(safe-area-inset-left))}
.top>div{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem;padding-block:.875rem}
.wordmark{font-size:1.5rem;text-decoration:none;margin-inline-end:auto}
.wordmark b{font-weight:inherit;color:var(--accent)}
main{padding-block:1.5rem 4rem}
form{margin:0}
.search{display:flex;gap:.5rem;flex:0 1 26rem}
input[type=search]{font:inherit;color:inherit;background:var(--page);border:1px solid var(--secondary);border-radius:6px;padding:.4375rem .75rem;min-width:0;width:100%}
button,.button{font:inherit;font-size:.9375rem;color:var(--text);background:transparent;border:1px solid var(--secondary);border-radius:6px;padding:.4375rem .875rem;cursor:pointer;text-decoration:none;white-space:nowrap;display:inline-block}
button:hover,.button:hover{border-color:var(--accent);color:var(--accent)}
button:disabled{opacity:.55;cursor:not-allowed;border-color:var(--line);color:inherit}
.count{color:var(--secondary);margin:0 0 1rem}
.list{list-style:none;margin:0;padding:0;background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.list li+li{border-top:1px solid var(--line)}
.list a{display:grid;grid-template-columns:minmax(10rem,16rem) minmax(0,1fr) auto;gap:0 1.25rem;align-items:baseline;padding:.8125rem 1.125rem;text-decoration:none;color:inherit}
.list a:hover{background:var(--shade);color:inherit}
.list a:focus-visible{outline-offset:-3px;border-radius:10px}
.who,.what>span:first-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.what{display:flex;gap:.75rem;align-items:baseline;min-width:0}
.what>span:first-child{font-family:${brand.font.headline};font-size:1.0625rem}
time,.quiet{color:var(--secondary);font-size:.875rem;white-space:nowrap;font-variant-numeric:tabular-nums}
.tag{font-size:.75rem;line-height:1.25rem;color:var(--secondary);border:1px solid var(--line);border-radius:999px;padding:0 .5625rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:100%}
.pages{display:flex;justify-content:space-between;gap:1rem;margin-top:1rem}
.empty{text-align:center;max-width:34rem;margin:12vh auto}
.empty h1{font-size:2rem;margin-bottom:1rem}
.empty p{color:var(--secondary)}
code{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
pre{font:.875rem/1.55 ui-monospace,SFMono-Regular,Menlo,monospace;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.commands{text-align:start;background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem}
.notice{border:1px solid var(--accent);border-radius:8px;padding:.75rem 1rem;margin:0 0 1.25rem;background:var(--surface)}
.crumbs{display:flex;justify-content:space-between;gap:1rem;margin-bottom:1.25rem;font-size:.9375rem}
.crumbs span{display:flex;gap:1.25rem}
h1.subject{font-size:clamp(1.5rem,1.1rem + 1.6vw,2.125rem);overflow-wrap:anywhere;text-wrap:balance}
.byline{color:var(--secondary);margin:.5rem 0 0;font-size:.9375rem;overflow-wrap:anywhere}
.byline time{font-size:inherit;white-space:normal}
.message{display:grid;grid-template-columns:minmax(0,1fr);gap:2rem 1.75rem;margin-top:1.25rem}
aside h2{font-size:1.125rem;margin-bottom:.5rem}
aside h2:not(:first-child){margin-top:1.75rem}
.facts{margin:0;font-size:.875rem}
.facts>div{padding:.4375rem 0;border-top:1px solid var(--line)}
.facts dt{color:var(--secondary)}
.facts dd{margin:0;overflow-wrap:anywhere}
.actions{display:grid;gap:.5rem}
.actions button{width:100%}
aside .quiet{white-space:normal}
@media (min-width:64rem){.message{grid-template-columns:minmax(0,1fr) 15rem}}
.bar{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;justify-content:space-between;margin:0 0 1rem}
.bar>div{display:flex;flex-wrap:wrap;gap:.5rem .75rem}
.choice{display:inline-flex;align-items:stretch;border:1px solid var(--secondary);border-radius:6px;overflow:hidden;max-width:100%}
.choice a{padding:.3125rem .75rem;text-decoration:none;font-size:.875rem;line-height:1.375rem;color:inherit}
.choice a+a{border-inline-start:1px solid var(--line)}
.choice a:hover{background:var(--shade);color:inherit}
.choice a[aria-current]{background:var(--text);color:var(--surface)}
.choice a:focus-visible{outline-offset:-4px;outline-color:currentColor}
.stage{background:var(--shade);border:1px solid var(--line);border-radius:10px;padding:1.25rem;overflow-x:auto;text-align:center}
iframe{display:block;margin:0 auto;border:0;background:#fff;box-shadow:0 1px 2px rgb(0 0 0/.12),0 8px 28px rgb(0 0 0/.1);height:max(36rem,82vh)}
iframe.fit{width:min(700px,100%)}
iframe.w700{width:700px}
iframe.w375{width:375px;height:812px;border-radius:22px;outline:9px solid #202226}
.w375stage{padding-block:2rem}
iframe.dark{background:${dark.page}}
.sheet{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1.25rem;overflow-x:auto}
.sheet table{border-collapse:collapse;width:100%;font-size:.9375rem}
.sheet caption{text-align:start;color:var(--secondary);padding-bottom:.75rem}
.sheet th{text-align:start;font-weight:400;color:var(--secondary);white-space:nowrap;padding:.375rem 1.25rem .375rem 0;vertical-align:top}
.sheet td{padding:.375rem 0;overflow-wrap:anywhere;vertical-align:top;min-width:12rem}
.sheet tr+tr>*{border-top:1px solid var(--line)}
.sheet tbody td:first-child{padding-inline-end:1.25rem}
@media (max-width:44rem){
.search{flex:1 1 100%}
.list a{grid-template-columns:minmax(0,1fr) auto;gap:.125rem .75rem;padding:.75rem 1rem}
.list time{grid-row:1;grid-column:2}
.what{grid-column:1/-1;flex-wrap:wrap;gap:.25rem .75rem}
.who{font-size:.9375rem}
.what>span:first-child{white-space:normal}
.stage,.w375stage{padding:.5rem;margin-inline:-1rem;border-inline:0;border-radius:0}
.sheet{padding:1rem}
.sheet th,.sheet td{display:block;padding-block:0}
.sheet tr>*:first-child{padding-top:.5rem;border-top:0}
.sheet tr>*:last-child{padding-bottom:.5rem;border-top:0}
.sheet tr+tr>*:first-child{border-top:1px solid var(--line)}
}
@media (forced-colors:active){.choice a[aria-current]{forced-color-adjust:none;background:Highlight;color:HighlightText}}
`;
