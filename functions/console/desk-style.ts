/** The look of the desk, beside that of the console; it names the console's colours and spaces. */
export const deskStyle = `
main.wide{padding-top:var(--small)}
.desk{max-width:82rem;margin:0 auto}
.desk h1 small{font:inherit;font-size:1.125rem;color:var(--secondary)}
.desk h2{margin-top:0}
.desk h3{margin:var(--small) 0 .375rem}
.status{margin:0 0 var(--small)}
.status .state{white-space:nowrap;padding:.125rem .5rem;border:1px solid var(--secondary);border-radius:2px;font-size:.875rem}
.news[role=status]{padding-block:var(--small);border-color:var(--accent)}
.news p{margin:0 0 .25rem;font-weight:600}
.news ul{margin:0 0 var(--small);padding:0;list-style:none}
.news li+li{margin-top:.5rem}
.news small{display:block;color:var(--secondary)}
.desk-mail>section,.desk-side>section{margin:0 0 var(--medium);padding:var(--small);background:var(--surface);border:1px solid var(--hairline);scroll-margin-top:var(--small)}
.desk-side>section[hidden]{display:none}
.inbox-line{padding:var(--hair) var(--small);border:1px solid var(--hairline);max-width:24rem;margin-bottom:var(--hair)}
.inbox-line p{margin:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#mail{padding:0;overflow:hidden}
#mail>p{margin:0;padding:var(--hair) var(--small)}
.views{display:flex;flex-wrap:wrap;border-bottom:1px solid var(--hairline)}
.views a{padding:.625rem .75rem;line-height:1.5rem;font-size:.9375rem}
.views a[aria-current]{color:var(--text);font-weight:600}
iframe.mail{display:block;width:100%;height:min(52rem,82vh);border:0;margin:0 auto;background:var(--page)}
iframe.view-phone,iframe.view-dark-phone{width:375px;max-width:100%}
[data-part=frame]{position:relative}
iframe.waiting{position:absolute;inset:0;visibility:hidden}
iframe.sizes{display:block;width:100%;height:4.75rem;border:0;border-top:1px solid var(--hairline)}
.small{min-height:2.25rem;padding:.25rem .625rem;font-size:.875rem}
a.small{display:inline-flex;align-items:center;padding:0 .25rem}
@media (max-width:40rem),(pointer:coarse){.small{min-width:2.75rem;min-height:2.75rem}}
.acts{display:flex;flex-wrap:wrap;gap:.375rem;margin:.375rem 0 0;align-items:center}
.grip{display:none;cursor:grab;touch-action:none}
[data-desk] .grip{display:inline-block}
.posts,.photos,.sheet{margin:0;padding:0;list-style:none}
.posts>li{display:flex;gap:.75rem;padding:.625rem 0;border-top:1px solid var(--hairline);scroll-margin-top:var(--small)}
.posts>li>div{flex:1;min-width:0}
.posts>li img{flex:none;width:4.5rem;height:3.375rem;object-fit:cover;background:var(--hairline)}
.posts .title{margin:0;font-family:Georgia,serif;line-height:1.3}
.posts small,.photos small{display:block}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:var(--small)}
.photos svg,.strip svg,.crops svg{display:block;width:100%;height:auto;background:var(--hairline)}
.photos .acts{gap:.25rem}
.photos .small{padding-inline:.5rem}
.photos>li{scroll-margin-top:var(--small)}
li:target,li.found{outline:3px solid var(--accent);outline-offset:4px}
.sortable-ghost{opacity:.4}
[data-edit]>label{margin:var(--small) 0 0}
main.wide>:is(h1,.of),.desk-photo,[data-part=sheet]{max-width:82rem;margin-inline:auto}
.saving{display:flex;gap:var(--hair);align-items:center;margin:.375rem 0 0}
output{color:var(--good);font-size:.875rem}
output.wrong{color:var(--accent);font-weight:600}
details>summary{cursor:pointer}
@media (min-width:40.01rem) and (pointer:fine){details>summary{padding:.375rem 0}}
.notice>:empty{margin:0;padding:0;border:0}
.notice p{margin:0}
.notice:has([role=alert]>p:only-child){position:sticky;top:0;z-index:2;margin-bottom:var(--medium)}
.notice:has([role=alert]>p:only-child)>*{margin:0}
.decide{margin-top:.375rem;padding:var(--hair) var(--small);border-inline-start:4px solid var(--accent);background:var(--page)}
.decide p{margin:0 0 var(--hair);white-space:pre-line}
.versions{display:grid;grid-template-columns:auto 1fr;gap:.25rem var(--small)}
.versions dd{margin:0}
.to-approve{position:sticky;bottom:0;margin:0;padding:var(--hair) var(--small);background:var(--surface);border-top:1px solid var(--hairline)}
.to-approve .button{display:block;text-align:center}
@media (min-width:64rem){.desk{display:grid;grid-template-columns:minmax(0,42rem) minmax(22rem,1fr);gap:0 var(--medium);align-items:start}.desk-head{grid-column:1/-1}.desk-mail{position:sticky;top:var(--small)}.to-approve{display:none}}
dialog{max-width:min(60rem,96vw);width:100%;max-height:94vh;padding:var(--small);color:var(--text);background:var(--surface);border:1px solid var(--secondary)}
dialog::backdrop{background:rgb(0 0 0/.5)}
dialog>[method=dialog]{position:sticky;top:0;z-index:1;float:inline-end}
dialog .close{background:var(--surface)}
dialog p:has(>.back){display:none}
dialog .focal input[type=image]{max-width:100%;max-height:20rem;height:auto}
dialog>.notice:has(p){clear:both;padding-top:var(--hair)}
.photo-desk{display:grid;gap:var(--medium)}
@media (min-width:48rem){.photo-desk{grid-template-columns:1fr 1fr}}
.strip{display:flex;gap:.5rem;margin:0;padding:0 0 var(--hair);list-style:none;overflow-x:auto}
.strip>li{flex:none;width:8.5rem}
.strip button{display:block;width:100%;padding:0;border:1px solid var(--hairline);background:none}
.strip button[aria-disabled=true]{cursor:default}
.strip img{display:block;width:100%;height:6.5rem;object-fit:cover}
.strip .no img{filter:grayscale(1);opacity:.45}
.strip small{display:block;line-height:1.3}
.focal{position:relative;display:inline-block;margin:0;line-height:0}
.focal input[type=image]{width:auto;max-width:none;padding:0;margin:0;border:0;cursor:crosshair}
.focal .point{position:absolute;width:1.75rem;height:1.75rem;margin:-.875rem 0 0 -.875rem;border:3px solid #fff;border-radius:50%;box-shadow:0 0 0 2px #000,inset 0 0 0 2px #000;pointer-events:none}
.by-point{display:flex;flex-wrap:wrap;gap:var(--small)}
.crops{flex:1 1 8.5rem;display:flex;flex-wrap:wrap;gap:.75rem;align-items:start;align-content:start}
.crops figure{margin:0;width:8.5rem}
.crops figcaption{font-size:.875rem;color:var(--secondary)}
.sets{display:flex;flex-wrap:wrap;gap:0 var(--small);align-items:start}
.sets>section{width:100%}
.sets>.of-1{width:calc(50% - var(--hair))}
.sets h2{font-size:1.0625rem;margin:var(--medium) 0 .375rem}
@media (min-width:40rem){.sets{column-gap:var(--medium)}.sets>.of-1{width:10rem}.sets>.of-2{width:21rem}.sets>.of-3{width:32rem}}
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(10rem,calc(50% - var(--hair))),1fr));gap:var(--small)}
.of-1 .sheet{grid-template-columns:1fr}
.sheet>li{min-width:0}
.sheet img{display:block;width:100%;height:7.5rem;margin-bottom:.375rem;object-fit:contain;background:var(--hairline)}
.sheet .chosen img{outline:4px solid var(--accent);outline-offset:-1px}
.sheet small{display:block;line-height:1.35}
.sheet .no img{filter:grayscale(1);opacity:.5}
@media (max-width:30rem){iframe.sizes{height:7.5rem}}
.alt-run img{display:block;max-width:100%;max-height:52vh;width:auto;height:auto;margin:0 auto}
.bar{display:flex;flex-wrap:wrap;gap:var(--small);align-items:center}
meter{width:8rem;max-width:40vw}
`;
