/** The one style sheet of the house. Colors have a contrast of 4.5:1 for text and 3:1 for the edges of controls. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f6f3, #131416);
  --surface: light-dark(#ffffff, #1b1d20);
  --ink: light-dark(#17181b, #ececea);
  --quiet: light-dark(#5d6068, #a2a5ad);
  --line: light-dark(#e4e4df, #2c2f34);
  --edge: light-dark(#898c93, #71757e);
  --thread: light-dark(#0b665b, #6fd0bf);
  --alarm: light-dark(#a92a1f, #ff9b8e);
  --alarm-ground: light-dark(#fdf1ef, #33201e);
  --good-ground: light-dark(#eaf5f2, #1a2b29);
}
* { box-sizing: border-box; margin: 0; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; padding: 0 1.25rem 3rem; background: var(--ground); color: var(--ink); -webkit-font-smoothing: antialiased; text-rendering: optimizeLegibility; }
body > header { width: 100%; max-width: 22.5rem; padding: 4.5rem 0 1.75rem; }
body.wide > header, body.wide > main { max-width: 42rem; }
body.wide > header { padding-top: 2.25rem; display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
main { width: 100%; max-width: 22.5rem; }
.brand { display: inline-flex; align-items: center; gap: .6rem; font-weight: 600; letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.brand svg { width: 2rem; height: 2rem; margin-left: -.125rem; color: var(--thread); }
h1 { font-size: 1.625rem; line-height: 1.2; font-weight: 620; letter-spacing: -.022em; text-wrap: balance; }
h2 { font-size: 1.0625rem; line-height: 1.35; font-weight: 600; letter-spacing: -.01em; }
h1 + p { margin-top: .5rem; }
p { text-wrap: pretty; }
.quiet, .hint { color: var(--quiet); }
.hint, small, .error { font-size: .875rem; line-height: 1.45; }
a { color: var(--thread); text-underline-offset: .18em; text-decoration-thickness: 1px; text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
a:hover { text-decoration-color: currentColor; }
strong { font-weight: 600; overflow-wrap: anywhere; }
code { font: .875em/1.5 ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
form { display: grid; gap: 1.125rem; }
main > form, main > .notice, main > .stack { margin-top: 1.75rem; }
main > p.after { margin-top: 1.75rem; color: var(--quiet); font-size: .9375rem; }
.field { display: grid; gap: .375rem; }
.field .row { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; font-size: .875rem; }
label, legend { font-size: .875rem; font-weight: 550; }
legend { padding: 0; margin-bottom: .5rem; }
input, select, textarea { width: 100%; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--edge); border-radius: .5rem; padding: .5625rem .75rem; min-height: 2.75rem; }
fieldset { min-width: 0; padding: 0; border: 0; }
textarea { min-height: 6rem; resize: vertical; }
input[type="checkbox"], input[type="radio"] { width: 1.125rem; height: 1.125rem; min-height: 0; margin: .2rem 0 0; accent-color: var(--thread); }
.choice { display: grid; grid-template-columns: auto 1fr; gap: .625rem; align-items: start; font-weight: 400; font-size: .9375rem; }
[aria-invalid="true"] { border-color: var(--alarm); }
.error { color: var(--alarm); }
:focus-visible { outline: 2px solid var(--thread); outline-offset: 2px; }
input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; border-color: var(--thread); }
button, .button { font: inherit; font-weight: 560; min-height: 2.75rem; padding: .5rem 1.125rem; border: 1px solid transparent; border-radius: .5rem; background: var(--ink); color: var(--ground); cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; justify-content: center; }
button:hover, .button:hover { background: color-mix(in srgb, var(--ink) 86%, var(--ground)); }
button.second, .button.second { background: transparent; border-color: var(--edge); color: var(--ink); }
button.second:hover, .button.second:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
button.small { min-height: 2.25rem; padding: .25rem .75rem; font-size: .875rem; }
button.danger { background: transparent; border-color: var(--edge); color: var(--alarm); }
button.danger:hover { background: var(--alarm-ground); border-color: var(--alarm); }
button.link { min-height: 0; padding: 0; border: 0; background: none; color: var(--thread); font-weight: inherit; text-decoration: underline; text-underline-offset: .18em; text-decoration-thickness: 1px; }
.actions { display: flex; gap: .75rem; flex-wrap: wrap; align-items: center; }
.actions.even > * { flex: 1 1 8rem; }
.notice { border-radius: .5rem; padding: .75rem .9375rem; font-size: .9375rem; background: var(--good-ground); overflow-wrap: anywhere; }
.notice.alarm { background: var(--alarm-ground); color: var(--alarm); }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem; }
.stack { display: grid; gap: 1.25rem; }
.part { display: grid; gap: 1.125rem; }
.part > header { display: grid; gap: .25rem; }
.part form { max-width: 24rem; }
.part form.inline { max-width: none; }
.part .actions button { justify-self: start; }
.part form > button { justify-self: start; }
main > p + p { margin-top: .75rem; }
.ticks { list-style: none; padding: 0; display: grid; gap: .5rem; }
.ticks li { position: relative; padding-left: 1.625rem; }
.ticks li::before { content: "✓" / ""; position: absolute; left: 0; color: var(--thread); font-weight: 600; }
.list { list-style: none; padding: 0; display: grid; }
.list > li { display: flex; flex-wrap: wrap; gap: .625rem 1rem; align-items: center; justify-content: space-between; padding: .875rem 0; border-top: 1px solid var(--line); }
.list > li:first-child { border-top: 0; padding-top: 0; }
.list > li:last-child { padding-bottom: 0; }
.list small { display: block; color: var(--quiet); }
.tag { display: inline-block; font-size: .75rem; font-weight: 560; line-height: 1.4; padding: .0625rem .4375rem; border-radius: 1rem; background: var(--good-ground); color: var(--thread); vertical-align: .08em; }
.tag.off { background: var(--alarm-ground); color: var(--alarm); }
nav.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1.25rem 0 0; border-bottom: 1px solid var(--line); font-size: .9375rem; }
nav.tabs a { padding: .5rem 0; color: var(--quiet); text-decoration: none; border-bottom: 2px solid transparent; margin-bottom: -1px; }
nav.tabs a:hover { color: var(--ink); }
nav.tabs a[aria-current] { color: var(--ink); border-color: var(--thread); font-weight: 550; }
.list > li > div { flex: 1 1 11rem; min-width: 0; overflow-wrap: anywhere; }
.list > li > .actions { flex: 0 0 auto; }
body > header .who { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
body > header form.actions { display: flex; flex-wrap: nowrap; min-width: 0; }
@media (max-width: 30rem) { body > header { padding-top: 2.5rem; } body.wide > header { padding-top: 1.5rem; } .panel { padding: 1.125rem; } body > header .who { display: none; } }
@media (prefers-contrast: more) { :root { --quiet: var(--ink); --edge: var(--ink); --line: var(--edge); } }
`;
