import type { Subscriber } from "../../functions/audience/subscriber.ts";
import type { Variant } from "../../functions/core/rendition.ts";

export type SampleSubscriber = Omit<Subscriber, "id" | "newsletterId">;

const confirmedAt = "2026-09-12T09:30:00.000Z";

const confirmed = (address: string, name?: string, variant: Variant = "everything"): SampleSubscriber => ({
  address,
  ...(name === undefined ? {} : { name }),
  state: "confirmed",
  confirmedAt,
  preferences: { variant },
});

/**
 * Twenty-five people, of whom one is pending, one paused, one gone and three are SES's own mailboxes for trying things
 * out. Names are what people, and others, type into forms.
 */
export const sampleSubscribers: readonly SampleSubscriber[] = [
  confirmed("clara.whitmore@example.com", "Clara Whitmore"),
  confirmed("bjoern.aasland@example.org", "Bjørn Åsland"),
  confirmed("zofia.krol@example.net", "Zofia Król-Święcicka", "photos"),
  confirmed("nguyen.duc@example.com", "Nguyễn Đức Hiếu"),
  confirmed("o'malley@example.org", "Siobhán O’Malley"),
  confirmed("layla@example.net", "ليلى الخوري"),
  confirmed("noa@example.com", "נועה בן־דוד"),
  confirmed("hanako@example.org", "田中 花子", "photos"),
  confirmed("quotes@example.com", 'Dr. "Bob", Robert; <bob@example.net>'),
  confirmed("markup@example.net", "<b>Bold</b> & <script>alert(1)</script>"),
  confirmed("braces@example.org", "{{name}} {{{raw}}} [[x]] <%= y %>"),
  confirmed("header@example.com", "Eve\r\nBcc: mallory@example.net"),
  confirmed("formula@example.net", "=HYPERLINK(A1)"),
  confirmed("emoji@example.org", "Pip 📷👩🏽‍🌾🏳️‍🌈", "photos"),
  confirmed("reversed@example.com", "Max \u202egnp.exe"),
  confirmed("long@example.net", "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Eldest"),
  confirmed("saturday+pictures@example.com", "Ana Sofía Iñíguez Ruiz"),
  confirmed("dots.and-dashes_99@example.org"),
  confirmed("spaces@example.net", "  Łukasz   Żółć  "),
  {
    ...confirmed("on.holiday@example.com", "Thérèse Gauthier-Lévesque"),
    preferences: { variant: "everything", pausedUntil: "2026-11-07T07:00:00.000Z" },
  },
  {
    address: "left@example.org",
    name: "Gone Already",
    state: "unsubscribed",
    confirmedAt,
    unsubscribedAt: "2026-10-03T06:12:00.000Z",
    preferences: { variant: "everything" },
  },
  { address: "not.yet@example.net", name: "Perhaps Later", state: "pending", preferences: { variant: "everything" } },
  confirmed("success@simulator.amazonses.com", "Arrives"),
  confirmed("bounce@simulator.amazonses.com", "Bounces"),
  confirmed("complaint@simulator.amazonses.com", "Complains"),
];
