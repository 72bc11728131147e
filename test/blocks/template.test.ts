import { describe, expect, it } from "vitest";
import { renderTemplate } from "#blocks/text/template.ts";
import type { JsonObject } from "#lib/json.ts";
import { cpuClock } from "../cpu-clock.ts";

describe("a template renders as in Jinja2", () => {
  it.each<[string, JsonObject, string]>([
    [
      "{{ a.b }} {{ a['b'] }} {{ l[0] }} {{ l[-1] }} {{ l[1:] }}",
      { a: { b: 1 }, l: [1, 2, 3] },
      "1 1 1 3 [2, 3]",
    ],
    ["{% if a > 1 and b %}yes{% elif a %}some{% else %}no{% endif %}", { a: 1, b: true }, "some"],
    ["{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", { d: { x: 1, y: 2 } }, "x=1;y=2;"],
    [
      "{% for x in l if x > 1 %}{{ loop.index }}:{{ x }} {% else %}none{% endfor %}",
      { l: [1, 2, 3] },
      "1:2 2:3 ",
    ],
    ["{% for x in [] %}a{% else %}none{% endfor %}", {}, "none"],
    [
      "{{ '%s: %.2f (%d%%)' | format(name, share, count) }}",
      { name: "Tea", share: 1.5, count: 7 },
      "Tea: 1.50 (7%)",
    ],
    ["[{{ 'ab' | center(5) }}][{{ 'a' | center(4) }}]", {}, "[  ab ][ a  ]"],
    ["{{ text | wordwrap(6) }}", { text: "one two three\nabcdefghi" }, "one\ntwo\nthree\nabcdef\nghi"],
    ["{{ html | striptags }}", { html: "<p>a <b>b</b>\n c<!-- <x> --></p>" }, "a b c"],
    ["{{ '<' | forceescape }}", {}, "&lt;"],
    [
      "{% set n = namespace(s=0) %}{% for x in l %}{% set n.s = n.s + x %}{% endfor %}{{ n.s }}",
      { l: [1, 2] },
      "3",
    ],
    [
      "{% macro hi(n, p='!') %}Hi {{ n }}{{ p }}{% endmacro %}{{ hi('Ada') }}{{ hi('Bob', p='?') }}",
      {},
      "Hi Ada!Hi Bob?",
    ],
    [
      "{{ l | join(', ') }} {{ l | length }} {{ l | count }} {{ l | first }} {{ l | last }}",
      { l: ["a", "b"] },
      "a, b 2 2 a b",
    ],
    ["{{ l | sum }} {{ l | min }} {{ l | max }} {{ l | sort | join }}", { l: [3, 1, 2] }, "6 1 3 123"],
    [
      "{{ l | map(attribute='n') | join('+') }} {{ w | map('upper') | join }}",
      { l: [{ n: 1 }, { n: 2 }], w: ["a"] },
      "1+2 A",
    ],
    ["{{ missing | default('none') }} {{ missing | d('-') }} {{ '' | default('x', true) }}", {}, "none - x"],
    [
      "{{ s | upper }} {{ s | title }} {{ s | trim }} {{ s | replace('b', 'c') }} {{ s | wordcount }}",
      { s: " a b" },
      " A B  A B a b  a c 2",
    ],
    [
      "{{ 'one two three four' | truncate(12) }} {{ 'abcdefghijk' | truncate(5, true, '…', 0) }}",
      {},
      "one two... abcd…",
    ],
    [
      "{{ 2.567 | round(1) }} {{ 2.4 | round(method='ceil') }} {{ -7 | abs }} {{ '12' | int }}",
      {},
      "2.6 3 7 12",
    ],
    [
      "{{ d | tojson }} {{ 'é/?' | urlencode }} {{ '<a>' | e }}",
      { d: { a: [1] } },
      '{"a": [1]} %C3%A9/%3F &lt;a&gt;',
    ],
    [
      "{{ 'a' in l }} {{ 'x' not in l }} {{ l is defined }} {{ q is defined }}",
      { l: ["a"] },
      "true true true false",
    ],
    [
      "{{ a if a else b }} {{ 7 // 2 }} {{ 7 % 2 }} {{ 2 ** 3 }} {{ 'a' ~ 1 }}",
      { a: "", b: "B" },
      "B 3 1 8 a1",
    ],
    ["a{# note #}b{{ a.b.c }}", { a: {} }, "ab"],
    ["{% for i in range(2, 7, 2) %}{{ i }}{% endfor %}{{ None }}{{ True }}", {}, "246true"],
    [
      "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% elif i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
      {},
      "02",
    ],
    ["a\n  {%- if true %} b{% endif %}\n", {}, "a b"],
    ["{{ doc['_id'] }}", { doc: { _id: 7 } }, "7"],
    ["{{ range }}", { range: "mine" }, "mine"],
  ])("%s", (template, values, expected) => {
    expect(renderTemplate(template, values)).toBe(expected);
  });
});

describe("a template in the older form", () => {
  it.each<[string, JsonObject, string]>([
    ["Dear {name}, { age }", { name: "Ada", age: 36 }, "Dear Ada, 36"],
    ['{"key": "{value}", "other": {}}', { value: 1 }, '{"key": "1", "other": {}}'],
    ["{unknown} a { color: red }", { color: 1 }, "{unknown} a { color: red }"],
    ["{{ name }} {name}", { name: "Ada" }, "Ada {name}"],
  ])("%s", (template, values, expected) => {
    expect(renderTemplate(template, values)).toBe(expected);
  });
});

it("escapes what is printed, once, and not what the template says itself", () => {
  const template = "<p>{{ a }}{% if a %}{{ a | upper }}{% endif %}{{ a | safe }}{{ l }}</p>";
  const escaped = renderTemplate(template, { a: "<", l: ["&"] }, { escapeHtml: true });
  expect(escaped).toBe("<p>&lt;&lt;<[&#34;&amp;&#34;]</p>");
  expect(renderTemplate("{{ a }}", { a: "<" })).toBe("<");
});

it.each(["constructor", "__proto__", "toString", "process", "globalThis", "raise_exception", "strftime_now"])(
  "knows no global %s",
  (name) => {
    expect(
      renderTemplate(`{{ ${name} }}{{ d["${name}"] }}{{ l | map(attribute="${name}") | join }}`, {
        d: {},
        l: [{}],
      }),
    ).toBe("");
  },
);

it("strips tags of a megabyte of beginnings in no time", () => {
  const taken = cpuClock();
  const html = "<!--<".repeat(200_000);
  expect(renderTemplate("{{ html | striptags | length }}", { html })).toBe(String(html.length));
  expect(taken()).toBeLessThan(3000);
});

it("keeps what one template assigns from the next", () => {
  renderTemplate("{% set range = 1 %}{% set true = false %}{% set leak = 1 %}", {});
  expect(renderTemplate("{{ range(2) | length }}{{ true }}{{ leak }}", {})).toBe("2true");
});

it.each([
  ["{{ a.__class__ }}", "begins with an underscore"],
  ["{{ 'a' | center(1000000000) }}", "A width is a number from 1 to 10000"],
  ["{{ 'a' | wordwrap(0) }}", "A width is a number from 1 to 10000"],
  ["{{ '%d' | format('a') }}", "%d takes a number"],
  ["{{ '%s' | format }}", "lacks an argument"],
  ["{{ 'a'._x }}", "begins with an underscore"],
  ["{{ a | nonsense }}", "nonsense"],
  ["{% for %}", "Unexpected"],
  ["{{ a.b + 1 }}", "undefined"],
])("refuses %s", (template, message) => {
  expect(() => renderTemplate(template, { a: {} })).toThrow(message);
});
