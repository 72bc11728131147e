import { describe, expect, it } from "vitest";
import { airtableCreateBase } from "#blocks/airtable/airtable-create-base.ts";
import { airtableCreateField } from "#blocks/airtable/airtable-create-field.ts";
import { airtableCreateRecords } from "#blocks/airtable/airtable-create-records.ts";
import { airtableCreateTable } from "#blocks/airtable/airtable-create-table.ts";
import { airtableDeleteRecords } from "#blocks/airtable/airtable-delete-records.ts";
import { airtableGetRecord } from "#blocks/airtable/airtable-get-record.ts";
import { airtableListBases } from "#blocks/airtable/airtable-list-bases.ts";
import { airtableListRecords } from "#blocks/airtable/airtable-list-records.ts";
import { airtableListSchema } from "#blocks/airtable/airtable-list-schema.ts";
import { airtableUpdateField } from "#blocks/airtable/airtable-update-field.ts";
import { airtableUpdateRecords } from "#blocks/airtable/airtable-update-records.ts";
import { airtableUpdateTable } from "#blocks/airtable/airtable-update-table.ts";
import { linearCreateComment } from "#blocks/linear/linear-create-comment.ts";
import { linearCreateIssue } from "#blocks/linear/linear-create-issue.ts";
import { linearGetProjectIssues } from "#blocks/linear/linear-get-project-issues.ts";
import { linearSearchIssues } from "#blocks/linear/linear-search-issues.ts";
import { linearSearchProjects } from "#blocks/linear/linear-search-projects.ts";
import { notionCreatePage } from "#blocks/notion/notion-create-page.ts";
import { notionReadDatabase } from "#blocks/notion/notion-read-database.ts";
import { notionReadPage } from "#blocks/notion/notion-read-page.ts";
import { notionReadPageMarkdown } from "#blocks/notion/notion-read-page-markdown.ts";
import { notionSearch } from "#blocks/notion/notion-search.ts";
import { DATABASE, HOME } from "../../fakes/notion.ts";
import type { World } from "./world.ts";

export function notionStories({ fakes: { notion }, node, handOn, run }: World): void {
  describe("Notion", () => {
    it("has a page of 150 lines made, read back, and found", async () => {
      const content = ["# Why", "- warm", ...Array.from({ length: 148 }, (_, index) => `Line ${index}`)].join(
        "\n",
      );
      const { status, of } = await run(
        [
          node("page", notionCreatePage, {
            parent_page_id: HOME,
            title: "On tea",
            content,
            icon_emoji: "🍵",
          }),
          node("text", notionReadPageMarkdown),
          node("raw", notionReadPage),
          node("found", notionSearch, { query: "On tea", filter_type: "page" }),
        ],
        ["page.page_id > text.page_id", "page.page_id > raw.page_id"],
      );
      expect(status).toBe("COMPLETED");
      expect(of("text")["title"]).toEqual(["On tea"]);
      const lines = String(of("text")["markdown"]?.[0]).split("\n\n");
      expect(lines).toHaveLength(151);
      expect(lines.slice(0, 3)).toEqual(["# On tea", "# Why", "- warm"]);
      expect(lines.at(-1)).toBe("Line 147");
      expect(of("raw")["page"]).toMatchObject([{ id: of("page")["page_id"]?.[0] }]);
    });

    it("has entries put into a database, and asked for by properties of any type", async () => {
      const entry = (title: string, kind: string) => ({
        parent_database_id: DATABASE,
        title,
        properties: { Kind: { select: { name: kind } } },
      });
      await run([
        node("tea", notionCreatePage, entry("Tea", "Warm")),
        node("cake", notionCreatePage, entry("Cake", "Cold")),
      ]);
      const database_id = DATABASE;
      const { of } = await run(
        [
          node("title", notionReadDatabase, { database_id, filter_property: "Dish", filter_value: "Tea" }),
          node("kind", notionReadDatabase, { database_id, filter_property: "Kind", filter_value: "Cold" }),
          node("all", notionReadDatabase, {
            database_id,
            sort_property: "Dish",
            sort_direction: "descending",
          }),
          node("none", notionReadDatabase, { database_id, filter_property: "Price", filter_value: "1" }),
          node("gone", notionReadPage, { page_id: "5f2f7c1e-95a5-4a0a-8f3e-1c8a6d3b2f99" }),
          handOn("after", "went on"),
          handOn("after_gone", "went on"),
        ],
        ["none.error > after.input", "gone.error > after_gone.input"],
      );
      expect(of("title")).toMatchObject({ count: [1], entry: [{ Dish: "Tea", Kind: "Warm" }] });
      expect(of("kind")).toMatchObject({ count: [1], entry: [{ Dish: "Cake", Kind: "Cold" }] });
      expect(of("all")).toMatchObject({
        database_title: ["Dishes"],
        entry: [{ Dish: "Tea" }, { Dish: "Cake" }],
      });
      expect(of("none")).toEqual({ error: ['The database has no property "Price"'] });
      expect(of("gone")).toEqual({
        error: [expect.stringContaining("Notion answered 404: Could not find page")],
      });
    });

    it("is asked again when it was busy", async () => {
      notion.tire();
      const { status } = await run([node("found", notionSearch, { query: "On tea" })]);
      expect(status).toBe("COMPLETED");
    });
  });
}

export function linearStories({ fakes: { linear }, node, handOn, run }: World): void {
  describe("Linear", () => {
    it("has an issue opened and commented, and found in its team and project only", async () => {
      const issue = { title: "Cold tea", description: "It is", priority: 2 };
      const { status, of } = await run(
        [
          node("issue", linearCreateIssue, { ...issue, team_name: "engine", project_name: "Tea" }),
          node("other", linearCreateIssue, { ...issue, team_name: "Kitchen" }),
          node("comment", linearCreateComment, { comment: "On it" }),
        ],
        ["issue.issue_id > comment.issue_id"],
      );
      expect(status).toBe("COMPLETED");
      expect(of("comment")["comment_body"]).toEqual(["On it"]);
      const mine = linear.issues.find(({ identifier }) => identifier.startsWith("ENG"));
      expect(of("issue")).toEqual({ issue_id: [mine?.identifier], issue_title: ["Cold tea"] });
      const search = { project: "Tea", status: "Todo", include_comments: true };
      const found = await run([
        node("all", linearSearchIssues, { term: "tea" }),
        node("team", linearSearchIssues, { term: "tea", team_name: "Engine" }),
        node("project", linearGetProjectIssues, search),
        node("projects", linearSearchProjects, { term: "Te" }),
      ]);
      const { id, identifier } = mine ?? {};
      expect(found.of("all")["issues"]).toEqual([[expect.anything(), expect.anything()]]);
      expect(found.of("team")["issues"]).toEqual([[{ id, identifier, ...issue }]]);
      expect(found.of("project")["issues"]).toMatchObject([[{ identifier, comments: [{ body: "On it" }] }]]);
      expect(found.of("projects")["projects"]).toMatchObject([[{ name: "Tea", description: "Warm" }]]);
    });

    it("says what it refuses in words for people, and is asked again when it was busy", async () => {
      const { of } = await run(
        [
          node("comment", linearCreateComment, { issue_id: "ENG-99", comment: "?" }),
          handOn("after", "went on"),
        ],
        ["comment.error > after.input"],
      );
      expect(of("comment")).toEqual({ error: ["Linear refuses: Could not find referenced Issue."] });
      linear.tire();
      expect((await run([node("later", linearSearchProjects, { term: "Te" })])).status).toBe("COMPLETED");
    });
  });
}

export function airtableStories({ fakes: { airtable }, node, handOn, run }: World): void {
  describe("Airtable", () => {
    it("has a base and its tables made and changed", async () => {
      const tables = [{ name: "Dishes", fields: [{ name: "Name", type: "singleLineText" }] }];
      const made = { workspace_id: "wspKitchen0000000", name: "Kitchen", tables };
      const { status, of } = await run(
        [
          node("base", airtableCreateBase, made),
          node("table", airtableCreateTable, { table_name: "Cups" }),
          node("renamed", airtableUpdateTable, { table_name: "Mugs" }),
          node("field", airtableCreateField, {
            name: "Size",
            field_type: "number",
            options: { precision: "0" },
          }),
          node("described", airtableUpdateField, { description: "In ml" }),
        ],
        [
          "base.base_id > table.base_id",
          "base.base_id > renamed.base_id",
          "table.table_id > renamed.table_id",
          "base.base_id > field.base_id",
          "renamed.table_#_id > field.table_id",
          "base.base_id > described.base_id",
          "table.table_id > described.table_id",
          "field.field_id > described.field_id",
        ],
      );
      expect(status).toBe("COMPLETED");
      expect(of("base")["was_created"]).toEqual([true]);
      const again = await run(
        [node("base", airtableCreateBase, made), node("schema", airtableListSchema)],
        ["base.base_id > schema.base_id"],
      );
      expect(again.of("base")).toMatchObject({ was_created: [false], base_id: of("base")["base_id"] });
      expect(again.of("schema")["tables"]).toMatchObject([[{ name: "Dishes" }, { name: "Mugs" }]]);
      expect(airtable.bases).toMatchObject([
        {
          name: "Kitchen",
          tables: [
            { name: "Dishes" },
            { name: "Mugs", fields: [{}, { name: "Size", description: "In ml" }] },
          ],
        },
      ]);
    });

    it("has 12 records made, changed, listed by the page and deleted", async () => {
      const base_id = airtable.bases[0]?.id ?? "";
      const table = { base_id, table_id_or_name: "Dishes" };
      const records = Array.from({ length: 12 }, (_, index) => ({
        Name: `Dish ${String(index).padStart(2, "0")}`,
      }));
      const made = await run([
        node("make", airtableCreateRecords, { ...table, records }),
        node("bases", airtableListBases),
      ]);
      expect(made.of("bases")["bases"]).toMatchObject([[{ id: base_id, name: "Kitchen" }]]);
      expect(made.of("make")["details"]).toEqual([{ created: 12 }]);
      const ids = airtable.bases[0]?.tables[0]?.records.map(({ id }) => id) ?? [];
      const [first = "", ...others] = ids;
      const change = { ...table, records: [{ id: first, fields: { Name: "Tea" } }] };
      const changed = await run(
        [node("change", airtableUpdateRecords, change), node("get", airtableGetRecord, table)],
        ["change.records_$_0_#_id > get.record_id"],
      );
      expect(changed.of("get")["fields"]).toEqual([{ Name: "Tea" }]);

      const tenAPage = { ...table, page_size: 10, sort: [{ field: "Name", direction: "desc" }] };
      const pages = await run(
        [node("page", airtableListRecords, tenAPage), node("rest", airtableListRecords, tenAPage)],
        ["page.offset > rest.offset"],
      );
      expect(pages.of("page")["records"]?.[0]).toHaveLength(10);
      expect(pages.of("rest")["records"]?.[0]).toHaveLength(2);

      await run([node("delete", airtableDeleteRecords, { ...table, record_ids: others })]);
      const left = await run([
        node("tea", airtableListRecords, { ...table, filter_formula: "{Name} = 'Tea'" }),
        node("none", airtableListRecords, { ...table, filter_formula: "{Name} = 'Dish 01'" }),
      ]);
      expect(left.of("tea")["records"]).toMatchObject([[{ id: first, fields: { Name: "Tea" } }]]);
      expect(left.of("none")["records"]).toEqual([[]]);
    });

    it("says which field it does not know, and is asked again when it was busy", async () => {
      const table = { base_id: airtable.bases[0]?.id ?? "", table_id_or_name: "Dishes" };
      const { of } = await run(
        [
          node("wrong", airtableCreateRecords, { ...table, records: [{ Cost: 1 }] }),
          handOn("after", "went on"),
        ],
        ["wrong.error > after.input"],
      );
      expect(of("wrong")).toEqual({ error: ['Airtable answered 422: Unknown field name: "Cost"'] });
      airtable.tire();
      expect((await run([node("later", airtableListRecords, table)])).status).toBe("COMPLETED");
    });
  });
}
