/** The look of a run and of its report, beside that of the console. */
export const runStyle = `
.run-state{font:400 1.5rem/1.25 Georgia,serif;margin:0 0 var(--hair)}
.run progress{display:block;width:100%;height:1.25rem;accent-color:var(--good)}
.run .sums{margin:var(--small) 0;background:var(--surface);border:1px solid var(--hairline)}
.run .sums>div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 var(--small);padding:.5rem var(--small);border-bottom:1px solid var(--hairline)}
.run .sums>div:last-child{border:0}
.run .sums dt,.run .sums dd{margin:0;font-size:1rem;color:var(--text)}
.run .sums dd{font-variant-numeric:tabular-nums;font-weight:600}
.run .sums .why{flex-basis:100%;font-size:.875rem;font-weight:400;color:var(--secondary)}
.run .total dt{font-weight:600}
.connection:empty{margin:0;padding:0;border:0}
button.pause{display:block;width:100%;min-height:4.5rem;font-size:1.375rem}
.pace{display:grid;grid-template-columns:3fr 2fr;gap:var(--hair)}
.pace:not(:has(form+form)){grid-template-columns:1fr}
.pace form{margin:0}
button.go-on{width:100%;min-height:4.5rem}
@media (max-width:40rem){.run:has(.pause){padding-bottom:5.5rem}.run form:has(.pause){position:fixed;inset:auto 0 0;z-index:1;margin:0;padding:var(--hair) var(--small);background:var(--surface);border-top:1px solid var(--hairline)}.run .pace:has(.pause){position:fixed;inset:auto 0 0;z-index:1;padding:var(--hair) var(--small);background:var(--surface);border-top:1px solid var(--hairline)}.run .pace form:has(.pause){position:static;padding:0;border:0}}
.run details{margin:var(--small) 0;padding:var(--hair) var(--small);background:var(--surface);border:1px solid var(--hairline)}
.run summary{cursor:pointer;padding:.5rem 0}
.run form{margin:0 0 var(--small)}
.run tr:last-child>th{border:0}
.run td{white-space:nowrap;font-variant-numeric:tabular-nums}
.run th{overflow-wrap:normal}
.bars{display:block;width:100%;min-width:3rem;height:1rem}
.bars .ground{fill:var(--hairline)}
.bars .good{fill:var(--good)}
.bars .bad{fill:var(--accent)}
.bars .other{fill:var(--secondary)}
`;
