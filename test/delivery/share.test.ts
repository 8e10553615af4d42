import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharesOf } from "../../functions/delivery/share.ts";

const plans = fc
  .array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 30 })
  .map((sizes) => sizes.map((size, n) => ({ shard: (n % 16).toString(16), chunk: `c${n}`, size })));

const counted = (run: Parameters<typeof sharesOf>[0], plan: Parameters<typeof sharesOf>[1]) => {
  const counts = { due: 0, later: 0, over: 0 };
  const shareOf = sharesOf(run, plan);
  for (const each of plan) for (let index = 0; index < each.size; index++) counts[shareOf(each)(index)] += 1;
  return counts;
};

describe("the share of an issue", () => {
  it("is everybody, without a cap and a soft start", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(counted({ issueId: "a" }, plan)).toMatchObject({ later: 0, over: 0 });
      }),
    );
  });

  it("is exact over all chunks: so many in all by the cap, so many of them first", () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 8000 }),
        fc.integer({ min: 1, max: 8000 }),
        (plan, ramp, softStart) => {
          const audience = plan.reduce((sum, { size }) => sum + size, 0);
          const capped = Math.min(ramp, audience);
          const due = Math.min(softStart, capped);
          expect(counted({ issueId: "a", ramp, softStart }, plan)).toEqual({
            due,
            later: capped - due,
            over: audience - capped,
          });
          expect(counted({ issueId: "a", ramp }, plan)).toEqual({ due: capped, later: 0, over: audience - capped });
        },
      ),
    );
  });

  it("keeps who was first among those who may get it, and is other people in another issue", () => {
    const plan = [{ shard: "0", chunk: "0", size: 250 }];
    const due = (run: Parameters<typeof sharesOf>[0]) => {
      const share = sharesOf(run, plan)({ shard: "0", chunk: "0" });
      return Array.from({ length: 250 }, (_, index) => index).filter((index) => share(index) === "due");
    };
    const first = due({ issueId: "a", ramp: 100, softStart: 20 });
    expect(due({ issueId: "a", ramp: 100 })).toEqual(expect.arrayContaining(first));
    expect(due({ issueId: "b", ramp: 100 })).not.toEqual(due({ issueId: "a", ramp: 100 }));
  });
});
