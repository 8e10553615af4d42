import { describe, expect, it } from "vitest";
import { fieldsets } from "../../functions/console/settings-fields.ts";
import { typedOf, withTyped } from "../../functions/console/settings-form.ts";
import { type Cadence, cadenceSchema, newsletterSchema } from "../../functions/core/newsletter.ts";
import { aNewsletter } from "../support/mail.ts";

const time = "08:00";
const cadences: { [kind in Cadence["kind"]]: Extract<Cadence, { kind: kind }> } = {
  weekly: { kind: "weekly", weekday: 3, time },
  daily: { kind: "daily", time },
  weekdays: { kind: "weekdays", days: [1, 4], time },
  monthly: { kind: "monthly", day: "last", time },
  "monthly-weekday": { kind: "monthly-weekday", nth: 2, weekday: 7, time },
};

describe("the form of the settings", () => {
  it("gives a newsletter of each cadence back as it was", () => {
    expect(Object.keys(cadences)).toHaveLength(cadenceSchema.options.length);
    for (const cadence of Object.values(cadences)) {
      const newsletter = aNewsletter({
        cadence,
        brand: { ...aNewsletter().brand, logo: { url: "https://flashbulb.example/logo.png", width: 200, height: 40 } },
        sender: { ...aNewsletter().sender, replyTo: "desk@flashbulb.example" },
        sources: [{ url: "https://flashbulb.example/feed", everyMinutes: 5 }],
        editors: ["ines@flashbulb.example"],
      });
      expect(newsletterSchema.parse(withTyped(newsletter, typedOf(newsletter)))).toEqual(newsletter);
    }
  });

  it("has a field for everything that it reads and writes", () => {
    const names = fieldsets.flatMap(({ fields }) => fields.map(({ name }) => name));
    expect(names.toSorted()).toEqual(Object.keys(typedOf(aNewsletter())).toSorted());
  });
});
