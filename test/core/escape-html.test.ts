import fc from "fast-check";
import Handlebars from "handlebars";
import { expect, it } from "vitest";
import { escapeHtml } from "../../functions/core/escape-html.ts";

it("writes text as the templates do", () => {
  const characters = fc.constantFrom(..."ab&<>\"'`=/?; é👋");
  fc.assert(
    fc.property(fc.string({ unit: characters }), (text) => {
      expect(escapeHtml(text)).toBe(Handlebars.escapeExpression(text));
    }),
  );
});
